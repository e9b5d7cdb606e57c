/** The six pages and the way through them: back and forth without loss, on only where nothing stands in the way. */
import { useState, type ReactElement } from 'react';
import type { Failure } from '../../shared/contract.ts';
import type { OperationId } from '../../shared/operation.ts';
import { SET_UP_STEPS, type SetUpDraft, type SetUpStep } from '../../shared/set-up.ts';
import { DismissButton } from '../ui/DismissButton.tsx';
import { useView } from '../ui/engine-context.tsx';
import { FailureMessage, Message } from '../ui/Message.tsx';
import { hasEnded } from '../../shared/operation-view.ts';
import { useOperation } from '../ui/operation/use-operation.ts';
import type { Asked } from '../ui/use-ask.ts';
import { useCommand } from '../ui/use-command.ts';
import { words } from '../words.ts';
import { DoPage } from './do/DoPage.tsx';
import { GitHubPage } from './github/GitHubPage.tsx';
import { HowPage } from './how/HowPage.tsx';
import { MacPage } from './mac/MacPage.tsx';
import type { SetUpModel } from './model.ts';
import { Page } from './Page.tsx';
import { StepList } from './StepList.tsx';
import { summaryOf } from './summary.ts';
import { TuningPage } from './tuning/TuningPage.tsx';
import { useContinue } from './use-continue.ts';
import { useSetUp, type SetUpState } from './use-set-up.ts';
import { WherePage } from './where/WherePage.tsx';
import { wizardWords } from './words.ts';

const text = wizardWords.pages;

type AnswerStep = Exclude<SetUpStep, 'do'>;

function Answers({ step, model }: { step: AnswerStep; model: SetUpModel }): ReactElement {
  switch (step) {
    case 'mac':
      return <MacPage model={model} />;
    case 'github':
      return <GitHubPage model={model} />;
    case 'where':
      return <WherePage model={model} />;
    case 'how':
      return <HowPage model={model} />;
    case 'tuning':
      return <TuningPage model={model} />;
  }
}

/** The engine's word on a draft that was there and is of no use. */
function DraftNotice(): ReactElement | null {
  const notice = useView((state) => state.notices.find(({ id }) => id === 'set-up-draft') ?? null);
  const command = useCommand();
  if (notice === null) return null;
  const dismiss = (
    <DismissButton
      label={words.notice.dismiss(notice.title)}
      disabled={command.phase === 'working'}
      onClick={() => void command.run('notice.dismiss', { id: notice.id })}
    />
  );
  return (
    <Message severity={notice.severity} title={notice.title} live="status" end={dismiss}>
      <p>{notice.detail}</p>
      <FailureMessage failure={command.failure} />
    </Message>
  );
}

/** What there is to say of the draft itself, above the page. */
function DraftWord(props: { setUp: SetUpState; lost: Failure | null }): ReactElement {
  const { setUp } = props;
  return (
    <>
      {props.lost === null ? null : (
        <Message severity="warning" title={wizardWords.draft.lost} live="status">
          <p>{props.lost.message}</p>
        </Message>
      )}
      <DraftNotice />
      <FailureMessage failure={setUp.keeping} />
      {setUp.resumed ? (
        <Message
          severity="info"
          title={wizardWords.draft.resumed}
          live="status"
          end={
            <button type="button" className="plain" onClick={setUp.startOver}>
              {wizardWords.draft.startOver}
            </button>
          }
        />
      ) : null}
    </>
  );
}

/** What a person may change meanwhile in a terminal or at GitHub: tools, gh's login, what a login may do. */
function lookedAt(step: AnswerStep, model: SetUpModel): Pick<Asked<unknown>, 'phase' | 'again'> | null {
  switch (step) {
    case 'mac':
      return model.report;
    case 'github':
      return model.login;
    case 'where':
      return model.answers.scope === null || model.answers.access === 'registration-token'
        ? null
        : model.place;
    case 'how':
    case 'tuning':
      return null;
  }
}

function AnswerPage(props: { step: AnswerStep; setUp: SetUpState; lost: Failure | null }): ReactElement {
  const { step, setUp } = props;
  const index = SET_UP_STEPS.indexOf(step);
  const before = SET_UP_STEPS[index - 1];
  const next = SET_UP_STEPS[index + 1] ?? 'do';
  const on = useContinue(setUp.gate, () => setUp.go(next));
  const { model } = setUp;
  const looked = lookedAt(step, model);
  return (
    // Return goes on, as in every assistant; a field that means something else by it says so.
    <div className="answers" onKeyDown={on.onKeyDown} onInput={on.onInput}>
      <Page
        title={text[step].title}
        lead={text[step].lead}
        buttons={
          <>
            {looked === null ? null : (
              <button
                type="button"
                className="btn first"
                disabled={looked.phase === 'asking'}
                onClick={looked.again}
              >
                {looked.phase === 'asking' ? wizardWords.looking : wizardWords.lookAgain}
              </button>
            )}
            <p className={on.insists ? 'reason insists' : 'reason'} id="reason" role="status">
              {on.reason}
            </p>
            {before === undefined ? null : (
              <button type="button" className="btn" onClick={() => setUp.go(before)}>
                {wizardWords.back}
              </button>
            )}
            <button
              type="button"
              className="btn primary"
              aria-disabled={on.reason !== null}
              aria-describedby="reason"
              onClick={on.press}
            >
              {wizardWords.continue}
            </button>
          </>
        }
      >
        <DraftWord setUp={setUp} lost={props.lost} />
        <Answers step={step} model={model} />
      </Page>
    </div>
  );
}

/** `saved`: the draft as it is on disk; null: there is none. `lost`: why it could not be read. */
export function SetUpWizard(props: {
  start: SetUpDraft;
  saved: SetUpDraft | null;
  lost: Failure | null;
  begun: OperationId | null;
}): ReactElement {
  const [begun, setBegun] = useState(props.begun);
  const operation = useOperation(begun);
  const setUp = useSetUp(props.start, props.saved, {
    first: props.begun === null ? props.start.step : 'do',
    succeeded: operation?.state.kind === 'succeeded',
  });
  const { step, model } = setUp;
  const busy =
    begun !== null && (operation === null || !hasEnded(operation) || operation.state.kind === 'succeeded');
  return (
    <div className="frame">
      <StepList
        step={step}
        furthest={setUp.furthest}
        finished={operation?.state.kind === 'succeeded'}
        way={busy ? 'locked' : 'free'}
        summary={(each) => summaryOf(each, model)}
        onGo={setUp.go}
      />
      {step === 'do' ? (
        <DoPage model={model} begun={begun} onBegun={setBegun} onGo={setUp.go} onAnother={setUp.startOver} />
      ) : (
        <AnswerPage key={step} step={step} setUp={setUp} lost={props.lost} />
      )}
    </div>
  );
}
