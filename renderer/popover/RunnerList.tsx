/** Several runners, the busy ones first: one row each, of which one may be open. */
import type { ReactElement } from 'react';
import type { Runner, RunnerId } from '../../shared/domain.ts';
import { formatDuration, formatExact } from '../../shared/format.ts';
import { useNow } from '../ui/clock.ts';
import { StateShape } from '../ui/StateShape.tsx';
import { words } from '../words.ts';
import { Details } from './Details.tsx';
import { RunnerDetail } from './RunnerDetail.tsx';
import { addition } from './state-line.ts';

function Elapsed({ since }: { since: number }): ReactElement {
  const title = words.job.started(formatExact(since));
  return <time title={title}>{formatDuration(useNow() - since)}</time>;
}

function RunnerRow(props: { runner: Runner; open: boolean; onChoose: () => void }): ReactElement {
  const { runner, open } = props;
  const { job } = runner;
  const more = addition(runner);
  const panel = `runner-${runner.id}`;
  return (
    <li className={open ? 'open' : ''}>
      <button
        type="button"
        className="row"
        aria-expanded={open}
        aria-controls={open ? panel : undefined}
        title={`${runner.name}\n${runner.sentence}\n${runner.directory}`}
        onClick={props.onChoose}
      >
        <StateShape kind={runner.state.kind} />
        <span className="cut strong">{runner.name}</span>
        <span className="r">
          {job === null || open ? (
            <span>{words.state[runner.state.kind]}</span>
          ) : (
            <>
              <span className="cut">
                {words.state[runner.state.kind]} · {job.name}
              </span>
              {job.startedAt === null ? null : <Elapsed since={job.startedAt} />}
            </>
          )}
        </span>
      </button>
      {open ? (
        <div id={panel} className="panel">
          {more === null ? null : <p className="sentence">{more}</p>}
          <RunnerDetail runner={runner} />
          <Details runner={runner} place="row" />
        </div>
      ) : null}
    </li>
  );
}

/** `chosen` is the one that is open; choosing it again closes it. */
export function RunnerList(props: {
  runners: readonly Runner[];
  chosen: RunnerId | null;
  onChoose: (id: RunnerId) => void;
}): ReactElement {
  return (
    <ul className="card rows runners" aria-label={words.runners.section}>
      {props.runners.map((runner) => (
        <RunnerRow
          key={runner.id}
          runner={runner}
          open={runner.id === props.chosen}
          onChoose={() => props.onChoose(runner.id)}
        />
      ))}
    </ul>
  );
}
