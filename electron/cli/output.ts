/** Standard output of a command that may print much: in parts, at the reader's pace, until the reader has had enough. */

/** So much is gathered before it is written. */
const PART = 64 * 1024;

/** The reader went away (`| head`): no reason to complain, and none to go on. */
export class ReaderGone extends Error {}

export interface Output {
  /** Rejects with ReaderGone once nobody reads any more. */
  write(text: string): Promise<void>;
  /** Resolves when everything is written. */
  end(): Promise<void>;
}

export function createOutput(stream: NodeJS.WritableStream): Output {
  let waiting = '';
  let failure: Error | null = null;
  // The stream tells of a closed pipe here as well, and nobody listening would end the program with a stack.
  stream.on('error', (error: NodeJS.ErrnoException) => {
    failure = error.code === 'EPIPE' ? new ReaderGone() : error;
  });
  const flush = async (): Promise<void> => {
    const text = waiting;
    waiting = '';
    await new Promise<void>((resolve) => {
      stream.write(text, () => resolve());
    });
    // Once more around, so that the stream's own event has been heard.
    await new Promise((resolve) => setImmediate(resolve));
    if (failure !== null) throw failure;
  };
  return {
    async write(text) {
      waiting += text;
      if (waiting.length >= PART) await flush();
    },
    end: flush,
  };
}
