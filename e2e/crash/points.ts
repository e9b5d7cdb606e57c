/** The moments of an operation at which a crash is tried: every step boundary, and the middle of each step that is long. */
import type { OperationMoment } from '../../electron/engine/operations/live-operation.ts';

/** Of the many moments within a step: its first sign of life, and one in its middle. */
const IN_STEP = [1, 3];

export interface Points {
  see(moment: OperationMoment): void;
  /** Their names, in order. */
  passed(): readonly string[];
}

/** `crash` is called at the moment of that name; null: never. */
export function createPoints(crashAt: string | null, crash: () => void): Points {
  const counts = new Map<string, number>();
  const passed: string[] = [];
  return {
    see: (moment) => {
      if (isSame(moment)) return;
      const base = nameOf(moment);
      const count = (counts.get(base) ?? 0) + 1;
      counts.set(base, count);
      if (moment.kind === 'in-step' && !IN_STEP.includes(count)) return;
      const name = count === 1 ? base : `${base} (${count})`;
      passed.push(name);
      if (name === crashAt) crash();
    },
    passed: () => passed,
  };
}

/** As another moment: the end of one step is the beginning of the next, and before an entry is the middle of a step. */
function isSame(moment: OperationMoment): boolean {
  switch (moment.kind) {
    case 'in-step':
      return false;
    case 'before-entry':
      return ['step-begun', 'step-undoing', 'remembered', 'undoing'].includes(moment.entry.type);
    case 'after-entry':
      return ['step-done', 'step-undone'].includes(moment.entry.type);
  }
}

function nameOf(moment: OperationMoment): string {
  if (moment.kind === 'in-step') return `in ${moment.step}`;
  const { entry } = moment;
  const when = moment.kind === 'before-entry' ? 'before' : 'after';
  return 'step' in entry ? `${when} ${entry.type} ${entry.step}` : `${when} ${entry.type}`;
}
