/** Which steps of a job are shown: the last ones done, the running one, and the rest as one line. */
import type { Step } from './domain.ts';

/** Done steps that stay visible beside the running one. */
const DONE_SHOWN = 2;

export interface StepsView {
  /** Earlier done steps, folded into one line; empty where there are too few to fold. */
  readonly folded: readonly Step[];
  readonly done: readonly Step[];
  readonly running: readonly Step[];
  /** Name of the next step where it is known, and how many come after it. */
  readonly next: { readonly name: string | null; readonly more: number } | null;
}

/** Splits a job's steps. `announced` is how many the runner announced, null where unknown. */
export function viewSteps(steps: readonly Step[], announced: number | null): StepsView {
  const done = steps.filter((step) => step.state === 'completed');
  const running = steps.filter((step) => step.state === 'running');
  const pending = steps.filter((step) => step.state === 'pending');
  const open = Math.max(pending.length, (announced ?? 0) - done.length - running.length);
  // Folding a single step would save no line.
  const cut = done.length > DONE_SHOWN + 1 ? done.length - DONE_SHOWN : 0;
  const [first] = pending;
  const next =
    first !== undefined ? { name: first.name, more: open - 1 } : open > 0 ? { name: null, more: open } : null;
  return { folded: done.slice(0, cut), done: done.slice(cut), running, next };
}
