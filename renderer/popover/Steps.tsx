/** The steps of the current job. */
import { useState, type ReactElement } from 'react';
import type { Job, Step } from '../../shared/domain.ts';
import { formatDuration, formatExact } from '../../shared/format.ts';
import { useNow } from '../ui/clock.ts';
import { Mark } from '../ui/Mark.tsx';
import { markOfStep } from '../ui/outcome.ts';
import { words } from '../words.ts';
import { viewSteps } from '../../shared/steps.ts';

function StepTime({ step }: { step: Step }): ReactElement | null {
  const now = useNow();
  if (step.startedAt === null) return null;
  if (step.state === 'completed' && step.endedAt === null) return null;
  const title = formatExact(step.startedAt);
  return <time title={title}>{formatDuration((step.endedAt ?? now) - step.startedAt)}</time>;
}

function StepRow({ step }: { step: Step }): ReactElement {
  const { mark, word } = markOfStep(step);
  return (
    <li className={step.state === 'running' ? 'on' : ''}>
      <Mark kind={mark} label={word} />
      <span className="cut" title={step.name}>
        {step.name}
      </span>
      <StepTime step={step} />
    </li>
  );
}

function FoldRow(props: { steps: readonly Step[]; open: boolean; onFlip: () => void }): ReactElement {
  const failed = props.steps.filter((step) => step.result === 'Failed').length;
  const text =
    failed === 0
      ? words.job.stepsDone(props.steps.length)
      : words.job.stepsDoneFailed(props.steps.length, failed);
  return (
    <li>
      <Mark kind={failed === 0 ? 'good' : 'bad'} label={words.job.stepDone} />
      <button type="button" className="plain fold" aria-expanded={props.open} onClick={props.onFlip}>
        {text}
      </button>
    </li>
  );
}

/** Nothing where no step is known. */
export function Steps({ job }: { job: Job }): ReactElement | null {
  const [open, setOpen] = useState(false);
  const view = viewSteps(job.steps, job.announcedSteps);
  if (job.steps.length === 0 && view.next === null) return null;
  const key = (step: Step, index: number): string => `${index} ${step.name}`;
  return (
    <ol className="steps" aria-label={words.job.steps}>
      {view.folded.length === 0 ? null : (
        <FoldRow steps={view.folded} open={open} onFlip={() => setOpen(!open)} />
      )}
      {open ? view.folded.map((step, index) => <StepRow key={key(step, index)} step={step} />) : null}
      {[...view.done, ...view.running].map((step, index) => (
        <StepRow key={key(step, view.folded.length + index)} step={step} />
      ))}
      {view.next === null ? null : (
        <li className="todo">
          <Mark kind="pending" label={words.job.stepPending} />
          <span className="cut" title={view.next.name ?? undefined}>
            {view.next.name === null
              ? words.job.more(view.next.more)
              : words.job.next(view.next.name, view.next.more)}
          </span>
        </li>
      )}
    </ol>
  );
}
