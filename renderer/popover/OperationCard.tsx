/** An operation that goes on, that waits, or that has ended and was not put away: where it stands, what can be asked of it. */
import type { ReactElement } from 'react';
import type { Operation, OperationOffer } from '../../shared/operation.ts';
import { operationPercent } from '../../shared/operation.ts';
import { formatPercent } from '../../shared/format.ts';
import { isUnderWay, stepNow } from '../../shared/operation-view.ts';
import { wordsOfChoice } from '../../shared/words.ts';
import { useMirror } from '../ui/engine-context.tsx';
import { DismissButton } from '../ui/DismissButton.tsx';
import { Mark } from '../ui/Mark.tsx';
import { FailureMessage } from '../ui/Message.tsx';
import { useCommand, type Command } from '../ui/use-command.ts';
import { words } from '../words.ts';
import { markOfOperation, progressText, stateText } from './operation-words.ts';
import { WizardButton } from './WizardButton.tsx';

const text = words.operation;

function Progress({ operation }: { operation: Operation }): ReactElement {
  const percent = operationPercent(operation) ?? 0;
  const now = stepNow(operation)?.state;
  const figures = now?.kind === 'running' && now.progress !== null ? [progressText(now.progress)] : [];
  return (
    <>
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
        <StateLine operation={operation} />
        <span>{[...figures, formatPercent(percent)].join(' · ')}</span>
      </p>
    </>
  );
}

/** Only this is read out as it changes: figures that change many times a second are not. */
function StateLine({ operation }: { operation: Operation }): ReactElement {
  return <span role="status">{stateText(operation)}</span>;
}

/** What it waits for, what went wrong, what stays, and after a success what is worth knowing. */
function Account({ operation }: { operation: Operation }): ReactElement {
  const { problem, leftBehind, result } = operation;
  const now = stepNow(operation)?.state;
  const note = now?.kind === 'running' || now?.kind === 'undoing' ? now.note : null;
  return (
    <div className="said">
      {note === null ? null : <p>{note}</p>}
      {problem === null ? null : (
        <p>
          {problem.message} {problem.hint}
        </p>
      )}
      {result.map((line) => (
        <p key={line}>{line}</p>
      ))}
      {leftBehind.length === 0 ? null : (
        <>
          <p className="strong">{text.stays}</p>
          <ul>
            {leftBehind.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

type Button = Exclude<OperationOffer, 'start' | 'dismiss'>;
/** What goes on comes before what goes back. */
const BUTTONS: readonly Button[] = ['continue', 'leave', 'undo', 'cancel'];

function Buttons(props: { operation: Operation; command: Command }): ReactElement {
  const { operation, command } = props;
  const { id: operationId, offers } = operation;
  const away = useMirror((mirror) => mirror.connection === 'away');
  return (
    <div className="changes">
      {BUTTONS.filter((offer) => offers.includes(offer)).map((offer) => {
        const { label, effect } = wordsOfChoice(operation, offer);
        return (
          <button
            key={offer}
            type="button"
            className="btn small"
            title={effect}
            disabled={away || command.phase === 'working'}
            onClick={() => void command.run(`operation.${offer}`, { operationId })}
          >
            {label}
          </button>
        );
      })}
      <WizardButton wanted={{ view: 'operation', operationId }} className="btn small" title={text.showHint}>
        {text.show}
      </WizardButton>
    </div>
  );
}

/** For every state but that of a bare plan. */
export function OperationCard({ operation }: { operation: Operation }): ReactElement {
  const command = useCommand();
  const { id: operationId, plan, state, offers } = operation;
  const dismiss = async (): Promise<void> => {
    const reply = await command.run('operation.dismiss', { operationId });
    // Its button goes with it, and the focus must not fall out of the page.
    if (reply.ok) document.querySelector('main')?.focus();
  };
  return (
    <section className="card operation" aria-label={plan.title}>
      <div className="head">
        <Mark kind={markOfOperation(operation)} label={text.state[state.kind]} />
        <h2 title={plan.title}>{plan.title}</h2>
        {offers.includes('dismiss') ? (
          <DismissButton
            label={words.notice.dismiss(plan.title)}
            disabled={command.phase === 'working'}
            onClick={() => void dismiss()}
          />
        ) : null}
      </div>
      {isUnderWay(operation) ? (
        <Progress operation={operation} />
      ) : (
        <p className="when">
          <StateLine operation={operation} />
        </p>
      )}
      <Account operation={operation} />
      <FailureMessage failure={command.failure} />
      <Buttons operation={operation} command={command} />
    </section>
  );
}
