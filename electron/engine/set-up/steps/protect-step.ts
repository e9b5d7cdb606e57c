/** A runner's folder for its person alone. */
import { protectFolder } from '../../install/protect-folder.ts';
import type { Step } from '../../operations/definition.ts';
import { PLAIN_STEP, shownPath, type StepParts } from '../step-parts.ts';

export function protectStep(directory: string, parts: StepParts): Step {
  const shown = shownPath(parts.host, directory);
  return {
    ...PLAIN_STEP,
    id: 'protect',
    title: 'Keep others out',
    detail: 'The folder gets mode 700, the credentials 600.',
    files: [
      { path: shown, change: 'protect' },
      { path: `${shown}/.credentials`, change: 'protect' },
    ],
    usualSeconds: 0,
    do: async () => {
      const done = await protectFolder(directory);
      if (!done.ok) return done;
      const [open] = done.value.open;
      return open === undefined
        ? { ok: true }
        : { ok: 'left', why: `“${open.name}” stays open to other users of this Mac: ${open.why}` };
    },
    undo: async () => ({ ok: true }),
  };
}
