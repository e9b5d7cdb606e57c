/** What an action will do, before it does it. With a job running: what becomes of the job. */
import { useEffect, useId, useRef, type ReactElement } from 'react';
import type { Reply } from '../../shared/contract.ts';
import type { ActionOffer, Runner, RunnerCommand, StopWhen } from '../../shared/domain.ts';
import { FailureMessage, Message } from '../ui/Message.tsx';
import { useCommand, type Command } from '../ui/use-command.ts';
import { words } from '../words.ts';

function send(
  run: Command['run'],
  runner: Runner,
  command: RunnerCommand,
  when: StopWhen,
): Promise<Reply<unknown>> {
  switch (command) {
    case 'start':
      return run('runner.start', { runnerId: runner.id });
    case 'stop':
      return run('runner.stop', { runnerId: runner.id, when });
    case 'restart':
      return run('runner.restart', { runnerId: runner.id, when });
  }
}

function Choices(props: {
  offer: ActionOffer;
  disabled: boolean;
  onChoose: (when: StopWhen) => void;
}): ReactElement {
  const { offer } = props;
  // What ends a job comes last and is never the one that Return would press.
  const choices = [...offer.choices].sort(
    (a, b) => Number(a.when === 'cancel-job') - Number(b.when === 'cancel-job'),
  );
  return (
    <div className="choices">
      {choices.map(({ when, label, effect }) => (
        <button
          key={when}
          type="button"
          className={when === 'cancel-job' ? 'btn choice danger' : 'btn choice'}
          data-default={when === 'cancel-job' ? undefined : ''}
          disabled={props.disabled}
          onClick={() => props.onChoose(when)}
        >
          {label}
          <small>{effect}</small>
        </button>
      ))}
    </div>
  );
}

/** Beside a choice that cancels the job, `Cancel` could be taken for it. */
function leaveWord(offer: ActionOffer | undefined): string {
  if (offer === undefined) return words.close;
  return offer.choices.length > 0 ? words.sheet.keep : words.cancel;
}

/** A modal sheet inside the window. Esc and the last button leave everything as it is. */
export function ActionSheet(props: {
  runner: Runner;
  command: RunnerCommand;
  onClose: (outcome: 'sent' | 'left') => void;
}): ReactElement {
  const { runner, command } = props;
  const leave = (): void => props.onClose('left');
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  const call = useCommand();
  const offer = runner.actions.find((each) => each.command === command);
  const working = call.phase === 'working';

  useEffect(() => {
    const { current } = dialog;
    if (current === null) return;
    const opener = document.activeElement;
    current.showModal();
    const first = current.querySelector('[data-default]') ?? current.querySelector('[data-leave]');
    if (first instanceof HTMLElement) first.focus();
    return () => {
      // The sheet leaves the page at once, so the browser cannot give the focus back by itself.
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
    };
  }, []);

  const choose = async (when: StopWhen): Promise<void> => {
    const reply = await send(call.run, runner, command, when);
    if (reply.ok) props.onClose('sent');
  };
  const { label } = words.command[command];
  return (
    <dialog
      ref={dialog}
      className="sheet"
      aria-labelledby={title}
      onCancel={(event) => {
        // At once: `close` comes a moment later, and a key pressed in between would be lost.
        event.preventDefault();
        leave();
      }}
      onClose={leave}
    >
      <div className="what">
        <h2 id={title}>{words.sheet.title(label, runner.name)}</h2>
        {offer === undefined ? (
          <Message severity="info" title={words.sheet.gone} live="status" />
        ) : (
          <p className="effect">{offer.effect}</p>
        )}
        <FailureMessage failure={call.failure} />
        {offer === undefined || offer.choices.length === 0 ? null : (
          <Choices offer={offer} disabled={working} onChoose={(when) => void choose(when)} />
        )}
      </div>
      <div className="buttons">
        <button type="button" className="btn" data-leave="" onClick={leave}>
          {leaveWord(offer)}
        </button>
        {offer === undefined || offer.choices.length > 0 ? null : (
          <button
            type="button"
            className="btn primary"
            data-default=""
            disabled={working}
            onClick={() => void choose('if-idle')}
          >
            {working ? words.working : label}
          </button>
        )}
      </div>
    </dialog>
  );
}
