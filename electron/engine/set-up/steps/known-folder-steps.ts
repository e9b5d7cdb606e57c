/** The list of folders that the person named: a runner without a service is found by it alone. */
import * as z from 'zod';
import type { Step } from '../../operations/definition.ts';
import type { KnownFolders, StepParts } from '../step-parts.ts';
import { PLAIN_STEP } from '../step-parts.ts';

const NAMED = 'foldersNamed';

export function forgetStep(
  { directory }: { readonly directory: string },
  folders: KnownFolders,
  runners: StepParts['runners'],
): Step {
  return {
    ...PLAIN_STEP,
    id: 'forget',
    title: 'Take it off Trackside’s list',
    usualSeconds: 0,
    undoing: 'Puts it on the list again.',
    do: async (context) => {
      if (context.memory()[NAMED] === undefined) {
        await context.remember({ [NAMED]: JSON.stringify(await folders.leadingTo(directory)) });
      }
      const removed = await folders.remove(namedIn(context.memory()[NAMED]));
      if (!removed.ok) return removed;
      // What led to it a moment ago may be gone by now.
      await runners.look();
      await runners.forget(directory);
      return { ok: true };
    },
    undo: async (context) => {
      const named = namedIn(context.memory()[NAMED]);
      if (named.length === 0) return { ok: true };
      const added = await folders.add(named);
      return added.ok ? { ok: true } : added;
    },
  };
}

export function nameStep({ directory }: { readonly directory: string }, folders: KnownFolders): Step {
  return {
    ...PLAIN_STEP,
    id: 'name',
    title: 'Put it on Trackside’s list',
    usualSeconds: 0,
    undoing: 'Takes it off again.',
    do: async (context) => {
      if (context.memory()[NAMED] === undefined) {
        await context.remember({ [NAMED]: JSON.stringify(await folders.leadingTo(directory)) });
      }
      if (namedIn(context.memory()[NAMED]).length > 0) return { ok: true, note: 'It is there already.' };
      const added = await folders.add([directory]);
      return added.ok ? { ok: true } : added;
    },
    undo: async (context) => {
      const { [NAMED]: text } = context.memory();
      if (text === undefined || namedIn(text).length > 0) return { ok: true };
      const removed = await folders.remove([directory]);
      return removed.ok ? { ok: true } : removed;
    },
  };
}

function namedIn(text: unknown): readonly string[] {
  return typeof text === 'string' ? z.array(z.string()).parse(JSON.parse(text)) : [];
}
