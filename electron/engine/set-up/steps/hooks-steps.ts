/** Taking Trackside's hooks out of a runner's folder, when the runner has ended. */
import { removeHooks, unwireHooks } from '../../install/hooks.ts';
import type { Step } from '../../operations/definition.ts';
import { PLAIN_STEP, shownPath, type StepParts } from '../step-parts.ts';

export function removeHooksStep(spec: { readonly directory: string }, parts: StepParts): Step {
  const shown = shownPath(parts.host, spec.directory);
  return {
    ...PLAIN_STEP,
    id: 'hooks',
    title: 'Take Trackside’s job hooks out',
    detail: 'A hook of your own that ours has run is called by itself again.',
    files: [
      { path: `${shown}/.env`, change: 'write' },
      { path: `${shown}/trackside`, change: 'delete' },
    ],
    usualSeconds: 0,
    do: async () => {
      // A hook that is named and missing fails every job: what names it goes first.
      const unwired = await unwireHooks(spec.directory);
      if (!unwired.ok) return unwired;
      const removed = await removeHooks(spec.directory);
      return removed.ok ? { ok: true } : removed;
    },
    undo: async () => ({ ok: true }),
  };
}
