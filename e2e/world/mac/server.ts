/** Answers the programs: each is a few lines of bash that send their arguments here and print what comes back. */
import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
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
    void answer(socket, run(name, { args: fields.slice(4, expected), folder }));
  };
  socket.on('data', onData);
}

async function answer(socket: Socket, pending: Promise<Answer | null>): Promise<void> {
  let result: Answer | null;
  try {
    result = await pending;
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    result = { status: 70, stdout: '', stderr: `practice Mac: ${text}\n` };
  }
  if (result !== null) socket.end(`${result.status}\0${result.stderr}\0${result.stdout}`);
}

/** The text of one program's file. */
export function programScript(name: string, port: number, secret: string): string {
  return `#!/bin/bash
exec 3<>/dev/tcp/127.0.0.1/${port} || { echo "${name}: the practice Mac has ended" >&2; exit 71; }
printf '%s\\0' ${secret} ${name} "$PWD" "$#" "$@" >&3
IFS= read -r -d '' status <&3 || exit 71
IFS= read -r -d '' errors <&3
printf '%s' "$errors" >&2
[ "$status" = 0 ] && exec /bin/cat <&3
/bin/cat <&3
exit "$status"
`;
}

/** Programs by name, as the server runs them. */
export type Programs = ReadonlyMap<string, Program>;
