/** Asks the engine to look at every runner now, where it could not tell or found none. */
import type { ReactElement } from 'react';
import { words } from '../words.ts';
import { FailureMessage } from './Message.tsx';
import { useCommand } from './use-command.ts';

/** A small button; what goes wrong is said under it. */
export function LookButton(): ReactElement {
  const look = useCommand();
  const working = look.phase === 'working';
  return (
    <>
      <button
        type="button"
        className="btn small"
        disabled={working}
        onClick={() => void look.run('runner.look', {})}
      >
        {working ? words.looking : words.lookAgain}
      </button>
      <FailureMessage failure={look.failure} />
    </>
  );
}
