/** Step 6: the plan, the person's word, the progress, and the runner that listens. */
import type { ReactElement } from 'react';
import type { OperationId } from '../../../shared/operation.ts';
import type { SetUpStep } from '../../../shared/set-up.ts';
import { useEngine } from '../../ui/engine-context.tsx';
import { useFlow } from '../../ui/operation/use-flow.ts';
import { useOperation } from '../../ui/operation/use-operation.ts';
import { CloseButton } from '../CloseButton.tsx';
import { FlowPage } from '../FlowPage.tsx';
import { looksLikeToken, pageOfProblem } from '../gate.ts';
import { RegistrationTokenField } from '../github/RegistrationToken.tsx';
import type { SetUpModel } from '../model.ts';
import { useHeldToken } from '../use-held-token.tsx';
import { wizardWords } from '../words.ts';
import { Listening } from './Listening.tsx';

const text = wizardWords.do;

interface Props {
  readonly model: SetUpModel;
  /** What was begun, in this sitting or before. */
  readonly begun: OperationId | null;
  readonly onBegun: (id: OperationId | null) => void;
  readonly onGo: (step: SetUpStep) => void;
  readonly onAnother: () => void;
}

/** A registration token is kept nowhere, so it is asked for where it is missing. */
function TokenAgain({ model }: { model: SetUpModel }): ReactElement {
  return (
    <div className="card">
      <RegistrationTokenField token={model.registrationToken} onToken={model.pasteToken} />
    </div>
  );
}

/** Before anything is begun, whatever goes wrong leads back to the answer that it is about. */
export function DoPage(props: Props): ReactElement {
  const { model, begun, onBegun } = props;
  const { answers, registrationToken } = model;
  const engine = useEngine();
  const flow = useFlow({ kind: 'set-up', answers }, begun, onBegun);
  const held = useHeldToken(useOperation(begun));
  const byToken = answers.access === 'registration-token';
  const given = looksLikeToken(registrationToken);
  const go = byToken && given ? { registrationToken: registrationToken.trim() } : {};

  const operation = flow.phase === 'begun' ? flow.operation : null;
  const putAway = (): void => {
    if (operation !== null) void engine.call('operation.dismiss', { operationId: operation.id });
    onBegun(null);
  };
  const succeeded = operation?.state.kind === 'succeeded';
  return (
    <FlowPage
      title={text.title}
      flow={flow}
      typed={answers.typedName}
      go={begun === null ? go : held.go}
      asks={begun === null ? byToken && !given ? <TokenAgain model={model} /> : null : held.asks}
      lacks={begun === null && byToken && !given ? text.tokenAgain : null}
      change={
        flow.phase === 'refused' ? (
          <button type="button" className="btn" onClick={() => props.onGo(pageOfProblem(flow.failure.code))}>
            {text.change}
          </button>
        ) : null
      }
      back={
        <button type="button" className="btn" onClick={() => props.onGo('tuning')}>
          {wizardWords.back}
        </button>
      }
      ending={{
        succeeded: text.listening,
        saidThere: (sentence) => sentence.startsWith('runs-on:'),
        more: succeeded ? (
          <Listening runnerId={operation.runnerId} labels={answers.labels} report={model.report.value} />
        ) : null,
        buttons: succeeded ? (
          <>
            <button
              type="button"
              className="btn"
              onClick={() => {
                putAway();
                props.onAnother();
              }}
            >
              {text.another}
            </button>
            <CloseButton look="primary" before={putAway} />
          </>
        ) : (
          <>
            <button
              type="button"
              className="btn"
              onClick={() => {
                putAway();
                props.onGo(pageOfProblem(operation?.problem?.code ?? ''));
              }}
            >
              {text.change}
            </button>
            <button
              type="button"
              // What stays behind is to be taken back first, where that can be.
              className={operation?.offers.includes('undo') === true ? 'btn' : 'btn primary'}
              onClick={putAway}
            >
              {wizardWords.tryAgain}
            </button>
          </>
        ),
      }}
    />
  );
}
