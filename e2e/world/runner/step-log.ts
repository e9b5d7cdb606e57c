/** A step's live log: `_diag/pages` and `_diag/blocks`, gone when the step's log is uploaded (runner.md 7.5). */
import { appendFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { preciseStamp } from './pace.ts';

export interface StepLog {
  /** The block's file, as the Worker's log names it at upload. */
  readonly block: string;
  line(text: string): void;
  /** Deletes both files, as after the upload. */
  close(): void;
}

/** Opens the two files of one step. `mask` takes the secrets out of each line. */
export function openStepLog(
  diag: string,
  timelineId: string,
  recordId: string,
  mask: (text: string) => string,
): StepLog {
  const pages = join(diag, 'pages');
  const blocks = join(diag, 'blocks');
  mkdirSync(pages, { recursive: true });
  mkdirSync(blocks, { recursive: true });
  const page = join(pages, `${timelineId}_${recordId}_1.log`);
  const block = join(blocks, `${timelineId}_${recordId}.1`);
  for (const file of [page, block]) appendFileSync(file, '\uFEFF');
  return {
    block,
    line(text) {
      const line = `${preciseStamp()} ${mask(text)}\n`;
      appendFileSync(page, line);
      appendFileSync(block, line);
    },
    close() {
      rmSync(page, { force: true });
      rmSync(block, { force: true });
    },
  };
}
