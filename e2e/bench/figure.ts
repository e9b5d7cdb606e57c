/** One row of the benchmark: what was measured, and what a person would use instead. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly target: number;
  readonly met: boolean;
  /** The tool that a person would use instead, measured in the same run. */
  readonly reference?: { readonly command: string; readonly value: number };
}

/** A figure that is met at or below its target. */
export function atMost(
  name: string,
  value: number,
  unit: string,
  target: number,
  reference?: { readonly command: string; readonly value: number },
): Figure {
  const rounded = Math.round(value * 1000) / 1000;
  const row = { name, value: rounded, unit, target, met: value <= target };
  return reference === undefined
    ? row
    : { ...row, reference: { ...reference, value: Math.round(reference.value * 1000) / 1000 } };
}

/** The value that `share` (0..1) of the values do not exceed, by nearest rank. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

/** One measurement: `names` are the rows it gives; `run` measures them. Progress goes to standard error. */
export interface Measurement {
  readonly names: readonly string[];
  readonly run: () => Promise<readonly Figure[]>;
}
