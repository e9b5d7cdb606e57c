/** `?view=remove`: a runner goes, or the parts of it that the person names. */
import { useState, type ReactElement } from 'react';
import type { Runner, RunnerId } from '../../../shared/domain.ts';
import type { RemoveChoices } from '../../../shared/set-up.ts';
import { Switch } from '../../ui/controls.tsx';
import { TextField } from '../../ui/fields.tsx';
import type { Go } from '../../ui/operation/use-flow.ts';
import { useAsk } from '../../ui/use-ask.ts';
import { looksLikeToken } from '../gate.ts';
import { NoRunner } from '../NoRunner.tsx';
import { RunnerCard } from '../RunnerCard.tsx';
import { RunnerFlow } from '../RunnerFlow.tsx';
import { useKnownRunner } from '../use-known-runner.ts';
import { wizardWords } from '../words.ts';

const text = wizardWords.remove;

type Parts = Omit<RemoveChoices, 'runnerId'>;
const EVERYTHING: Parts = {
  deregister: 'yes',
  service: 'remove',
  hooks: 'remove',
  shellProfile: 'remove',
  folder: 'trash',
};
const NOTHING: Parts = {
  deregister: 'no',
  service: 'keep',
  hooks: 'keep',
  shellProfile: 'keep',
  folder: 'keep',
};
const PARTS = ['deregister', 'service', 'hooks', 'shellProfile', 'folder'] as const;

/** Only where Trackside has no login of its own for that GitHub. */
function RemoveToken(props: { token: string; onToken: (token: string) => void }): ReactElement {
  const odd = props.token !== '' && !looksLikeToken(props.token);
  return (
    <TextField
      label={text.token}
      hint={text.tokenHint}
      value={props.token}
      maxLength={1024}
      secret="secret"
      problems={odd ? [{ severity: 'error', message: wizardWords.github.tokenOdd }] : []}
      onType={props.onToken}
    />
  );
}

function Remove({ runner }: { runner: Runner }): ReactElement {
  const [parts, setParts] = useState(EVERYTHING);
  const [token, setToken] = useState('');
  const { scope } = runner;
  const login = useAsk('github.login', scope.kind === 'unknown' ? null : { host: scope.host });
  const wantsToken = parts.deregister === 'yes' && login.value !== null && login.value.way === null;
  const go: Go = wantsToken && looksLikeToken(token) ? { removeToken: token.trim() } : {};
  const nothing = PARTS.every((part) => parts[part] === NOTHING[part]);
  return (
    <RunnerFlow
      kind="remove"
      runnerId={runner.id}
      title={text.title(runner.name)}
      lead={text.lead}
      succeeded={text.succeeded(runner.name)}
      request={{ kind: 'remove', choices: { runnerId: runner.id, ...parts } }}
      go={go}
      lacks={nothing ? text.nothing : null}
    >
      <RunnerCard runner={runner} />
      <div className="card group">
        {PARTS.map((part) => {
          const on = parts[part] === EVERYTHING[part];
          return (
            <div key={part}>
              <Switch
                label={text.parts[part].label}
                hint={on ? text.parts[part].on : text.parts[part].off}
                state={on ? 'on' : 'off'}
                onFlip={(to) =>
                  setParts((before) => ({ ...before, [part]: (to === 'on' ? EVERYTHING : NOTHING)[part] }))
                }
              />
              {part === 'deregister' && wantsToken ? <RemoveToken token={token} onToken={setToken} /> : null}
            </div>
          );
        })}
      </div>
    </RunnerFlow>
  );
}

/** A runner that is not known says so, unless its removal is under way. */
export function RemoveView({ runnerId }: { runnerId: RunnerId }): ReactElement {
  const runner = useKnownRunner(runnerId);
  if (runner === null) return <NoRunner kind="remove" runnerId={runnerId} />;
  return <Remove key={runnerId} runner={runner} />;
}
