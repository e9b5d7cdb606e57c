/** The job that runs now: where it comes from, how far it is, its steps. */
import type { ReactElement } from 'react';
import type { Job } from '../../shared/domain.ts';
import { formatDuration, formatEstimate, formatExact } from '../../shared/format.ts';
import { timeLeft } from '../../shared/words.ts';
import { useNow } from '../ui/clock.ts';
import { TextButton } from '../ui/controls.tsx';
import { FailureMessage } from '../ui/Message.tsx';
import { useLink } from '../ui/use-link.ts';
import { words } from '../words.ts';
import { Steps } from './Steps.tsx';

/** Repository and branch as one line; the parts that are not known are left out. */
function origin(job: Job): string {
  const repository = job.repository?.replace('/', ' / ') ?? null;
  const parts = [repository, job.branch].filter((part) => part !== null);
  return parts.length === 0 ? words.job.noDetails : parts.join(' · ');
}

function fullOrigin(job: Job): string {
  const by = job.actor === null ? null : words.job.startedBy(job.actor, job.event);
  return [origin(job), job.workflow, job.commit?.slice(0, 12) ?? null, by]
    .filter((part) => part !== null)
    .join('\n');
}

/** Which run of which workflow, as GitHub writes it: `CI #1482`. */
function Run({ job }: { job: Job }): ReactElement | null {
  const { workflow, runNumber, attempt } = job;
  if (workflow === null && runNumber === null) return null;
  return (
    <span className="run" title={fullOrigin(job)}>
      {workflow === null ? null : <span className="cut">{workflow}</span>}{' '}
      {runNumber === null ? null : <span>{words.job.run(runNumber, null)}</span>}{' '}
      {attempt !== null && attempt > 1 ? <span>· {words.job.attempt(attempt)}</span> : null}
    </span>
  );
}

function Progress(props: { startedAt: number; usualSeconds: number | null }): ReactElement {
  const elapsed = Math.max(0, useNow() - props.startedAt);
  const title = words.job.started(formatExact(props.startedAt));
  if (props.usualSeconds === null) {
    return (
      <p className="when" title={title}>
        <span>
          <b>{formatDuration(elapsed)}</b> {words.job.elapsed}
        </span>
      </p>
    );
  }
  const usual = props.usualSeconds * 1000;
  const percent = Math.min(100, Math.round((elapsed / Math.max(1, usual)) * 100));
  return (
    <>
      <div
        className="bar"
        role="progressbar"
        aria-label={words.job.progress}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
      >
        <i style={{ width: `${percent}%` }} />
      </div>
      <p className="when" title={title}>
        <span>
          <b>{formatDuration(elapsed)}</b> <span>{words.job.ofAbout(formatEstimate(usual))}</span>
        </span>
        <span>{timeLeft(usual - elapsed)}</span>
      </p>
    </>
  );
}

/** Everything but the name may be unknown. */
export function JobCard({ job }: { job: Job }): ReactElement {
  const link = useLink();
  const { url } = job;
  return (
    <section className="card job" aria-label={words.job.section}>
      <p className="repo">
        <span className="cut" title={fullOrigin(job)}>
          {origin(job)}
        </span>
        <Run job={job} />
      </p>
      <h2 className="job-name cut" title={job.name}>
        {url === null ? (
          job.name
        ) : (
          <TextButton title={`${job.name}\n${words.openOnGitHub}`} onClick={() => void link.open(url)}>
            {job.name}
          </TextButton>
        )}
      </h2>
      {job.startedAt === null ? null : <Progress startedAt={job.startedAt} usualSeconds={job.usualSeconds} />}
      <FailureMessage failure={link.failure} />
      <Steps key={job.id} job={job} />
    </section>
  );
}
