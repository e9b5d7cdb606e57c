/** What is said of every operation, whichever window shows it. */
import { formatCount, formatDuration, formatSpan } from '../../../shared/format.ts';
import type { FileChange } from '../../../shared/operation.ts';

/** Seconds → `a moment`, `about 40 s`, `about 2 min`: no finer than anybody can know beforehand. */
function about(seconds: number): string {
  if (seconds < 1) return 'a moment';
  return `about ${seconds < 60 ? formatDuration(seconds * 1000) : formatSpan(seconds * 1000)}`;
}

const changes: Record<FileChange['change'], string> = {
  create: 'makes',
  write: 'writes',
  move: 'moves',
  protect: 'protects',
  delete: 'deletes',
  trash: 'moves to the Trash',
};

export const operationWords = {
  planning: 'Working out what has to be done…',
  plan: 'What will happen',
  needs: 'What it needs',
  everything: 'Show every detail',
  less: 'Show less',
  usually: about,
  inAll: (steps: number, seconds: number | null): string => {
    const count = formatCount(steps, 'step', 'steps');
    return seconds === null ? count : `${count}, usually ${about(seconds)} in all`;
  },
  change: changes,
  files: 'Files',
  commands: 'Commands',
  undoing: 'If it has to be undone',
  once: 'Once begun, it runs to its end.',
  typeToConfirm: (text: string): string => `Type ${text} to confirm`,
  starting: 'Beginning…',
  working: 'Working…',

  progress: 'Progress',
  step: (number: number, count: number, title: string): string => `Step ${number} of ${count}: ${title}`,
  takingBack: 'Taking back what was done',
  held: 'It stopped in the middle and waits for you.',
  elapsed: (time: string): string => `${time} so far`,
  resumed: (times: number): string =>
    times === 1
      ? 'Taken up again after Trackside had ended in the middle of it.'
      : `Taken up again ${times} times after Trackside had ended in the middle of it.`,
  notNow: 'This step runs to its end; it cannot be cancelled halfway.',
  state: {
    pending: 'to come',
    running: 'under way',
    done: 'done',
    left: 'left out',
    failed: 'failed',
    undoing: 'being taken back',
    undone: 'taken back',
    stays: 'stays behind',
  },
  stopped: 'stopped here',
  items: (done: number, total: number | null): string => (total === null ? `${done}` : `${done} of ${total}`),
  log: 'Log',
  copyLog: 'the log',

  succeeded: 'Done',
  undone: 'Nothing was changed in the end',
  undoneText: 'What had been done was taken back; nothing of it stays.',
  failed: 'It could not be finished',
  unknownEnd: 'Its record could not be read to the end.',
  staysBehind: 'What stays behind',
  steps: 'Step by step',
  gone: 'This operation is no longer on record. It ended some time ago, or it was put away.',
} as const;
