/**
 * A view's connection that is subscribed only while its window is shown, whatever the page believes: the engine measures
 * more often for a subscribed view, and nobody looks at a hidden one.
 */
import type { Push, Reply } from '../../shared/contract.ts';
import type { Connection } from '../engine/server.ts';
import type { Shown } from './shown-windows.ts';

export interface ViewLine {
  request(name: string, input: unknown): Promise<Reply<unknown>>;
  /** The window has been shown or hidden: tells the page, and ends the subscription of a hidden one. */
  windowIs(shown: Shown): void;
  close(): void;
}

/** `shown` tells how the window is now; `send` brings a push to its page. */
export function createViewLine(
  connection: Connection,
  shown: () => Shown,
  send: (push: Push) => void,
): ViewLine {
  connection.onPush(send);
  const hide = async (): Promise<void> => {
    send({ topic: 'window', window: 'hidden' });
    await connection.request('state.unsubscribe', {});
  };
  return {
    request: async (name, input) => {
      const reply = await connection.request(name, input);
      // It gets the state, so that it opens with something in it, and nothing after that.
      if (name === 'state.subscribe' && shown() === 'hidden') await hide();
      return reply;
    },
    windowIs: (now) => {
      if (now === 'hidden') void hide();
      else send({ topic: 'window', window: 'shown' });
    },
    close: () => connection.close(),
  };
}
