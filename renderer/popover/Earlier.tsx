/** The last jobs that ended, newest first. */
import { useState, type ReactElement } from 'react';
import { account } from '../../shared/account.ts';
import type { Job } from '../../shared/domain.ts';
import { formatExact, formatWhen } from '../../shared/format.ts';
import { jobEnd } from '../../shared/job-time.ts';
import { useMinute } from '../ui/clock.ts';
import { Mark } from '../ui/Mark.tsx';
import { FailureMessage } from '../ui/Message.tsx';
import { markOfJob } from '../ui/outcome.ts';
import { useLink } from '../ui/use-link.ts';
import { words } from '../words.ts';

/** How many are shown before one asks for all: what fits beside a job, and what fits where there is none. */
const SHOWN = { brief: 3, roomy: 8 } as const;

function JobRow(props: { job: Job; runnerName: string | null; onOpen: (url: string) => void }): ReactElement {
  const { job } = props;
  const now = useMinute();
  const end = jobEnd(job);
  const { mark, word } = markOfJob(job.outcome);
  const title = [
    job.repository,
    job.name,
    job.branch,
    props.runnerName,
    account(job),
    end === null ? null : formatExact(end),
  ]
    .filter((part) => part !== null)
    .join('\n');
  const inside = (
    <>
      <Mark kind={mark} label={word} />
      <span className="cut">
        {job.name} <em>{job.branch}</em>
      </span>
      <span className="r">
        <span className="account">
          <span className="cut">{account(job)}</span> ·
        </span>{' '}
        {end === null ? null : <time>{formatWhen(end, now)}</time>}
      </span>
    </>
  );
  const { url } = job;
  return (
    <li title={title}>
      {url === null ? (
        <div className="row">{inside}</div>
      ) : (
        <button type="button" className="row" onClick={() => props.onOpen(url)}>
          {inside}
        </button>
      )}
    </li>
  );
}

/** `runnerName` tells whose job it was; null where there is only one runner. `room`: whether a job stands above. */
export function Earlier(props: {
  jobs: readonly Job[];
  room: keyof typeof SHOWN;
  runnerName: (job: Job) => string | null;
}): ReactElement {
  const [open, setOpen] = useState(false);
  const link = useLink();
  const most = SHOWN[props.room];
  const shown = open ? props.jobs : props.jobs.slice(0, most);
  return (
    <section className="earlier" aria-labelledby="earlier">
      <div className="section-head">
        <h2 id="earlier">{words.earlier.section}</h2>
        {props.jobs.length > most ? (
          <button type="button" className="plain small" aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? words.earlier.showLess : words.earlier.showAll(props.jobs.length)}
          </button>
        ) : null}
      </div>
      {props.jobs.length === 0 ? (
        <p className="card none">{words.earlier.none}</p>
      ) : (
        <ul className="card rows">
          {shown.map((job) => (
            <JobRow
              key={job.id}
              job={job}
              runnerName={props.runnerName(job)}
              onOpen={(url) => void link.open(url)}
            />
          ))}
        </ul>
      )}
      <FailureMessage failure={link.failure} />
    </section>
  );
}
