/** A server on loopback for one archive, which answers each request as the test says. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How one request is answered. */
export type Manner = (request: IncomingMessage, response: ServerResponse, archive: Buffer) => void;

export interface ArchiveServer {
  readonly url: string;
  /** What came, in order. */
  readonly requests: readonly IncomingMessage['headers'][];
  /** Answers the next requests so, and all after them properly. */
  next(...manners: readonly Manner[]): void;
  /** Answers every request so. */
  always(manner: Manner): void;
  serve(archive: Buffer): void;
  close(): Promise<void>;
}

/** Whole, or from where it was asked for on. */
export const properly: Manner = (request, response, archive) => {
  const from = rangeOf(request);
  if (from !== null && from >= archive.length) {
    response.writeHead(416, { 'content-range': `bytes */${String(archive.length)}` }).end();
    return;
  }
  response.writeHead(from === null ? 200 : 206, headersOf(archive, from)).end(archive.subarray(from ?? 0));
};

/** The answer breaks off after so many bytes of it. */
export const cutAfter =
  (bytes: number): Manner =>
  (request, response, archive) => {
    const from = rangeOf(request);
    response.writeHead(from === null ? 200 : 206, headersOf(archive, from));
    response.write(archive.subarray(from ?? 0, (from ?? 0) + bytes), () => response.destroy());
  };

/** The answer stands still after so many bytes of it. */
export const stopAfter =
  (bytes: number): Manner =>
  (request, response, archive) => {
    const from = rangeOf(request);
    response.writeHead(from === null ? 200 : 206, headersOf(archive, from));
    response.write(archive.subarray(from ?? 0, (from ?? 0) + bytes));
  };

/** As a server that knows no ranges. */
export const whole: Manner = (_request, response, archive) => {
  response.writeHead(200, { 'content-length': archive.length }).end(archive);
};

export const status =
  (code: number, headers: Readonly<Record<string, string>> = {}): Manner =>
  (_request, response) => {
    response.writeHead(code, headers).end('Not today.');
  };

export const page: Manner = (_request, response) => {
  response.writeHead(200, { 'content-type': 'text/html' }).end('<!DOCTYPE html><p>Sign in to the network');
};

const rangeOf = ({ headers }: IncomingMessage): number | null => {
  const from = /^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1];
  return from === undefined ? null : Number(from);
};

const headersOf = (archive: Buffer, from: number | null): Record<string, string> => ({
  'content-type': 'application/octet-stream',
  'content-length': String(archive.length - (from ?? 0)),
  etag: '"one"',
  ...(from === null
    ? {}
    : {
        'content-range': `bytes ${String(from)}-${String(archive.length - 1)}/${String(archive.length)}`,
      }),
});

export async function startArchiveServer(): Promise<ArchiveServer> {
  let archive: Buffer = Buffer.alloc(0);
  let usual: Manner = properly;
  const manners: Manner[] = [];
  const requests: IncomingMessage['headers'][] = [];
  const server = createServer((request, response) => {
    requests.push(request.headers);
    (manners.shift() ?? usual)(request, response, archive);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}/runner.tar.gz`,
    requests,
    next: (...some) => void manners.push(...some),
    always: (manner) => {
      usual = manner;
    },
    serve: (bytes) => {
      archive = bytes;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
