/** The actions that make sense now, or the one that is under way. Only what the engine offers. */
import { useEffect, useRef, useState, type ReactElement } from 'react';
import type { PendingCommand, Runner, RunnerCommand } from '../../shared/domain.ts';
import { useMirror } from '../ui/engine-context.tsx';
import { FailureMessage } from '../ui/Message.tsx';
import { useCommand } from '../ui/use-command.ts';
import { words } from '../words.ts';
import { ActionSheet } from './ActionSheet.tsx';

/** `focus`: taken where the button that was pressed makes way for this. */
function Pending(props: { runner: Runner; pending: PendingCommand; focus: 'taken' | 'left' }): ReactElement {
  const { runner, pending, focus } = props;
  const command = useCommand();
  const keep = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (focus === 'taken' && document.activeElement === document.body) keep.current?.focus();
  }, [focus]);
  const waiting = pending.phase === 'waiting';
  const text = words.command[pending.command];
  return (
    <>
      <div className="pending" role="status">
        <span>{waiting ? text.afterJob : text.now}</span>
        {waiting ? (
          <button
            ref={keep}
            type="button"
            className="btn small"
            disabled={command.phase === 'working'}
            onClick={() => void command.run('runner.keep', { runnerId: runner.id })}
          >
            {words.pending.keep}
          </button>
        ) : null}
      </div>
      <FailureMessage failure={command.failure} />
    </>
  );
}

/** `named`: the runner's name stands above its buttons, where several could be meant. */
export function Footer({
  runner,
  naming,
}: {
  runner: Runner;
  naming: 'alone' | 'named';
}): ReactElement | null {
  const [asked, setAsked] = useState<RunnerCommand | null>(null);
  const [outcome, setOutcome] = useState<'sent' | 'left'>('left');
  const away = useMirror((mirror) => mirror.connection === 'away');
  if (runner.actions.length === 0 && runner.pending === null && asked === null) return null;
  return (
    <footer aria-label={words.runners.actionsFor(runner.name)}>
      {naming === 'named' ? <p className="for cut">{runner.name}</p> : null}
      {runner.pending === null ? null : (
        <Pending runner={runner} pending={runner.pending} focus={outcome === 'sent' ? 'taken' : 'left'} />
      )}
      {runner.actions.length === 0 ? null : (
        <div className="actions">
          {runner.actions.map((offer) => (
            <button
              key={offer.command}
              type="button"
              className="btn"
              title={offer.effect}
              disabled={away}
              aria-haspopup="dialog"
              onClick={() => setAsked(offer.command)}
            >
              {words.command[offer.command].label}…<small>{offer.hint}</small>
            </button>
          ))}
        </div>
      )}
      {asked === null ? null : (
        <ActionSheet
          runner={runner}
          command={asked}
          onClose={(how) => {
            setOutcome(how);
            setAsked(null);
          }}
        />
      )}
    </footer>
  );
}
