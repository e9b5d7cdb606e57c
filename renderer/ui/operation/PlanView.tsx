/** A plan, before anything is done: each step, what happens to which files, with which commands, and how long it takes. */
import { useState, type ReactElement, type ReactNode } from 'react';
import type { Plan, PlanStep } from '../../../shared/operation.ts';
import { Chevron } from '../Chevron.tsx';
import { Message } from '../Message.tsx';
import { usualSeconds } from './step-words.ts';
import { operationWords as text } from './words.ts';

function Detail(props: { name: string; children: ReactNode }): ReactElement {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}

function Details({ step }: { step: PlanStep }): ReactElement {
  return (
    <>
      <dl className="step-details">
        {step.files.length === 0 ? null : (
          <Detail name={text.files}>
            <ul>
              {step.files.map(({ path, change }) => (
                <li key={`${change} ${path}`}>
                  {text.change[change]} <code>{path}</code>
                </li>
              ))}
            </ul>
          </Detail>
        )}
        {step.commands.length === 0 ? null : (
          <Detail name={text.commands}>
            <ul>
              {step.commands.map((command) => (
                <li key={command}>
                  <code>{command}</code>
                </li>
              ))}
            </ul>
          </Detail>
        )}
        {step.undoing === null ? null : <Detail name={text.undoing}>{step.undoing}</Detail>}
      </dl>
      {step.cancel === 'before' ? <p className="once">{text.once}</p> : null}
    </>
  );
}

function StepRow(props: { step: PlanStep; open: boolean; onToggle: (open: boolean) => void }): ReactElement {
  const { step } = props;
  return (
    <li>
      <details open={props.open} onToggle={(event) => props.onToggle(event.currentTarget.open)}>
        <summary>
          <span className="title">{step.title}</span>
          {step.usualSeconds === null ? null : <em className="time">{text.usually(step.usualSeconds)}</em>}
          <Chevron />
          {step.detail === null ? null : <span className="sentence">{step.detail}</span>}
        </summary>
        <Details step={step} />
      </details>
    </li>
  );
}

/** Needs and warnings first, then the steps. The button that confirms stands where its page has its buttons. */
export function PlanView({ plan }: { plan: Plan }): ReactElement {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const all = open.size === plan.steps.length;
  const toggle = (id: string, now: boolean): void =>
    setOpen((before) =>
      now ? new Set([...before, id]) : new Set([...before].filter((each) => each !== id)),
    );
  return (
    <div className="plan">
      {plan.warnings.map((warning) => (
        <Message key={warning} severity="warning" title={warning} />
      ))}
      {plan.needs.length === 0 ? null : (
        <section className="needs" aria-label={text.needs}>
          <h2>{text.needs}</h2>
          <ul>
            {plan.needs.map((need) => (
              <li key={need}>{need}</li>
            ))}
          </ul>
        </section>
      )}
      <section aria-label={text.plan}>
        <div className="section-head">
          <h2>{text.plan}</h2>
          <span>{text.inAll(plan.steps.length, usualSeconds(plan))}</span>
          <button
            type="button"
            className="plain"
            onClick={() => setOpen(all ? new Set() : new Set(plan.steps.map(({ id }) => id)))}
          >
            {all ? text.less : text.everything}
          </button>
        </div>
        <ol className="card plan-steps">
          {plan.steps.map((step) => (
            <StepRow
              key={step.id}
              step={step}
              open={open.has(step.id)}
              onToggle={(now) => toggle(step.id, now)}
            />
          ))}
        </ol>
      </section>
    </div>
  );
}
