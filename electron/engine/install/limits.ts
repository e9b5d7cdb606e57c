/** What an unpacking never exceeds. */
export interface UnpackLimits {
  /** Without an answer, or without another byte of it. */
  readonly quietMs: number;
  /** From the first byte to the last, with all tries. */
  readonly totalMs: number;
  /** So often in a row without getting further. */
  readonly tries: number;
  /** Before the second try; it doubles with each one after. */
  readonly pauseMs: number;
  readonly archiveBytes: number;
  readonly unpackedBytes: number;
  readonly entries: number;
}

/** A package is some 200 MB, unpacks to three times that, and holds some 10,000 entries (runner.md 1). */
export const LIMITS: UnpackLimits = {
  quietMs: 30_000,
  totalMs: 2 * 60 * 60_000,
  tries: 5,
  pauseMs: 1_000,
  archiveBytes: 1024 ** 3,
  unpackedBytes: 4 * 1024 ** 3,
  entries: 100_000,
};
