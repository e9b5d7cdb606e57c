/** Says when a job or an operation has ended, by the person's setting; and in the app when the system will not have it. */
import type { Notice } from '../../shared/domain.ts';
import type { Operation, OperationId } from '../../shared/operation.ts';
import { isUnderWay } from '../../shared/operation-view.ts';
import type { EnginePort } from './engine-port.ts';
import { notificationFor, notificationForOperation } from './notify-rule.ts';
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
    'Something ended and the system refused to say so. To allow it: System Settings > Notifications > Trackside > ' +
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
    if (text !== null) show(engine, notifier, text, () => open(job.url));
  });
}

/**
 * Tells of an operation that has stopped, at its end or in its middle, where nobody sees it in its own window. Gives the
 * way to stop. What had ended before Trackside started is no news.
 */
export function notifyEndedOperations(
  engine: EnginePort,
  notifier: Notifier,
  window: { readonly isSeen: () => boolean; readonly open: (id: OperationId) => void },
): () => void {
  let underWay = idsUnderWay(engine.state().operations);
  return engine.onChange(({ operations, settings }) => {
    const before = underWay;
    underWay = idsUnderWay(operations);
    for (const operation of operations) {
      if (!before.has(operation.id) || underWay.has(operation.id) || window.isSeen()) continue;
      const text = notificationForOperation(settings.notifications, operation);
      if (text !== null) show(engine, notifier, text, () => window.open(operation.id));
    }
  });
}

function idsUnderWay(operations: readonly Operation[]): ReadonlySet<OperationId> {
  return new Set(operations.filter(isUnderWay).map(({ id }) => id));
}

function show(engine: EnginePort, notifier: Notifier, text: NotificationText, click: () => void): void {
  if (!notifier.supported()) return engine.notice(REFUSED);
  notifier.show(text, {
    click,
    shown: () => engine.notice({ remove: REFUSED.id }),
    failed: () => engine.notice(REFUSED),
  });
}
