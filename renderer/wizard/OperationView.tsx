/** `?view=operation`: one operation by its id, whatever its kind and wherever it was begun. */
import type { ReactElement } from 'react';
import type { OperationId } from '../../shared/operation.ts';
import { useEngine } from '../ui/engine-context.tsx';
import { useOperation } from '../ui/operation/use-operation.ts';
import { operationWords } from '../ui/operation/words.ts';
import { CloseButton, closeLook } from './CloseButton.tsx';
import { Listening } from './do/Listening.tsx';
import { BegunPage } from './FlowPage.tsx';
import { Page } from './Page.tsx';
import { useHeldToken } from './use-held-token.tsx';
import { wizardWords } from './words.ts';

/** One that is on record no more says so. */
export function OperationView({ operationId }: { operationId: OperationId }): ReactElement {
  const engine = useEngine();
  const operation = useOperation(operationId);
  const token = useHeldToken(operation);
  if (operation === null) {
    return (
      <div className="frame single">
        <Page title={wizardWords.flow.unknown} lead={operationWords.gone} buttons={<CloseButton />}>
          {null}
        </Page>
      </div>
    );
  }
  return (
    <div className="frame single">
      <BegunPage
        operation={operation}
        go={token.go}
        asks={token.asks}
        ending={{
          ...(operation.kind === 'set-up'
            ? {
                succeeded: wizardWords.do.listening,
                more:
                  operation.state.kind === 'succeeded' ? (
                    <Listening runnerId={operation.runnerId} labels={[]} report={null} />
                  ) : null,
              }
            : { succeeded: operationWords.succeeded }),
          buttons: (
            <CloseButton
              look={closeLook(operation)}
              before={() => void engine.call('operation.dismiss', { operationId })}
            />
          ),
        }}
      />
    </div>
  );
}
