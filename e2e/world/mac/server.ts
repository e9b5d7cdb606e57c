/** Answers the programs: each is a few lines of bash that send their arguments here and print what comes back. */
import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { STREAMED } from './faults.ts';
import type { Answer, Call, Program } from './programs/answer.ts';

/** A request is a command line; a longer one is not from one of our programs. */
const MAX_REQUEST = 1024 * 1024;

export interface ProgramServer {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Listens on the loopback. `run` gives an answer, or null for a program that hangs: then the caller waits until it
 * gives up or the world ends.
 */
export async function serveProgramsOnLoopback(
  secret: string,
  run: (name: string, call: Call) => Promise<Answer | null>,
): Promise<ProgramServer> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // A caller that was killed takes its connection with it; there is nobody left to tell.
    socket.on('error', () => socket.destroy());
    receive(socket, secret, run);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port to listen on.');
  return {
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

function receive(
  socket: Socket,
  secret: string,
  run: (name: string, call: Call) => Promise<Answer | null>,
): void {
  let received = Buffer.alloc(0);
  const onData = (chunk: Buffer): void => {
    received = Buffer.concat([received, chunk]);
    if (received.length > MAX_REQUEST) {
      socket.destroy();
      return;
    }
    const fields = received.toString('utf8').split('\0');
    // Secret, program, folder, number of arguments, the arguments; a zero byte ends each.
    const [key, name, folder, count] = fields;
    const expected = 4 + Number(count);
    if (fields.length < 5 || fields.length <= expected) return;
    socket.off('data', onData);
    if (key !== secret || name === undefined || folder === undefined) {
      socket.destroy();
      return;
    }
    const left = new AbortController();
    socket.once('close', () => left.abort());
    const say: Call['say'] = (line, stream = 'stdout') => {
      if (!socket.destroyed) socket.write(streamedLine(line, stream));
    };
    const call: Call = { args: fields.slice(4, expected), folder, say, left: left.signal };
    void answer(socket, name, run(name, call));
  };
  socket.on('data', onData);
}

async function answer(socket: Socket, name: string, pending: Promise<Answer | null>): Promise<void> {
  let result: Answer | null;
  try {
    result = await pending;
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    result = { status: 70, stdout: '', stderr: `practice Mac: ${text}\n` };
  }
  if (result === null) return;
  if (isStreamed(name)) socket.end(asLines(result));
  else socket.end(`${result.status}\0${result.stderr}\0${result.stdout}`);
}

function isStreamed(name: string): boolean {
  return STREAMED.some((one) => one === name);
}

/** A line of a program that takes its time: a digit for where it goes, then the text. */
function streamedLine(line: string, stream: 'stdout' | 'stderr'): string {
  return `${stream === 'stdout' ? 1 : 2}${line}\n`;
}

function asLines({ status, stdout, stderr }: Answer): string {
  const lines = (text: string, stream: 'stdout' | 'stderr'): string =>
    text === ''
      ? ''
      : text
          .replace(/\n$/, '')
          .split('\n')
          .map((line) => streamedLine(line, stream))
          .join('');
  return `${lines(stderr, 'stderr')}${lines(stdout, 'stdout')}0${status}\n`;
}

/** The text of one program's file. */
export function programScript(name: string, port: number, secret: string): string {
  const head = `#!/bin/bash
exec 3<>/dev/tcp/127.0.0.1/${port} || { echo "${name}: the practice Mac has ended" >&2; exit 71; }
printf '%s\\0' ${secret} ${name} "$PWD" "$#" "$@" >&3
`;
  if (isStreamed(name)) {
    return `${head}while IFS= read -r line <&3; do
  case "$line" in
    1*) printf '%s\\n' "\${line:1}" ;;
    2*) printf '%s\\n' "\${line:1}" >&2 ;;
    0*) exit "\${line:1}" ;;
  esac
done
exit 71
`;
  }
  return `${head}IFS= read -r -d '' status <&3 || exit 71
IFS= read -r -d '' errors <&3
printf '%s' "$errors" >&2
[ "$status" = 0 ] && exec /bin/cat <&3
/bin/cat <&3
exit "$status"
`;
}

/** Programs by name, as the server runs them. */
export type Programs = ReadonlyMap<string, Program>;
