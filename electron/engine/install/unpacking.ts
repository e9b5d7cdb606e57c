/** Unpacks an archive into a folder, as its bytes come: decides what is written where, and what is refused. */
import { join } from 'node:path';
import type { ReadEntry } from 'tar/read-entry';
import type { Failure } from '../../../shared/contract.ts';
import { createArchiveReader } from './archive-reader.ts';
import { linkProblem, placeOf } from './entry-rules.ts';
import { createFileWriters } from './file-writer.ts';
import { createFolders, parentOf } from './folders.ts';
import type { UnpackLimits } from './limits.ts';
import { type ArchiveLink, makeLinks } from './links.ts';
import { badArchive, entryFailure, Stopped } from './problems.ts';

/** What an archive turned out to hold. */
export interface Unpacked {
  readonly entries: number;
  /** Those above a megabyte, relative to the folder. */
  readonly largeFiles: readonly string[];
}

export interface Unpacking {
  /**
   * Resolves when there is room for more. Rejects with `Stopped` when the disk fails. What is wrong with the archive is
   * kept for `end`, and nothing more is written then.
   */
  write(chunk: Buffer): Promise<void>;
  /** Rejects with `Stopped`: the archive is bad, or the disk failed. */
  end(): Promise<Unpacked>;
  /** Resolves when no file is open any more. */
  stop(): Promise<void>;
}

const LARGE_BYTES = 1024 * 1024;
const EXECUTABLE = 0o100;

/** @param folder empty, and nobody else writes there. */
export async function createUnpacking(
  folder: string,
  limits: Pick<UnpackLimits, 'unpackedBytes' | 'entries'>,
): Promise<Unpacking> {
  const writers = createFileWriters();
  const folders = createFolders(folder);
  const links: ArchiveLink[] = [];
  const largeFiles: string[] = [];
  let entries = 0;
  let bytes = 0;
  let bad: Failure | null = null;

  const refuse = (why: string): void => {
    bad ??= badArchive(why);
    writers.stop();
  };
  const makeFolder = (path: string): void => {
    const work = folders.make(path);
    if (work !== null) writers.follow(work);
  };
  const takeFile = (entry: ReadEntry, path: string): void => {
    if (entry.size >= LARGE_BYTES) largeFiles.push(path);
    // Ours to read, write and replace; nobody else's to write; never setuid.
    const mode = ((entry.mode ?? 0) & EXECUTABLE) === 0 ? 0o644 : 0o755;
    const file = writers.begin(join(folder, path), mode, folders.make(parentOf(path)));
    entry.on('data', (chunk) => file.write(chunk));
    entry.on('end', () => file.end());
  };
  const takeLink = (path: string, target: string): void => {
    const problem = linkProblem(path, target);
    if (problem !== null) return refuse(problem);
    makeFolder(parentOf(path));
    links.push({ kind: 'symbolic', path, target });
  };
  const takeHardLink = (path: string, target: string): void => {
    const place = placeOf(target);
    if (!place.ok) return refuse(place.why);
    makeFolder(parentOf(path));
    links.push({ kind: 'hard', path, target: place.path });
  };
  const take = (entry: ReadEntry): void => {
    entries += 1;
    if (bad !== null) return;
    if (entries > limits.entries || entry.size > limits.unpackedBytes) return refuse(TOO_MUCH);
    const place = placeOf(entry.path);
    if (!place.ok) return refuse(place.why);
    if (entry.type === 'Directory') return makeFolder(place.path);
    if (place.path === '') return refuse('it holds something without a name');
    switch (entry.type) {
      case 'File':
      case 'OldFile':
      case 'ContiguousFile':
        return takeFile(entry, place.path);
      case 'SymbolicLink':
        return takeLink(place.path, entry.linkpath ?? '');
      case 'Link':
        return takeHardLink(place.path, entry.linkpath ?? '');
      default:
        return refuse('it holds something that is neither a file, a folder nor a link');
    }
  };

  const reader = await createArchiveReader({
    entry: take,
    unpacked: (more) => {
      bytes += more;
      if (bytes > limits.unpackedBytes) refuse(TOO_MUCH);
    },
    problem: refuse,
    room: () => (writers.isFull() ? writers.room() : null),
  });
  /** A name that the file system does not take is the archive's fault; what else fails is the disk's. */
  const check = (): void => {
    const problem = writers.problem();
    if (bad !== null || problem === null) return;
    const failure = entryFailure(problem);
    if (failure.code !== 'bad-archive') throw new Stopped(failure);
    bad = failure;
  };
  return {
    write: async (chunk) => {
      check();
      if (bad === null) await reader.write(chunk);
    },
    end: async () => {
      if (bad === null) await reader.end();
      await writers.settled();
      check();
      if (bad !== null) throw new Stopped(bad);
      await makeLinks(folder, links).catch((error: unknown) => {
        throw new Stopped(entryFailure(error));
      });
      return { entries, largeFiles };
    },
    stop: async () => {
      reader.stop();
      writers.stop();
      await writers.settled();
    },
  };
}

const TOO_MUCH = 'it holds more than a runner package ever would';
