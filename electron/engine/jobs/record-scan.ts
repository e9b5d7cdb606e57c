/**
 * Finds the records of a `_diag` log that matter, by who wrote them and how their message begins. Nearly all of such
 * a log is noise, and reading it line by line in JavaScript is several times slower than grep; so the look at each
 * line's beginning is a function of WebAssembly's vector instructions (record-scan-module.ts).
 */
import { instantiateScan, SCAN_BYTES } from './record-scan-module.ts';

/** Which records are wanted: `JobDispatcher` with `Start renew`; an empty beginning takes all of that source. */
export interface RecordPattern {
  readonly source: string;
  readonly begins: string;
}

/** Called for each record found, in order. `end` is behind its last byte; its line end is not part of it. */
export type OnRecord = (pattern: number, start: number, end: number) => void;

export interface RecordScan {
  /**
   * Looks at `bytes[from..end)`, which must begin a line. A copy on stdout (`[RUNNER …`) counts as well.
   * @param least the patterns before this one are passed over.
   * @param onRecord must not scan itself.
   */
  scan(bytes: Uint8Array, from: number, end: number, least: number, onRecord: OnRecord): void;
}

const NEWLINE = 10;

/** @param patterns what is wanted; the index of the one that fits is given with each record. */
export function createRecordScan(patterns: readonly RecordPattern[]): RecordScan {
  const module = instantiateScan(patterns);

  const tell = (base: number, count: number, last: number, onRecord: OnRecord): void => {
    for (let index = 0; index < count; index++) {
      const stop = module.hits[3 * index + 2] ?? 0;
      onRecord(
        module.hits[3 * index] ?? 0,
        base + (module.hits[3 * index + 1] ?? 0),
        base + (stop === 0 ? last : stop),
      );
    }
  };

  return {
    scan(bytes, from, end, least, onRecord) {
      let at = from;
      while (at < end) {
        const size = Math.min(SCAN_BYTES, end - at);
        module.text.set(bytes.subarray(at, at + size));
        // A part ends with a line, but for the last one and for a line that is longer than a part.
        const cut = at + size === end ? size : lastLineEnd(module.text, size);
        tell(at, module.find(cut, least), cut, onRecord);
        at += cut;
      }
    },
  };
}

function lastLineEnd(text: Uint8Array, size: number): number {
  const end = text.lastIndexOf(NEWLINE, size - 1);
  return end < 0 ? size : end + 1;
}
