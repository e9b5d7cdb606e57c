/** Names a runner's folder: by the system's chooser, or by typing its path where there is none. */
import { useId, useState, type ReactElement } from 'react';
import type { Failure } from '../../shared/contract.ts';
import { useEngine } from '../ui/engine-context.tsx';
import { FailureMessage } from '../ui/Message.tsx';
import { words } from '../words.ts';

type Way = 'chooser' | 'typed';
interface Progress {
  readonly way: Way;
  readonly phase: 'ready' | 'working';
  readonly failure: Failure | null;
}

/** A button, which turns into a field where the system has no chooser to offer. */
export function AddFolder(): ReactElement {
  const engine = useEngine();
  const [progress, setProgress] = useState<Progress>({ way: 'chooser', phase: 'ready', failure: null });
  const [typed, setTyped] = useState('');
  const field = useId();
  const working = progress.phase === 'working';

  const add = async (way: Way, directory: string): Promise<void> => {
    setProgress({ way, phase: 'working', failure: null });
    const reply = await engine.call('runner.add', { directory });
    setProgress({ way, phase: 'ready', failure: reply.ok ? null : reply });
    if (reply.ok) setTyped('');
  };
  const choose = async (): Promise<void> => {
    setProgress({ way: 'chooser', phase: 'working', failure: null });
    const reply = await engine.call('folder.choose', {});
    if (reply.ok && reply.value.directory !== null) return add('chooser', reply.value.directory);
    if (reply.ok) return setProgress({ way: 'chooser', phase: 'ready', failure: null });
    const typing = reply.code === 'not-supported-here';
    setProgress({ way: typing ? 'typed' : 'chooser', phase: 'ready', failure: typing ? null : reply });
  };

  return (
    <div className="add">
      {progress.way === 'chooser' ? (
        <button type="button" className="btn" disabled={working} onClick={() => void choose()}>
          {working ? words.folder.looking : words.folder.choose}
        </button>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (typed.trim() !== '') void add('typed', typed.trim());
          }}
        >
          <label htmlFor={field}>{words.folder.label}</label>
          <div>
            <input
              id={field}
              type="text"
              value={typed}
              maxLength={1024}
              placeholder={words.folder.placeholder}
              spellCheck={false}
              autoComplete="off"
              autoFocus
              onChange={(event) => setTyped(event.target.value)}
            />
            <button type="submit" className="btn" disabled={working || typed.trim() === ''}>
              {working ? words.folder.looking : words.folder.add}
            </button>
          </div>
        </form>
      )}
      <FailureMessage failure={progress.failure} />
    </div>
  );
}
