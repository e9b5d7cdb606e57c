/** The wizard's window: the view that its address asks for, once the engine has answered. */
import { useEffect, useState, type ReactElement } from 'react';
import type { ViewState } from '../../shared/contract.ts';
import { Away, Banner, Loading } from '../ui/connection.tsx';
import { useMirror, useView } from '../ui/engine-context.tsx';
import { useAppearance } from '../ui/use-appearance.ts';
import { words } from '../words.ts';
import { AdoptView } from './adopt/AdoptView.tsx';
import { wizardView, type WizardView } from './address.ts';
import { OperationView } from './OperationView.tsx';
import { RemoveView } from './remove/RemoveView.tsx';
import { SetUp } from './SetUp.tsx';

function View({ view, state }: { view: WizardView; state: ViewState }): ReactElement {
  switch (view.kind) {
    case 'set-up':
      return <SetUp operations={state.operations} />;
    case 'adopt':
      return <AdoptView runnerId={view.runnerId} />;
    case 'remove':
      return <RemoveView runnerId={view.runnerId} />;
    case 'operation':
      return <OperationView key={view.operationId} operationId={view.operationId} />;
  }
}

/** What the address asks for, also when an open window is asked for something else. */
function useAskedView(): WizardView {
  const [view, setView] = useState(() => wizardView(location));
  useEffect(() => {
    const onAsked = (): void => setView(wizardView(location));
    window.addEventListener('hashchange', onAsked);
    return () => window.removeEventListener('hashchange', onAsked);
  }, []);
  return view;
}

/** The whole window. */
export function App(): ReactElement {
  const view = useAskedView();
  const state = useMirror((mirror) => mirror.state);
  const connection = useMirror((mirror) => mirror.connection);
  const rev = useMirror((mirror) => mirror.rev);
  const banner = useView((each) => each.app.banner);
  useAppearance();
  return (
    <div className="wizard" data-rev={rev} data-connection={connection}>
      {banner === null ? null : <Banner text={banner} />}
      {state === null ? (
        <main className="alone">
          <h1 className="unseen">{words.app}</h1>
          {connection === 'away' ? <Away /> : <Loading />}
        </main>
      ) : (
        <View view={view} state={state} />
      )}
    </div>
  );
}
