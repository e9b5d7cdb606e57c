/** Says when a job has ended, by the person's setting; and says in the app when the system will not have it. */
import type { Notice } from '../../shared/domain.ts';
import type { EnginePort } from './engine-port.ts';
import { notificationFor } from './notify-rule.ts';
import type { NotificationText } from './notify-rule.ts';

/** The system's notifications. `onFailed`: refused, e.g. not allowed or the app is not signed (electron.md 5). */
export interface Notifier {
  supported(): boolean;
  show(
    text: NotificationText,
    on: { readonly click: () => void; readonly shown: () => void; readonly failed: () => void },
  ): void;
}

const REFUSED: Notice = {
  id: 'notifications-refused',
  kind: 'condition',
  severity: 'warning',
  title: 'macOS does not show Trackside’s notifications',
  detail:
    'A job ended and the system refused to say so. To allow it: System Settings > Notifications > Trackside > ' +
    'Allow notifications. Until then, the icon and this window tell you.',
};

/** Gives the way to stop. `open` is called with the job's page when a notification is clicked. */
export function notifyEndedJobs(
  engine: EnginePort,
  notifier: Notifier,
  open: (url: string | null) => void,
): () => void {
  return engine.onJobEnded((job, runner) => {
    const text = notificationFor(engine.state().settings.notifications, job, runner);
    if (text === null) return;
    if (!notifier.supported()) return engine.notice(REFUSED);
    notifier.show(text, {
      click: () => open(job.url),
      shown: () => engine.notice({ remove: REFUSED.id }),
      failed: () => engine.notice(REFUSED),
    });
  });
}
