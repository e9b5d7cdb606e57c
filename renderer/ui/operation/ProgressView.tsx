/** How far an operation is, while it runs, goes back, or waits for a person. */
import type { ReactElement, ReactNode } from 'react';
import { formatDuration, formatPercent } from '../../../shared/format.ts';
import { operationPercent, type Operation, type OperationOffer } from '../../../shared/operation.ts';
import { hasEnded } from '../../../shared/operation-view.ts';
import { wordsOfChoice } from '../../../shared/words.ts';
import { useNow } from '../clock.ts';
import { useMirror } from '../engine-context.tsx';
import { FailureMessage, Message } from '../Message.tsx';
import { useCommand } from '../use-command.ts';
import { OperationLog } from './OperationLog.tsx';
import { OperationSteps } from './OperationSteps.tsx';
import { currentStep, runsToItsEnd } from './step-words.ts';
import type { Tokens } from './use-flow.ts';
import { operationWords as text } from './words.ts';

/** What it is at, in a line. A screen reader hears it when the step changes, not at each byte. */
function headline(operation: Operation): string {
  switch (operation.state.kind) {
    case 'undoing':
      return text.takingBack;
    case 'held':
      return text.held;
    case 'planned':
    case 'running': {
      const index = currentStep(operation);
      const step = index === null ? undefined : operation.plan.steps[index];
      if (index === null || step === undefined) return text.starting;
      return text.step(index + 1, operation.plan.steps.length, step.title);
    }
    case 'succeeded':
      return text.succeeded;
    case 'undone':
      return text.undone;
    case 'failed':
      return text.failed;
  }
}

function Elapsed({ since }: { since: number }): ReactElement {
  return <span>{text.elapsed(formatDuration(Math.max(0, useNow() - since)))}</span>;
}

/** The bar and the line under it. */
export function ProgressBar({ operation }: { operation: Operation }): ReactElement {
  const percent = operationPercent(operation) ?? 0;
  const waits = operation.state.kind === 'held';
  return (
    <div className="progress">
      <p className="now" role="status">
        {headline(operation)}
      </p>
      <div
        className="bar"
        role="progressbar"
        aria-label={text.progress}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
      >
        <i style={{ width: `${percent}%` }} />
      </div>
      <p className="when">
        {operation.startedAt === null || waits ? <span /> : <Elapsed since={operation.startedAt} />}
        <b>{formatPercent(percent)}</b>
      </p>
    </div>
  );
}

/** What each of the buttons will do: a person who has to choose should not have to try. */
function Choices({ operation }: { operation: Operation }): ReactElement {
  return (
    <ul className="aside choices">
      {OFFERS.filter((offer) => operation.offers.includes(offer)).map((offer) => {
        const { label, effect } = wordsOfChoice(operation, offer);
        return (
          <li key={offer}>
            <b>{label}</b> {effect}
          </li>
        );
      })}
    </ul>
  );
}

/** Bar, what went wrong so far, every step, and the log. `children`: what it needs of the person to go on. */
export function ProgressView(props: { operation: Operation; children?: ReactNode }): ReactElement {
  const { operation } = props;
  const { problem } = operation;
  return (
    <div className="operation">
      <ProgressBar operation={operation} />
      {problem === null ? null : (
        <Message severity="warning" title={problem.message} live="alert">
          {problem.hint === null ? null : <p>{problem.hint}</p>}
        </Message>
      )}
      {operation.state.kind === 'held' ? <Choices operation={operation} /> : null}
      {operation.resumed === 0 ? null : <Message severity="info" title={text.resumed(operation.resumed)} />}
      {props.children}
      <OperationSteps operation={operation} />
      {runsToItsEnd(operation) ? <p className="aside">{text.notNow}</p> : null}
      {operation.log.length === 0 ? null : (
        <div className="card group record">
          <OperationLog log={operation.log} />
        </div>
      )}
    </div>
  );
}

type Offer = Exclude<OperationOffer, 'start' | 'dismiss'>;
/** What goes back stands before what goes on, as in every row of buttons. */
const OFFERS: readonly Offer[] = ['cancel', 'undo', 'leave', 'continue'];

/** The one that is meant: to go on, or of what has ended to take back the rest. */
function isMain(offer: Offer, operation: Operation): boolean {
  return offer === 'continue' || (offer === 'undo' && hasEnded(operation));
}

/** What may be asked of it now, as the engine offers it. `go`: what going on may need, e.g. a new token. */
export function ProgressButtons({ operation, go = {} }: { operation: Operation; go?: Tokens }): ReactElement {
  const command = useCommand();
  const away = useMirror((mirror) => mirror.connection === 'away');
  const { id: operationId, offers } = operation;
  const ask = (offer: Offer): void => {
    if (offer === 'continue') void command.run('operation.continue', { operationId, ...go });
    else void command.run(`operation.${offer}`, { operationId });
  };
  return (
    <>
      <FailureMessage failure={command.failure} />
      {OFFERS.filter((offer) => offers.includes(offer)).map((offer) => {
        const { label, effect } = wordsOfChoice(operation, offer);
        return (
          <button
            key={offer}
            type="button"
            className={isMain(offer, operation) ? 'btn primary' : 'btn'}
            title={effect}
            disabled={away || command.phase === 'working'}
            onClick={() => ask(offer)}
          >
            {label}
          </button>
        );
      })}
    </>
  );
}
