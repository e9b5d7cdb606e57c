/** The bytes of an answer, piece by piece. None is lost when it breaks off: a stream that fails forgets what it holds. */
import type { IncomingMessage } from 'node:http';

/** So much may wait for the disk; the network waits then. */
const MOST_WAITING = 256 * 1024;

/** Gives the next piece, or null when there are no more; `answer.complete` then tells whether that was all. */
export function piecesOf(answer: IncomingMessage): () => Promise<Buffer | null> {
  const waiting: Buffer[] = [];
  let bytes = 0;
  const state = { isOver: false };
  let wake: () => void = () => undefined;
  answer.on('data', (piece: Buffer) => {
    waiting.push(piece);
    bytes += piece.length;
    if (bytes >= MOST_WAITING) answer.pause();
    wake();
  });
  const end = (): void => {
    state.isOver = true;
    wake();
  };
  answer.on('end', end);
  answer.on('close', end);
  return async () => {
    while (waiting.length === 0 && !state.isOver) await new Promise<void>((resolve) => (wake = resolve));
    const piece = waiting.shift();
    if (piece === undefined) return null;
    bytes -= piece.length;
    if (bytes < MOST_WAITING && answer.isPaused()) answer.resume();
    return piece;
  };
}
