/** The top of the popover: the runner and its state in a sentence, or the sum of several. It never scrolls away. */
import type { ReactElement, RefObject } from 'react';
import type { Runner } from '../../shared/domain.ts';
import { formatExact } from '../../shared/format.ts';
import { StateShape } from '../ui/StateShape.tsx';
import { words } from '../words.ts';
import { needsLook, worksNow } from '../../shared/order.ts';
import { stateLine } from './state-line.ts';

function Gear(): ReactElement {
  return (
    <svg viewBox="0 0 16 16" aria-hidden="true">
      <path
        className="stroke thin"
        d="M6.9 1h2.2l.4 1.7 1.2.5 1.5-.9 1.5 1.5-.9 1.5.5 1.2 1.7.4v2.2l-1.7.4-.5 1.2.9 1.5-1.5 1.5-1.5-.9-1.2.5-.4 1.7H6.9l-.4-1.7-1.2-.5-1.5.9-1.5-1.5.9-1.5-.5-1.2-1.7-.4V6.9l1.7-.4.5-1.2-.9-1.5 1.5-1.5 1.5.9 1.2-.5z"
      />
      <circle cx="8" cy="8" r="2.2" className="stroke thin" />
    </svg>
  );
}

function OneRunner({ runner }: { runner: Runner }): ReactElement {
  const line = stateLine(runner);
  return (
    <>
      <StateShape kind={runner.state.kind} />
      <div className="who">
        <h1 className="cut" title={`${runner.name}\n${runner.directory}`}>
          {runner.name}
        </h1>
        <p className="state">
          <span title={words.header.since(formatExact(runner.since))}>
            <b>{line.word}</b>
            {line.rest}
          </span>{' '}
          {runner.version === null ? null : (
            <span className="version cut" title={words.header.version(runner.version)}>
              · {words.header.version(runner.version)}
            </span>
          )}
        </p>
        {line.sentence === null ? null : <p>{line.sentence}</p>}
      </div>
    </>
  );
}

function SeveralRunners({ runners }: { runners: readonly Runner[] }): ReactElement {
  const building = runners.filter(worksNow).length;
  const trouble = runners.filter(needsLook).length;
  const parts = [
    ...(building > 0 ? [words.header.building(building)] : []),
    ...(trouble > 0 ? [words.header.trouble(trouble)] : []),
  ];
  const idle = runners.every((runner) => runner.state.kind === 'idle');
  const sum = parts.length > 0 ? parts.join(' · ') : idle ? words.header.allIdle : words.header.noneBuilding;
  return (
    <>
      <StateShape kind={runners[0]?.state.kind ?? 'unknown'} />
      <div className="who">
        <h1>{words.header.runners(runners.length)}</h1>
        <p>{sum}</p>
      </div>
    </>
  );
}

/** `looked` is false until the engine has looked at every runner once. */
export function Header({
  runners,
  looked,
  gear,
  onSettings,
}: {
  runners: readonly Runner[];
  looked: boolean;
  gear: RefObject<HTMLButtonElement | null>;
  onSettings: () => void;
}): ReactElement {
  const [only] = runners;
  return (
    <header className="top">
      {only === undefined ? (
        <div className="who">
          <h1>{words.app}</h1>
          {looked ? null : <p role="status">{words.header.looking}</p>}
        </div>
      ) : runners.length === 1 ? (
        <OneRunner runner={only} />
      ) : (
        <SeveralRunners runners={runners} />
      )}
      <button
        ref={gear}
        type="button"
        className="icon"
        title={words.header.settings}
        aria-label={words.header.settings}
        onClick={onSettings}
      >
        <Gear />
      </button>
    </header>
  );
}
