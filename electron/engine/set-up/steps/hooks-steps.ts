/** Taking Trackside's hooks out of a runner's folder, when the runner has ended. */
import { type Hook, HOOKS } from '../../install/hook-scripts.ts';
import { removeHooks, unwireHooks, wiredHooks, wireHooks, writeHooks } from '../../install/hooks.ts';
import type { Step } from '../../operations/definition.ts';
import { PLAIN_STEP, shownPath, type StepParts } from '../step-parts.ts';

const WIRED = 'hooksWired';

export function removeHooksStep({ directory }: { readonly directory: string }, parts: StepParts): Step {
  const shown = shownPath(parts.host, directory);
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
    undoing: 'Puts them in again.',
    do: async (context) => {
      if (context.memory()[WIRED] === undefined) {
        const wired = await wiredHooks(directory);
        if (!wired.ok) return wired;
        await context.remember({ [WIRED]: wired.value.join(' ') });
      }
      // A hook that is named and missing fails every job: what names it goes first.
      const unwired = await unwireHooks(directory);
      if (!unwired.ok) return unwired;
      const removed = await removeHooks(directory);
      return removed.ok ? { ok: true } : removed;
    },
    undo: async (context) => {
      const wired = hooksNamed(context.memory()[WIRED]);
      if (wired.length === 0) return { ok: true };
      const written = await writeHooks(directory, wired);
      if (!written.ok) return written;
      const again = await wireHooks(directory, wired);
      return again.ok ? { ok: true } : again;
    },
  };
}

function hooksNamed(text: unknown): readonly Hook[] {
  const words = typeof text === 'string' ? text.split(' ') : [];
  return HOOKS.filter((hook) => words.includes(hook));
}
