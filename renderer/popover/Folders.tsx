/** The folders that a person named, and the way to name another or take one back. */
import type { ReactElement } from 'react';
import type { ViewState } from '../../shared/contract.ts';
import type { Runner } from '../../shared/domain.ts';
import { FailureMessage } from '../ui/Message.tsx';
import { useCommand } from '../ui/use-command.ts';
import { words } from '../words.ts';
import { AddFolder } from './AddFolder.tsx';

const text = words.settings;

/** Whether a folder, absolute, is a runner's, whose home folder is written `~`. */
function isFolderOf(folder: string, runner: Runner): boolean {
  return runner.directory.startsWith('~/')
    ? folder.endsWith(runner.directory.slice(1))
    : folder === runner.directory;
}

function FolderRow({ runner }: { runner: Runner }): ReactElement {
  const command = useCommand();
  return (
    <li>
      <div className="row">
        <span className="cut" title={runner.directory}>
          {runner.name} <em>{runner.directory}</em>
        </span>
        <button
          type="button"
          className="btn small"
          aria-label={text.removeFolder(runner.directory)}
          disabled={command.phase === 'working'}
          onClick={() => void command.run('runner.forget', { runnerId: runner.id })}
        >
          {text.remove}
        </button>
      </div>
      <FailureMessage failure={command.failure} />
    </li>
  );
}

/** Folders whose runner is known can be removed; others are only told. */
export function Folders({ state }: { state: ViewState }): ReactElement {
  const named = Object.values(state.runners).filter((runner) => runner.named);
  const others = state.settings.folders.filter(
    (folder) => !named.some((runner) => isFolderOf(folder, runner)),
  );
  return (
    <section aria-labelledby="folders">
      <div className="section-head">
        <h2 id="folders">{text.folders}</h2>
      </div>
      <div className="card group">
        {named.length + others.length === 0 ? (
          <p className="setting soft">{text.foldersNone}</p>
        ) : (
          <ul className="rows">
            {named.map((runner) => (
              <FolderRow key={runner.id} runner={runner} />
            ))}
            {others.map((folder) => (
              <li key={folder} className="row">
                <span className="cut" title={folder}>
                  {folder}
                </span>
                <span className="r">{text.notLooked}</span>
              </li>
            ))}
          </ul>
        )}
        <div className="setting">
          <AddFolder />
        </div>
      </div>
    </section>
  );
}
