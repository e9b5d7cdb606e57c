/** Electron's transport of the contract: one call channel, one push channel, a connection per window. */
import { ipcMain } from 'electron';
import type { IpcMainInvokeEvent, WebContents } from 'electron';
import { fail } from '../../shared/contract.ts';
import type { Reply } from '../../shared/contract.ts';
import type { Connection } from '../engine/server.ts';
import { fitsPayload } from './payload.ts';
import { CALL_CHANNEL, PUSH_CHANNEL } from './places.ts';
import { isTrustedSender } from './sender.ts';

const MAX_NAME = 64;

/** Opens the door: `connect` makes a connection for a window, `known` are the windows that we made. */
export function serveViews(connect: () => Connection, known: ReadonlySet<number>): void {
  const connections = new WeakMap<WebContents, Connection>();

  const connectionOf = (contents: WebContents): Connection => {
    const existing = connections.get(contents);
    if (existing !== undefined) return existing;
    const made = connect();
    connections.set(contents, made);
    made.onPush((push) => {
      if (!contents.isDestroyed()) contents.send(PUSH_CHANNEL, push);
    });
    const close = (): void => {
      if (connections.get(contents) === made) connections.delete(contents);
      made.close();
    };
    contents.once('destroyed', close);
    contents.once('render-process-gone', close);
    // A page that loads anew starts anew: the old one's subscription and open logs go with it.
    contents.once('did-navigate', close);
    return made;
  };

  const serve = async (event: IpcMainInvokeEvent, name: unknown, input: unknown): Promise<Reply<unknown>> => {
    if (!isTrustedSender(event.senderFrame, event.sender.id, known)) {
      return fail('not-allowed', 'This page may not ask Trackside for anything.');
    }
    if (typeof name !== 'string' || name.length > MAX_NAME || !fitsPayload(input)) {
      return fail('bad-request', 'The request is not one that Trackside understands.');
    }
    return connectionOf(event.sender).request(name, input);
  };
  ipcMain.handle(CALL_CHANNEL, serve);
}
