/** Where the address names a runner that is not there: not yet, no more, or still being removed. */
import type { ReactElement } from 'react';
import type { RunnerId } from '../../shared/domain.ts';
import { Loading } from '../ui/connection.tsx';
import { useView } from '../ui/engine-context.tsx';
import { CloseButton } from './CloseButton.tsx';
import { OperationView } from './OperationView.tsx';
import { Page } from './Page.tsx';
import { useBegun } from './use-known-runner.ts';
import { wizardWords } from './words.ts';

const text = wizardWords.flow;

/** Says that a runner is gone only once the engine has looked. */
export function NoRunner(props: { kind: 'adopt' | 'remove'; runnerId: RunnerId }): ReactElement {
  const [begun] = useBegun(props.kind, props.runnerId);
  const looked = useView((state) => state.app.looked) === true;
  if (begun !== null) return <OperationView operationId={begun} />;
  if (!looked) {
    return (
      <main className="alone">
        <Loading />
      </main>
    );
  }
  return (
    <div className="frame single">
      <Page title={text.noRunner} lead={text.noRunnerText} buttons={<CloseButton />}>
        {null}
      </Page>
    </div>
  );
}
