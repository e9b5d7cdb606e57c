/** Who may call: only the main frame of a page of ours, in a window that we made. */
import { HOST, SCHEME } from './places.ts';

/** The part of Electron's WebFrameMain that the rule needs. */
export interface SenderFrame {
  readonly url: string;
  readonly parent: object | null;
}

/**
 * Takes the frame that sent a message (null once it has navigated away or gone) and its webContents id.
 * Compares protocol and host, because `new URL('app://x').origin` is the string "null" in Node.
 */
export function isTrustedSender(
  frame: SenderFrame | null,
  contentsId: number,
  known: Pick<ReadonlySet<number>, 'has'>,
): boolean {
  if (frame === null || frame.parent !== null || !known.has(contentsId)) return false;
  if (!URL.canParse(frame.url)) return false;
  const url = new URL(frame.url);
  return url.protocol === `${SCHEME}:` && url.host === HOST && url.username === '' && url.password === '';
}
