/** What is said about the app itself: practice world, no connection, notices, the first moment. */
import { useEffect, useState, type ReactElement } from 'react';
import type { Input } from '../../shared/contract.ts';
import type { Notice } from '../../shared/domain.ts';
import { formatExact, formatWhen } from '../../shared/format.ts';
import { useMinute } from '../ui/clock.ts';
import { useEngine, useMirror } from '../ui/engine-context.tsx';
import { DismissButton } from '../ui/DismissButton.tsx';
import { FailureMessage, Message } from '../ui/Message.tsx';
import { useCommand } from '../ui/use-command.ts';
import { words } from '../words.ts';

/** A snapshot comes in a few milliseconds; a word about waiting would only flash. */
const PATIENCE = 150;

/** Says that this is no real machine. */
export function Banner({ text }: { text: string }): ReactElement {
  return (
    <aside className="banner" aria-label={words.banner}>
      {text}
    </aside>
  );
}

/** Nothing for a moment, then a sentence. No spinner. */
export function Loading(): ReactElement | null {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), PATIENCE);
    return () => clearTimeout(timer);
  }, []);
  return late ? (
    <p className="blank" role="status">
      {words.loading}
    </p>
  ) : null;
}

function RetryButton(): ReactElement {
  const engine = useEngine();
  return (
    <button type="button" className="btn small" onClick={() => engine.retry()}>
      {words.disconnected.retry}
    </button>
  );
}

/** Where nothing is known yet and the engine cannot be reached. */
export function Away(): ReactElement {
  return (
    <div className="blank" role="status">
      <h2>{words.disconnected.title}</h2>
      <p>{words.disconnected.hint}</p>
      <RetryButton />
    </div>
  );
}

/** Where something is known, but not whether it is still so. */
export function Stale(): ReactElement | null {
  const connection = useMirror((mirror) => mirror.connection);
  const freshAt = useMirror((mirror) => mirror.freshAt);
  const now = useMinute();
  if (connection !== 'away') return null;
  return (
    <Message severity="warning" title={words.disconnected.title} live="status">
      <p>
        {words.disconnected.hint}
        {freshAt === null ? null : (
          <>
            {' '}
            {words.disconnected.stale} <time title={formatExact(freshAt)}>{formatWhen(freshAt, now)}</time>.
          </>
        )}
      </p>
      <RetryButton />
    </Message>
  );
}

type Pane = Input<'app.openSettings'>['pane'];
/** Notices that the system's settings can answer, by the id that the shell gives them. */
const PANES: Readonly<Record<string, Pane>> = {
  'icon-hidden': 'menu-bar',
  'notifications-refused': 'notifications',
  'login-item-approval': 'login-items',
  'login-item-not-kept': 'login-items',
};

function NoticeRow({ notice }: { notice: Notice }): ReactElement {
  const command = useCommand();
  const pane = PANES[notice.id];
  const putAway = async (): Promise<void> => {
    const reply = await command.run('notice.dismiss', { id: notice.id });
    // Its button goes with it, and the focus must not fall out of the page.
    if (reply.ok) document.querySelector('main')?.focus();
  };
  // What lasts would come back at once, so only news can be put away.
  const dismiss =
    notice.kind === 'condition' ? null : (
      <DismissButton
        label={words.notice.dismiss(notice.title)}
        disabled={command.phase === 'working'}
        onClick={() => void putAway()}
      />
    );
  return (
    <Message severity={notice.severity} title={notice.title} live="status" end={dismiss}>
      {notice.detail === '' ? null : <p>{notice.detail}</p>}
      {pane === undefined ? null : (
        <button
          type="button"
          className="btn small"
          onClick={() => void command.run('app.openSettings', { pane })}
        >
          {words.notice.openSettings}
        </button>
      )}
      <FailureMessage failure={command.failure} />
    </Message>
  );
}

/** What a person should know of the app, e.g. that its icon is hidden. */
export function Notices({ notices }: { notices: readonly Notice[] }): ReactElement {
  return (
    <>
      {notices.map((notice) => (
        <NoticeRow key={notice.id} notice={notice} />
      ))}
    </>
  );
}
