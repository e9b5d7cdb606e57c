/**
 * The journal of one operation: a line an entry, on the disk before anything follows from it (design.md section 4).
 * A line that a power cut has torn was never acted on, so it is left out.
 */
import { constants } from 'node:fs';
import { mkdir, open, readdir, rename, rm, truncate } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { OperationId } from '../../../shared/operation.ts';
import { readSmallFile } from '../host/small-file.ts';
import { type Entry, entrySchema } from './entries.ts';

/** An operation writes some dozens of entries; a journal larger than this is none of ours. */
const MAX_BYTES = 4 * 1024 * 1024;
const ENDING = '.jsonl';

export interface Journal {
  /** Resolves when the entry is on the disk. Rejects when the disk refuses; what stood there before is still whole. */
  append(entry: Entry): Promise<void>;
  close(): Promise<void>;
}

export type JournalReading =
  | { readonly kind: 'read'; readonly id: OperationId; readonly entries: readonly Entry[] }
  /** `why` is a sentence. */
  | { readonly kind: 'damaged'; readonly name: string; readonly why: string };

export interface Journals {
  /** Makes a new one, with its first entry. Rejects when the disk refuses; nothing is then left of it. */
  create(id: OperationId, first: Entry): Promise<Journal>;
  /** Goes on with one that is there: opened at the first entry, closed by `close`, and opened again if need be. */
  of(id: OperationId): Journal;
  /** One as it is on the disk now; null: there is none. Never rejects. */
  read(id: OperationId): Promise<JournalReading | null>;
  /** All that are there, oldest first. Never rejects. */
  readAll(): Promise<readonly JournalReading[]>;
  /** The same by name alone. */
  ids(): Promise<readonly OperationId[]>;
  remove(id: OperationId): Promise<void>;
  /** Puts a damaged one out of the way, under a name that says so. */
  setAside(name: string): Promise<void>;
}

/** @param folder Trackside's own `operations` folder; made when missing, mode 700. */
export function createJournals(folder: string): Journals {
  const pathOf = (id: OperationId): string => join(folder, `${id}${ENDING}`);
  return {
    create: async (id, first) => {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const path = pathOf(id);
      // Beside it first: another Trackside that looks meanwhile must not find it without its beginning. Who makes one has
      // the lock, so that what a crash has left under this name is nobody's.
      const beside = join(folder, 'new');
      try {
        await writeFirst(beside, first);
        await rename(beside, path);
        await syncFolder(folder);
      } catch (error) {
        for (const left of [beside, path]) await rm(left, { force: true }).catch(() => undefined);
        throw error;
      }
      return appending(path);
    },
    of: (id) => appending(pathOf(id)),
    read: async (id) => {
      const name = `${id}${ENDING}`;
      return (await namesIn(folder)).includes(name) ? await read(folder, name) : null;
    },
    readAll: async () => await Promise.all((await namesIn(folder)).map((name) => read(folder, name))),
    ids: async () => (await namesIn(folder)).map(idOf),
    remove: async (id) => {
      await rm(pathOf(id), { force: true });
    },
    setAside: async (name) => {
      await rename(join(folder, name), join(folder, `${name}.damaged`));
    },
  };
}

function appending(path: string): Journal {
  let writing: Promise<void> = Promise.resolve();
  let handle: FileHandle | null = null;
  const write = async (entry: Entry): Promise<void> => {
    if (handle === null) {
      await cutTornLine(path);
      handle = await open(path, constants.O_WRONLY | constants.O_APPEND);
    }
    await writeEntry(handle, entry);
  };
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    writing = writing.catch(() => undefined).then(work);
    return writing;
  };
  return {
    append: (entry) => inTurn(() => write(entry)),
    close: () =>
      inTurn(async () => {
        const open = handle;
        handle = null;
        await open?.close();
      }),
  };
}

async function writeFirst(path: string, entry: Entry): Promise<void> {
  await rm(path, { force: true });
  const handle = await open(path, 'ax', 0o600);
  try {
    await writeEntry(handle, entry);
  } finally {
    await handle.close();
  }
}

async function writeEntry(handle: FileHandle, entry: Entry): Promise<void> {
  const { size } = await handle.stat();
  try {
    await handle.appendFile(`${JSON.stringify(entry)}\n`);
    await handle.datasync();
  } catch (error) {
    // Half a line, on a disk that is full, would spoil the next one.
    await handle.truncate(size).catch(() => undefined);
    throw error;
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => /^[a-f0-9]{16}\.jsonl$/.test(name)).sort();
}
const idOf = (name: string): OperationId => name.slice(0, -ENDING.length) as OperationId;

async function read(folder: string, name: string): Promise<JournalReading> {
  const damaged = (why: string): JournalReading => ({ kind: 'damaged', name, why });
  const file = await readSmallFile(join(folder, name), MAX_BYTES);
  if (file.kind !== 'read') {
    return damaged(file.kind === 'unreadable' ? file.why : 'It went while it was read.');
  }
  const lines = Buffer.from(file.bytes).toString('utf8').split('\n');
  // What stands behind the last line end was cut off by a crash while it was written.
  lines.pop();
  const entries: Entry[] = [];
  for (const line of lines) {
    const parsed = entrySchema.safeParse(parseJson(line));
    if (!parsed.success) return damaged('It holds a line that Trackside does not understand.');
    entries.push(parsed.data);
  }
  return { kind: 'read', id: idOf(name), entries };
}

async function cutTornLine(path: string): Promise<void> {
  const file = await readSmallFile(path, MAX_BYTES);
  if (file.kind !== 'read') return;
  const end = Buffer.from(file.bytes).lastIndexOf(0x0a) + 1;
  if (end !== file.bytes.length) await truncate(path, end);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A new file's name is on the disk only when its folder is (fsync(2)). */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, constants.O_RDONLY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
