/** What one runner is about: its job, and what went wrong with the last command. */
import type { ReactElement } from 'react';
import type { Runner, Witnesses } from '../../shared/domain.ts';
import { formatExact, formatWhen } from '../../shared/format.ts';
import { useMinute } from '../ui/clock.ts';
import { LookButton } from '../ui/LookButton.tsx';
import { Message } from '../ui/Message.tsx';
import { words } from '../words.ts';
import { JobCard } from './JobCard.tsx';

type WitnessName = keyof Witnesses;
const WITNESSES: readonly WitnessName[] = ['processes', 'launchd', 'logs', 'github'];

/** Since when nothing certain is known: who was silent, in plain words; what they said, for those who ask. */
function Unknown({ runner }: { runner: Runner }): ReactElement {
  const now = useMinute();
  const silent = WITNESSES.flatMap((name) => {
    const witness = runner.witnesses[name];
    return witness.kind === 'unknown' ? [{ name, why: witness.why }] : [];
  });
  return (
    <Message severity="warning" title={runner.sentence}>
      <p>
        <time title={formatExact(runner.since)}>
          {words.unknown.since} {formatWhen(runner.since, now)}.
        </time>{' '}
        {silent.map(({ name }) => words.unknown.silent[name]).join(' ')}
      </p>
      {silent.length === 0 ? null : (
        <details className="evidence">
          <summary>{words.unknown.evidence}</summary>
          <ul>
            {silent.map(({ name, why }) => (
              <li key={name}>{why}</li>
            ))}
          </ul>
        </details>
      )}
      <LookButton />
    </Message>
  );
}

/** Nothing where there is neither job nor problem. */
export function RunnerDetail({ runner }: { runner: Runner }): ReactElement {
  const now = useMinute();
  const problem = runner.lastProblem;
  return (
    <>
      {problem === null ? null : (
        <Message severity="warning" title={problem.message} live="status">
          <p>
            <time title={formatExact(problem.at)}>{formatWhen(problem.at, now)}</time>
          </p>
        </Message>
      )}
      {runner.state.kind === 'unknown' ? <Unknown runner={runner} /> : null}
      {runner.job === null ? null : <JobCard job={runner.job} />}
    </>
  );
}
