/** What one runner is about: its job, and what went wrong with the last command. */
import type { ReactElement } from 'react';
import type { Runner } from '../../shared/domain.ts';
import { formatExact, formatWhen } from '../../shared/format.ts';
import { useMinute } from '../ui/clock.ts';
import { LookButton } from '../ui/LookButton.tsx';
import { Message } from '../ui/Message.tsx';
import { words } from '../words.ts';
import { JobCard } from './JobCard.tsx';

/** Nothing where there is neither job nor problem. */
export function RunnerDetail({ runner }: { runner: Runner }): ReactElement {
  const now = useMinute();
  const problem = runner.lastProblem;
  return (
    <>
      {problem === null ? null : (
        <Message severity="warning" title={problem.message} live="status">
          <p title={formatExact(problem.at)}>{formatWhen(problem.at, now)}</p>
        </Message>
      )}
      {runner.state.kind === 'unknown' ? (
        <Message severity="warning" title={words.unknownSince(formatWhen(runner.since, now))}>
          <p>{unknownReasons(runner)}</p>
          <LookButton />
        </Message>
      ) : null}
      {runner.job === null ? null : <JobCard job={runner.job} />}
    </>
  );
}

/** What the silent witnesses say of their silence, each reason once. */
function unknownReasons(runner: Runner): string {
  const reasons = Object.values(runner.witnesses).flatMap((witness) =>
    witness.kind === 'unknown' ? [witness.why] : [],
  );
  return [...new Set(reasons)].join(' ');
}
