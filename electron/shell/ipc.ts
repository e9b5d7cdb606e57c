/** Electron's transport of the contract: one call channel, one push channel, a connection per window. */
import { ipcMain } from 'electron';
import type { IpcMainInvokeEvent, WebContents } from 'electron';
import { fail } from '../../shared/contract.ts';
import type { Push, Reply } from '../../shared/contract.ts';
import type { Connection } from '../engine/server.ts';
import { fitsPayload } from './payload.ts';
import { CALL_CHANNEL, PUSH_CHANNEL } from './places.ts';
import { isTrustedSender } from './sender.ts';
import type { ShownWindows } from './shown-windows.ts';
import { createViewLine } from './view-line.ts';
import type { ViewLine } from './view-line.ts';

const MAX_NAME = 64;

/** Opens the door: `connect` makes a connection for a window, `windows` are those that we made. */
export function serveViews(connect: () => Connection, windows: ShownWindows): void {
  const lines = new Map<number, ViewLine>();
  windows.onChange((id, shown) => lines.get(id)?.windowIs(shown));

  const lineOf = (contents: WebContents): ViewLine => {
    const { id } = contents;
    const existing = lines.get(id);
    if (existing !== undefined) return existing;
    const send = (push: Push): void => {
      if (!contents.isDestroyed()) contents.send(PUSH_CHANNEL, push);
    };
    const made = createViewLine(connect(), () => windows.of(id), send);
    lines.set(id, made);
    const close = (): void => {
      if (lines.get(id) === made) lines.delete(id);
      made.close();
    };
    contents.once('destroyed', close);
    contents.once('render-process-gone', close);
    // A page that loads anew starts anew: the old one's subscription and open logs go with it.
    contents.once('did-navigate', close);
    return made;
  };

  const serve = async (event: IpcMainInvokeEvent, name: unknown, input: unknown): Promise<Reply<unknown>> => {
    if (!isTrustedSender(event.senderFrame, event.sender.id, windows)) {
      return fail('not-allowed', 'This page may not ask Trackside for anything.');
    }
    if (typeof name !== 'string' || name.length > MAX_NAME || !fitsPayload(input)) {
      return fail('bad-request', 'The request is not one that Trackside understands.');
    }
    return lineOf(event.sender).request(name, input);
  };
  ipcMain.handle(CALL_CHANNEL, serve);
}
