/**
 * Reads a .tar.gz as its bytes come. gzip runs in Node's thread pool, and `tar` reads the headers: pax, GNU and old
 * forms. It opens no file; what becomes of an entry is the caller's affair.
 */
import { createGunzip } from 'node:zlib';
import type { ReadEntry } from 'tar/read-entry';

export interface ArchiveHandler {
  /** Each entry in turn. Its bytes come as `data`, in the same turn as they are read, and then `end`. */
  entry(entry: ReadEntry): void;
  /** So many more bytes have come out of gzip. */
  unpacked(bytes: number): void;
  /** It cannot be read; `why` goes on after “because”. May be told more than once. */
  problem(why: string): void;
  /** Null: go on. Else it goes on when this resolves. */
  room(): Promise<void> | null;
}

/** Nothing here rejects: what goes wrong is told to the handler. */
export interface ArchiveReader {
  /** Resolves when the bytes are used up; they must stay as they are until then. */
  write(chunk: Buffer): Promise<void>;
  /** Resolves when all is read. */
  end(): Promise<void>;
  stop(): void;
}

/** Large, so that the other thread has something to do between two of our turns; small enough to have several. */
const GUNZIP_CHUNK = 128 * 1024;
const HEADER_BYTES = 512;
/** A long name, or the attributes of a file. */
const MOST_HEADER_BYTES = 64 * 1024;

const DAMAGED = 'it is damaged';
const CUT_SHORT = 'it ends too early';

export async function createArchiveReader(handler: ArchiveHandler): Promise<ArchiveReader> {
  const tar = await createTarReader(handler);
  const gunzip = createGunzip({ chunkSize: GUNZIP_CHUNK });
  let isOver = false;
  let wake: () => void = () => undefined;
  gunzip.on('data', (bytes: Buffer) => {
    handler.unpacked(bytes.length);
    tar.write(bytes);
    const room = handler.room();
    if (room === null) return;
    gunzip.pause();
    void room.then(() => gunzip.resume());
  });
  const over = (): void => {
    isOver = true;
    wake();
  };
  gunzip.on('end', over);
  gunzip.on('error', (error) => {
    handler.problem('code' in error && error.code === 'Z_BUF_ERROR' ? CUT_SHORT : DAMAGED);
    over();
  });
  /** Behind the end of the archive, or after an error, gunzip calls nobody back. */
  const turn = (begin: (done: () => void) => void): Promise<void> =>
    new Promise((resolve) => {
      wake = resolve;
      if (isOver) resolve();
      else begin(resolve);
    });
  return {
    write: (chunk) => turn((done) => gunzip.write(chunk, done)),
    end: async () => {
      await turn(() => gunzip.end());
      tar.end();
    },
    stop: () => {
      isOver = true;
      gunzip.destroy();
      wake();
    },
  };
}

interface TarReader {
  write(bytes: Buffer): void;
  end(): void;
}

async function createTarReader(handler: ArchiveHandler): Promise<TarReader> {
  // Needed once in a runner's life: loaded then.
  const { Parser } = await import('tar/parse');
  const parser = new Parser({ strict: true, zstd: false, maxMetaEntrySize: MOST_HEADER_BYTES });
  let state: 'begins' | 'reads' | 'ended' = 'begins';
  let head = Buffer.alloc(0);
  parser.on('entry', (one: ReadEntry) => {
    handler.entry(one);
    // Also what nobody wants has to flow by.
    one.resume();
  });
  parser.on('error', () => handler.problem(DAMAGED));
  // A kind it does not know, or a header that is too long: leaving it out would change what comes after it.
  parser.on('ignoredEntry', () =>
    handler.problem('it holds something that is neither a file, a folder nor a link'),
  );
  // What stands behind its end would only be collected.
  parser.on('eof', () => (state = 'ended'));

  const begin = (bytes: Buffer): void => {
    head = Buffer.concat([head, bytes]);
    if (head.length < HEADER_BYTES) return;
    state = 'reads';
    // `tar` would unpack that, too, in our own thread and without a limit.
    if (head[0] === 0x1f && head[1] === 0x8b) handler.problem(DAMAGED);
    else parser.write(head);
    head = Buffer.alloc(0);
  };
  return {
    write: (bytes) => {
      if (state === 'begins') begin(bytes);
      else if (state === 'reads') parser.write(bytes);
    },
    end: () => {
      if (state !== 'ended') handler.problem(CUT_SHORT);
    },
  };
}
