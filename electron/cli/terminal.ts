/** The terminal that a command runs in: what it prints, what it asks, and Control-C. */
import { createInterface } from 'node:readline/promises';

/** `interrupt`: Control-C. `terminate`: the terminal or the system wants it gone. */
export type Interruption = 'interrupt' | 'terminate';

export interface Terminal {
  /** Whether somebody is there to be asked. */
  readonly interactive: boolean;
  /** A line of the answer. */
  print(line: string): void;
  /** A line beside the answer. */
  complain(line: string): void;
  /** Null: no answer, for the input ended or was broken off. */
  ask(question: string, signal: AbortSignal): Promise<string | null>;
  /** The first line of the input, at most `maxBytes` long; null: there is none in time, or it is longer. */
  readLine(maxBytes: number): Promise<string | null>;
  /** Gives the way to stop listening. */
  onInterruption(listener: (what: Interruption) => void): () => void;
  /** Resolves when everything printed has been handed over. */
  flushed(): Promise<void>;
  /** Ends the program, whatever is under way. */
  endNow(status: number): void;
}

/** A token that comes through a pipe is there at once; one that a person types takes a while. */
const READ_LIMIT_MS = 60_000;
/** Started through another Node or npm, one Control-C arrives as several signals. */
const SAME_PRESS_MS = 400;

export function processTerminal(): Terminal {
  for (const stream of [process.stdout, process.stderr]) {
    // Whoever read has gone (`| head`): what is under way must go on to its end all the same.
    stream.on('error', () => undefined);
  }
  return {
    // Where it is none, Node has no such property, whatever its types say.
    interactive: [process.stdin, process.stderr].every((stream) => stream.isTTY),
    print: (line) => void process.stdout.write(`${line}\n`),
    complain: (line) => void process.stderr.write(`${line}\n`),
    ask: async (question, signal) => {
      // On standard error, so that what is asked does not get into the answer.
      const lines = createInterface({ input: process.stdin, output: process.stderr });
      // Else readline keeps Control-C to itself.
      lines.on('SIGINT', () => void process.kill(process.pid, 'SIGINT'));
      const ended = new Promise<null>((resolve) => lines.once('close', () => resolve(null)));
      try {
        return await Promise.race([lines.question(question, { signal }), ended]);
      } catch {
        return null; // broken off by `signal`
      } finally {
        lines.close();
      }
    },
    readLine,
    flushed: async () => {
      await Promise.all([process.stdout, process.stderr].map(written));
    },
    endNow: (status) => process.exit(status),
    onInterruption: (listener) => {
      let lastPress = -Infinity;
      const interrupt = (): void => {
        const now = performance.now();
        if (now - lastPress < SAME_PRESS_MS) return;
        lastPress = now;
        listener('interrupt');
      };
      const terminate = (): void => listener('terminate');
      process.on('SIGINT', interrupt);
      for (const signal of TERMINATING) process.on(signal, terminate);
      return () => {
        process.off('SIGINT', interrupt);
        for (const signal of TERMINATING) process.off(signal, terminate);
      };
    },
  };
}

/** A reader that has gone counts as well: there is nobody left to hand anything to. */
const written = (stream: NodeJS.WritableStream): Promise<void> =>
  new Promise((resolve) => {
    stream.write('', () => resolve());
  });

const TERMINATING = ['SIGTERM', 'SIGHUP'] as const;

async function readLine(maxBytes: number): Promise<string | null> {
  const { stdin } = process;
  return await new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const settle = (text: string | null): void => {
      clearTimeout(limit);
      stdin.off('data', read);
      stdin.off('end', end);
      stdin.off('error', end);
      stdin.pause();
      resolve(text);
    };
    const limit = setTimeout(() => settle(null), READ_LIMIT_MS);
    const text = (): string => Buffer.concat(chunks).toString('utf8');
    const end = (): void => settle(size === 0 ? null : text());
    const read = (chunk: Buffer): void => {
      size += chunk.length;
      if (size > maxBytes) {
        settle(null);
        return;
      }
      chunks.push(chunk);
      const at = chunk.indexOf(0x0a);
      if (at !== -1) settle(text().split('\n')[0] ?? '');
    };
    stdin.on('data', read);
    stdin.once('end', end);
    stdin.once('error', end);
  });
}
