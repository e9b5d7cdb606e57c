/** A missing tool is installed in its row: the plan, the person's word, how far it is, how it ended. */
import { useEffect, useRef, useState, type ReactElement } from 'react';
import type { OperationId } from '../../../shared/operation.ts';
import type { ToolId } from '../../../shared/set-up.ts';
import { useEngine } from '../../ui/engine-context.tsx';
import { Late } from '../../ui/Late.tsx';
import { FailureMessage } from '../../ui/Message.tsx';
import { PlanView } from '../../ui/operation/PlanView.tsx';
import { ProgressButtons, ProgressView } from '../../ui/operation/ProgressView.tsx';
import { ResultView } from '../../ui/operation/ResultView.tsx';
import { hasEnded } from '../../../shared/operation-view.ts';
import { useFlow, type Flow } from '../../ui/operation/use-flow.ts';
import { operationWords } from '../../ui/operation/words.ts';
import { wizardWords } from '../words.ts';

const text = wizardWords.mac;

function Inside(props: { flow: Flow; onLeave: () => void }): ReactElement | null {
  const { flow, onLeave } = props;
  switch (flow.phase) {
    case 'idle':
      return null;
    case 'planning':
      return (
        <Late>
          <p className="waiting" role="status">
            {operationWords.planning}
          </p>
        </Late>
      );
    case 'refused':
      return (
        <>
          <FailureMessage failure={flow.failure} />
          <div className="inline-buttons">
            <button type="button" className="btn small" onClick={onLeave}>
              {wizardWords.close}
            </button>
            <button type="button" className="btn small" onClick={flow.again}>
              {wizardWords.tryAgain}
            </button>
          </div>
        </>
      );
    case 'planned':
      return (
        <>
          <PlanView plan={flow.operation.plan} />
          <FailureMessage failure={flow.failure} />
          <div className="inline-buttons">
            <button type="button" className="btn small" onClick={onLeave}>
              {wizardWords.cancel}
            </button>
            <button
              type="button"
              className="btn small primary"
              disabled={flow.working}
              onClick={() => void flow.start({})}
            >
              {flow.working ? operationWords.starting : flow.operation.plan.confirmation.label}
            </button>
          </div>
        </>
      );
    case 'begun':
      return hasEnded(flow.operation) ? (
        <>
          <ResultView operation={flow.operation} />
          <div className="inline-buttons">
            <button type="button" className="btn small" onClick={onLeave}>
              {wizardWords.close}
            </button>
          </div>
        </>
      ) : (
        <>
          <ProgressView operation={flow.operation} />
          <div className="inline-buttons">
            <ProgressButtons operation={flow.operation} />
          </div>
        </>
      );
  }
}

/** `onDone`: it succeeded. `onLeave`: the person is through with it, or with the plan. */
export function InstallTool(props: {
  tool: ToolId;
  name: string;
  onDone: () => void;
  onLeave: () => void;
}): ReactElement {
  const engine = useEngine();
  const [begun, setBegun] = useState<OperationId | null>(null);
  const flow = useFlow({ kind: 'install-tool', tool: props.tool }, begun, setBegun);
  const box = useRef<HTMLElement>(null);
  const { onDone } = props;
  const done = flow.phase === 'begun' && flow.operation.state.kind === 'succeeded';
  useEffect(() => box.current?.focus(), []);
  useEffect(() => {
    if (!done || begun === null) return;
    // Its row tells the version now; nobody needs to hear of it again.
    void engine.call('operation.dismiss', { operationId: begun });
    onDone();
    // Told once, when it is so.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [done]);
  return (
    <section ref={box} className="install" aria-label={text.installNamed(props.name)} tabIndex={-1}>
      <Inside flow={flow} onLeave={props.onLeave} />
    </section>
  );
}
