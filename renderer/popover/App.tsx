/** What the popover shows: a header that stays, what scrolls, actions that stay; findings and settings over it. */
import { useCallback, useEffect, useMemo, useRef, useState, type ReactElement, type RefObject } from 'react';
import type { ViewState } from '../../shared/contract.ts';
import type { Runner, RunnerId } from '../../shared/domain.ts';
import { Away, Banner, Loading, Stale } from '../ui/connection.tsx';
import { useMirror, useView } from '../ui/engine-context.tsx';
import { useAppearance } from '../ui/use-appearance.ts';
import { words } from '../words.ts';
import { Details } from './Details.tsx';
import { Earlier } from './Earlier.tsx';
import { Empty } from './Empty.tsx';
import { FindingsLine, FindingsView } from './Findings.tsx';
import { Footer } from './Footer.tsx';
import { Gauges } from './Gauges.tsx';
import { Header } from './Header.tsx';
import { inOrder, worksNow } from '../../shared/order.ts';
import { operationsToShow } from '../../shared/operation-view.ts';
import { OperationCard } from './OperationCard.tsx';
import { RunnerDetail } from './RunnerDetail.tsx';
import { RunnerList } from './RunnerList.tsx';
import { SettingsView } from './SettingsView.tsx';
import { Notices } from './status.tsx';
import { WizardButton } from './WizardButton.tsx';

type Page = 'main' | 'settings' | 'findings';

/** `auto`: the first of the busy ones, until a person chooses one, or (null) none. */
type Choice = 'auto' | RunnerId | null;

function chosenRunner(runners: readonly Runner[], choice: Choice): Runner | null {
  const [first] = runners;
  if (first === undefined) return null;
  if (runners.length === 1) return first;
  if (choice === 'auto') return worksNow(first) ? first : null;
  return runners.find((runner) => runner.id === choice) ?? null;
}

/** The shell asks for the settings by the address: `#settings`. Going back takes that off, so that it can ask again. */
const SETTINGS_HASH = '#settings';
const askedPage = (): Page => (location.hash === SETTINGS_HASH ? 'settings' : 'main');
function answered(): void {
  if (location.hash === SETTINGS_HASH) history.replaceState(null, '', location.pathname + location.search);
}

/** Esc goes back to the main page; from there Electron's shell is asked to put the window away. */
function useEscape(page: Page, back: () => void, host: ViewState['app']['host'] | null): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const taken = event.defaultPrevented || document.querySelector('dialog[open]') !== null;
      if (event.key !== 'Escape' || taken) return;
      if (page !== 'main') back();
      else if (host === 'electron') window.close();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [page, back, host]);
}

function Main(props: {
  state: ViewState;
  gear: RefObject<HTMLButtonElement | null>;
  onPage: (page: Page) => void;
}): ReactElement {
  const { state } = props;
  const [choice, setChoice] = useState<Choice>('auto');
  const runners = useMemo(() => inOrder(Object.values(state.runners)), [state.runners]);
  const chosen = chosenRunner(runners, choice);
  const several = runners.length > 1;
  const shares = chosen === null ? runners : [chosen];
  return (
    <>
      <Header
        runners={runners}
        looked={state.app.looked}
        gear={props.gear}
        onSettings={() => props.onPage('settings')}
      />
      <main tabIndex={-1}>
        <Stale />
        <Notices notices={state.notices} />
        {operationsToShow(state.operations).map((operation) => (
          <OperationCard key={operation.id} operation={operation} />
        ))}
        <FindingsLine findings={state.findings} onOpen={() => props.onPage('findings')} />
        {runners.length === 0 && state.app.looked ? <Empty /> : null}
        {several ? (
          <>
            <RunnerList
              runners={runners}
              chosen={chosen?.id ?? null}
              onChoose={(id) => setChoice(id === chosen?.id ? null : id)}
            />
            <div className="another">
              <WizardButton wanted={{ view: 'set-up' }} className="plain">
                {words.wizard.setUpAnother}
              </WizardButton>
            </div>
          </>
        ) : chosen === null ? null : (
          <RunnerDetail runner={chosen} />
        )}
        <Gauges machine={state.machine} runners={shares} />
        {runners.length === 0 ? null : (
          <Earlier
            jobs={state.jobs}
            room={several || (chosen !== null && chosen.job !== null) ? 'brief' : 'roomy'}
            runnerName={(job) => (several ? (state.runners[job.runnerId]?.name ?? null) : null)}
          />
        )}
        {several || chosen === null ? null : <Details key={chosen.id} runner={chosen} place="card" />}
      </main>
      {chosen === null ? null : (
        <Footer key={chosen.id} runner={chosen} naming={several ? 'named' : 'alone'} />
      )}
    </>
  );
}

/** The whole popover. */
export function App(): ReactElement {
  const state = useMirror((mirror) => mirror.state);
  const connection = useMirror((mirror) => mirror.connection);
  const rev = useMirror((mirror) => mirror.rev);
  const banner = useView((view) => view.app.banner);
  const [page, setPage] = useState<Page>(askedPage);
  const gear = useRef<HTMLButtonElement>(null);
  const cameFrom = useRef<Element | null>(null);
  const lastPage = useRef<Page>(page);
  useAppearance();

  const open = (next: Page): void => {
    cameFrom.current = document.activeElement === document.body ? null : document.activeElement;
    setPage(next);
  };
  const back = useCallback(() => {
    answered();
    setPage('main');
  }, []);
  useEffect(() => {
    const onAsked = (): void => setPage(askedPage());
    window.addEventListener('hashchange', onAsked);
    return () => window.removeEventListener('hashchange', onAsked);
  }, []);
  useEscape(page, back, state?.app.host ?? null);
  useEffect(() => {
    const returned = page === 'main' && lastPage.current !== 'main';
    lastPage.current = page;
    if (!returned) return;
    // The line that led to the findings may be gone with them, and the tray's menu is no element; the gear is always there.
    const target = cameFrom.current?.isConnected === true ? cameFrom.current : gear.current;
    if (target instanceof HTMLElement) target.focus();
    cameFrom.current = null;
  }, [page]);

  return (
    <div className="popover" data-rev={rev} data-connection={connection}>
      {banner === null ? null : <Banner text={banner} />}
      {state === null ? (
        <>
          <header className="top">
            <div className="who">
              <h1>{words.app}</h1>
            </div>
          </header>
          <main>{connection === 'away' ? <Away /> : <Loading />}</main>
        </>
      ) : (
        <>
          <div className="page" hidden={page !== 'main'}>
            <Main state={state} gear={gear} onPage={open} />
          </div>
          {page === 'settings' ? <SettingsView state={state} onBack={back} /> : null}
          {page === 'findings' ? <FindingsView state={state} onBack={back} /> : null}
        </>
      )}
    </div>
  );
}
