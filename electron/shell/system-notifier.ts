/** Electron's Notification as the port that `notifications.ts` knows. */
import { Notification } from 'electron';
import type { Notifier } from './notifications.ts';

/** At most this many are held; an older one can then no longer be clicked. */
const HELD = 20;

/** Holds on to what it shows: a collected Notification loses its click. Needs a ready app. */
export function systemNotifier(): Notifier {
  const held: Notification[] = [];
  return {
    supported: () => Notification.isSupported(),
    show: ({ title, body }, on) => {
      const notification = new Notification({ title, body });
      notification.on('click', on.click);
      notification.on('show', on.shown);
      notification.on('failed', on.failed);
      held.push(notification);
      if (held.length > HELD) held.shift();
      notification.show();
    },
  };
}
