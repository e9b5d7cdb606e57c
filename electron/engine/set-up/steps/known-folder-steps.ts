/** The list of folders that the person named: a runner without a service is found by it alone. */
import type { Step } from '../../operations/definition.ts';
import type { KnownFolders } from '../step-parts.ts';
import { PLAIN_STEP } from '../step-parts.ts';

export function forgetStep(spec: { readonly directory: string }, folders: KnownFolders): Step {
  return {
    ...PLAIN_STEP,
    id: 'forget',
    title: 'Take it off Trackside’s list',
    usualSeconds: 0,
    do: async () => {
      const removed = await folders.remove(spec.directory);
      return removed.ok ? { ok: true } : removed;
    },
    undo: async () => ({ ok: true }),
  };
}

export function nameStep(spec: { readonly directory: string }, folders: KnownFolders): Step {
  return {
    ...PLAIN_STEP,
    id: 'name',
    title: 'Put it on Trackside’s list',
    usualSeconds: 0,
    undoing: 'Takes it off again.',
    do: async () => {
      const added = await folders.add(spec.directory);
      return added.ok ? { ok: true } : added;
    },
    undo: async () => {
      const removed = await folders.remove(spec.directory);
      return removed.ok ? { ok: true } : removed;
    },
  };
}
