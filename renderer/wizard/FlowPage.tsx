/** The pages of one operation: its plan, its progress, its end. The same for every kind. */
import { useState, type ReactElement, type ReactNode } from 'react';
import type { Operation } from '../../shared/operation.ts';
import { Late } from '../ui/Late.tsx';
import { FailureMessage } from '../ui/Message.tsx';
import { isConfirmed, TypedConfirmation } from '../ui/operation/ConfirmPlan.tsx';
import { PlanView } from '../ui/operation/PlanView.tsx';
import { ProgressButtons, ProgressView } from '../ui/operation/ProgressView.tsx';
import { ResultView } from '../ui/operation/ResultView.tsx';
import { hasEnded } from '../../shared/operation-view.ts';
import type { Flow, Go } from '../ui/operation/use-flow.ts';
import { operationWords } from '../ui/operation/words.ts';
import { Page } from './Page.tsx';
import { wizardWords } from './words.ts';

const text = wizardWords.flow;

export interface Ending {
  /** The heading after a success. */
  readonly succeeded: string;
  /** Between what is to be known and what was done. */
  readonly more?: ReactNode;
  /** Which sentences of the result stand there already. */
  readonly saidThere?: (sentence: string) => boolean;
  readonly buttons: ReactNode;
}

interface Props {
  /** While there is no plan yet. */
  readonly title: string;
  readonly flow: Flow;
  /** Leads away from the plan. */
  readonly back: ReactNode;
  /** What a refused plan can be changed by. */
  readonly change?: ReactNode;
  /** What was typed on an earlier page and may serve to confirm. */
  readonly typed?: string;
  /** Tokens for this operation. */
  readonly go: Go;
  /** Asks for what is needed besides the person's word; null: nothing. */
  readonly asks: ReactNode;
  /** Why it cannot begin yet; null: it can. */
  readonly lacks: string | null;
  readonly ending: Ending;
}

function PlanPage(props: Props & { flow: Extract<Flow, { phase: 'planned' }> }): ReactElement {
  const { flow, lacks, go } = props;
  const { plan } = flow.operation;
  const [typed, setTyped] = useState(props.typed ?? '');
  const confirmed = isConfirmed(plan.confirmation, typed);
  const ready = confirmed && lacks === null;
  const reason = lacks ?? (confirmed ? null : text.notTyped);
  return (
    <Page
      title={plan.title}
      lead={text.planLead}
      buttons={
        <>
          <p className="reason" id="reason">
            {reason}
          </p>
          {props.back}
          <button
            type="button"
            className="btn primary"
            disabled={flow.working || !ready}
            onClick={() =>
              void flow.start(plan.confirmation.kind === 'type' ? { ...go, typed: typed.trim() } : go)
            }
          >
            {flow.working ? operationWords.starting : plan.confirmation.label}
          </button>
        </>
      }
    >
      {flow.failure === null ? null : (
        <div className="failed">
          <FailureMessage failure={flow.failure} />
          <button type="button" className="btn small" onClick={flow.again}>
            {text.planAgain}
          </button>
        </div>
      )}
      {props.asks}
      <TypedConfirmation confirmation={plan.confirmation} typed={typed} onType={setTyped} />
      <PlanView plan={plan} />
    </Page>
  );
}

function endTitle({ state }: Operation, succeeded: string): string {
  switch (state.kind) {
    case 'succeeded':
      return succeeded;
    case 'undone':
      return operationWords.undone;
    case 'failed':
    case 'planned':
    case 'running':
    case 'undoing':
    case 'held':
      return operationWords.failed;
  }
}

/** One that is under way or has ended. `asks`: what going on needs, while it waits for a person. */
export function BegunPage(props: {
  operation: Operation;
  go: Go;
  asks: ReactNode;
  ending: Ending;
}): ReactElement {
  const { operation, ending, go } = props;
  if (hasEnded(operation)) {
    return (
      <Page
        title={endTitle(operation, ending.succeeded)}
        lead={operation.plan.title}
        buttons={
          <>
            <p className="reason" />
            {ending.buttons}
            <ProgressButtons operation={operation} go={go} />
          </>
        }
      >
        {props.asks}
        <ResultView operation={operation} saidThere={ending.saidThere}>
          {ending.more}
        </ResultView>
      </Page>
    );
  }
  return (
    <Page
      title={operation.plan.title}
      lead={operation.state.kind === 'held' ? text.heldLead : text.runningLead}
      buttons={
        <>
          <p className="reason" />
          <ProgressButtons operation={operation} go={go} />
        </>
      }
    >
      <ProgressView operation={operation}>{props.asks}</ProgressView>
    </Page>
  );
}

/** Whatever the operation is at. */
export function FlowPage(props: Props): ReactElement {
  const { flow } = props;
  switch (flow.phase) {
    case 'idle':
    case 'planning':
      return (
        <Page
          title={props.title}
          buttons={
            <>
              {<p className="reason" />}
              {props.back}
            </>
          }
        >
          <Late>
            <p className="waiting" role="status">
              {operationWords.planning}
            </p>
          </Late>
        </Page>
      );
    case 'refused':
      return (
        <Page
          title={props.title}
          buttons={
            <>
              <p className="reason" />
              {props.back}
              {props.change}
              <button type="button" className="btn primary" onClick={flow.again}>
                {wizardWords.tryAgain}
              </button>
            </>
          }
        >
          <FailureMessage failure={flow.failure} />
          <p className="aside">{text.nothingDone}</p>
        </Page>
      );
    case 'planned':
      return <PlanPage key={flow.operation.id} {...props} flow={flow} />;
    case 'begun':
      return <BegunPage operation={flow.operation} go={props.go} asks={props.asks} ending={props.ending} />;
  }
}
