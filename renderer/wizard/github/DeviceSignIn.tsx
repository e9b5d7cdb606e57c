/** Signing in with a code that is typed at GitHub: the code, its page, the wait, and its end. */
import { useEffect, useRef, useState, type ReactElement } from 'react';
import type { DeviceFlow, GitHubLogin } from '../../../shared/set-up.ts';
import { formatEstimate, formatExact } from '../../../shared/format.ts';
import { useNow } from '../../ui/clock.ts';
import { Copyable } from '../../ui/Copyable.tsx';
import { useMirror } from '../../ui/engine-context.tsx';
import { FailureMessage, Message } from '../../ui/Message.tsx';
import { useAsk } from '../../ui/use-ask.ts';
import { useCommand } from '../../ui/use-command.ts';
import { useLink } from '../../ui/use-link.ts';
import { wizardWords } from '../words.ts';
import { KeepChoice, usualKeep } from './KeepChoice.tsx';

const text = wizardWords.github;
const EVERY = 2000;

type Waiting = Extract<DeviceFlow, { kind: 'waiting' }>;

function Code(props: { flow: Waiting; onCancel: () => void }): ReactElement {
  const { flow } = props;
  const link = useLink();
  const left = flow.expiresAt - useNow();
  if (left <= 0) return <Message severity="warning" title={text.codeExpired} live="status" />;
  return (
    <div className="device">
      <p>{text.typeCode}</p>
      <p className="soft">{flow.asksFor}</p>
      <Copyable value={flow.userCode} what={text.code} shape="large" />
      <p className="link">
        <button type="button" className="btn small" onClick={() => void link.open(flow.page)}>
          {text.openCodePage}
        </button>{' '}
        <span className="address">{flow.page}</span>
      </p>
      <FailureMessage failure={link.failure} />
      <p className="link soft">
        <span role="status">{text.waitingForCode}</span>{' '}
        <span title={formatExact(flow.expiresAt)}>{text.expiresIn(formatEstimate(left))}</span>
        <button type="button" className="plain" onClick={props.onCancel}>
          {wizardWords.cancel}
        </button>
      </p>
    </div>
  );
}

/** Asks how it stands only while it is seen. */
export function DeviceSignIn(props: { login: GitHubLogin; onDone: () => void }): ReactElement {
  const { host } = props.login;
  const { onDone } = props;
  const state = useAsk('github.deviceState', { host });
  const starting = useCommand();
  const [keep, setKeep] = useState(usualKeep(props.login));
  const seen = useMirror((mirror) => mirror.connection === 'live');
  const flow = state.value;
  const waits = flow?.kind === 'waiting' && seen;
  const done = flow?.kind === 'done';
  const { again } = state;

  useEffect(() => {
    if (!waits) return;
    const timer = setInterval(again, EVERY);
    return () => clearInterval(timer);
    // `again` is new with each rendering and does the same.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [waits]);
  const waited = useRef(false);
  useEffect(() => {
    if (waits) waited.current = true;
    // One that was done before somebody waited for it here is an old one.
    if (done && waited.current) onDone();
    // Told once, when it is so.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [waits, done]);

  const start = async (): Promise<void> => {
    const reply = await starting.run('github.deviceStart', { host, keep });
    if (reply.ok) again();
  };
  const cancel = async (): Promise<void> => {
    await starting.run('github.deviceCancel', { host });
    again();
  };
  const expired = flow?.kind === 'waiting' && flow.expiresAt <= Date.now();
  return (
    <>
      {flow?.kind === 'waiting' ? <Code flow={flow} onCancel={() => void cancel()} /> : null}
      {flow?.kind === 'failed' ? <Message severity="warning" title={flow.message} live="alert" /> : null}
      <FailureMessage failure={state.failure ?? starting.failure} />
      {flow?.kind === 'waiting' && !expired ? null : (
        <>
          <KeepChoice login={props.login} keep={keep} onKeep={setKeep} />
          <p className="link">
            <button
              type="button"
              className="btn small"
              data-missing="missing"
              disabled={starting.phase === 'working'}
              onClick={() => void start()}
            >
              {flow?.kind === 'failed' || expired ? text.newCode : text.getCode}
            </button>
          </p>
        </>
      )}
    </>
  );
}
