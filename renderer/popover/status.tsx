/** What a person should know of the app itself: its notices. */
import type { ReactElement } from 'react';
import type { Input } from '../../shared/contract.ts';
import type { Notice } from '../../shared/domain.ts';
import { DismissButton } from '../ui/DismissButton.tsx';
import { FailureMessage, Message } from '../ui/Message.tsx';
import { useCommand } from '../ui/use-command.ts';
import { words } from '../words.ts';

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
