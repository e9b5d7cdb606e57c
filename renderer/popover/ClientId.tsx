/** The client id by which GitHub's device flow can be used: for the few who have one. */
import { useId, useState, type ReactElement } from 'react';
import { CLIENT_ID } from '../../shared/domain.ts';
import { useEngine } from '../ui/engine-context.tsx';
import { FailureMessage } from '../ui/Message.tsx';
import { useCommand } from '../ui/use-command.ts';
import { words } from '../words.ts';

const text = words.settings;

/** Empty is none. What GitHub never gives as one is refused in words, and not sent. */
export function ClientId({ value }: { value: string | null }): ReactElement {
  const engine = useEngine();
  const saving = useCommand();
  const saved = value ?? '';
  const [typed, setTyped] = useState<string | null>(null);
  const [refused, setRefused] = useState(false);
  const id = useId();
  const shown = typed ?? saved;
  const save = async (): Promise<void> => {
    const wanted = shown.trim();
    const good = wanted === '' || CLIENT_ID.test(wanted);
    setRefused(!good);
    if (!good) return;
    const reply = await saving.run('settings.update', { deviceClientId: wanted === '' ? null : wanted });
    if (!reply.ok) return;
    engine.confirmSettings(reply.value);
    setTyped(null);
  };
  return (
    <form
      className="setting field"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <label htmlFor={id}>{text.clientId}</label>
      <div>
        <input
          id={id}
          type="text"
          value={shown}
          maxLength={64}
          spellCheck={false}
          autoComplete="off"
          aria-describedby={`${id}-hint`}
          aria-invalid={refused}
          onChange={(event) => {
            setTyped(event.target.value);
            setRefused(false);
          }}
        />
        <button type="submit" className="btn" disabled={saving.phase === 'working' || shown.trim() === saved}>
          {text.save}
        </button>
      </div>
      <p id={`${id}-hint`} className="hint">
        {text.clientIdHint}
      </p>
      {refused ? (
        <p className="hint refused" role="alert">
          {text.clientIdRefused}
        </p>
      ) : null}
      <FailureMessage failure={saving.failure} />
    </form>
  );
}
