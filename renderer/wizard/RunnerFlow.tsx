/** What is done to a runner that is there: choices first, then the plan, the progress, the end. */
import { useState, type ReactElement, type ReactNode } from 'react';
import type { RunnerId } from '../../shared/domain.ts';
import type { OperationRequest } from '../../shared/set-up.ts';
import { useEngine } from '../ui/engine-context.tsx';
import { useFlow, type Go } from '../ui/operation/use-flow.ts';
import { useOperation } from '../ui/operation/use-operation.ts';
import { CloseButton, closeLook } from './CloseButton.tsx';
import { FlowPage } from './FlowPage.tsx';
import { Page } from './Page.tsx';
import { useHeldToken } from './use-held-token.tsx';
import { useBegun } from './use-known-runner.ts';
import { wizardWords } from './words.ts';

const text = wizardWords.flow;

/** `request`: what the choices ask for. `children`: the choices. */
export function RunnerFlow(props: {
  kind: 'adopt' | 'remove';
  runnerId: RunnerId;
  title: string;
  lead: string;
  succeeded: string;
  request: OperationRequest;
  go: Go;
  /** Null: the choices are not complete. */
  lacks: string | null;
  children: ReactNode;
}): ReactElement {
  const engine = useEngine();
  const [page, setPage] = useState<'choices' | 'plan'>('choices');
  const [begun, setBegun] = useBegun(props.kind, props.runnerId);
  const flow = useFlow(page === 'plan' ? props.request : null, begun, setBegun);
  const held = useHeldToken(useOperation(begun));
  const operation = flow.phase === 'begun' ? flow.operation : null;
  const putAway = (): void => {
    if (operation !== null) void engine.call('operation.dismiss', { operationId: operation.id });
  };
  const back = (
    <button type="button" className="btn" onClick={() => setPage('choices')}>
      {wizardWords.back}
    </button>
  );
  if (page === 'choices' && begun === null) {
    return (
      <div className="frame single">
        <Page
          title={props.title}
          lead={props.lead}
          buttons={
            <>
              <p className="reason">{props.lacks}</p>
              <CloseButton />
              <button
                type="button"
                className="btn primary"
                disabled={props.lacks !== null}
                onClick={() => setPage('plan')}
              >
                {text.showPlan}
              </button>
            </>
          }
        >
          {props.children}
        </Page>
      </div>
    );
  }
  return (
    <div className="frame single">
      <FlowPage
        title={props.title}
        flow={flow}
        go={begun === null ? props.go : held.go}
        asks={begun === null ? null : held.asks}
        lacks={null}
        back={back}
        ending={{
          succeeded: props.succeeded,
          buttons: (
            <>
              {operation?.state.kind === 'succeeded' ? null : (
                <button
                  type="button"
                  className="btn"
                  onClick={() => {
                    putAway();
                    setBegun(null);
                    setPage('choices');
                  }}
                >
                  {text.otherChoices}
                </button>
              )}
              <CloseButton look={operation === null ? 'primary' : closeLook(operation)} before={putAway} />
            </>
          ),
        }}
      />
    </div>
  );
}
