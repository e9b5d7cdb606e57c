/** A folder, a part file and a server for tests of unpacking. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unpackPackage, type UnpackOptions } from '../install/unpack-package.ts';
import { type ArchiveServer, startArchiveServer } from './archive-server.ts';

export interface UnpackBench {
  /** Holds `folder`, and nothing that an archive may touch. */
  readonly root: string;
  readonly folder: string;
  readonly part: string;
  readonly server: ArchiveServer;
  /** Serves the archive; the source is then its true description, but for `changes`. */
  unpack(
    archive: Buffer,
    changes?: Partial<Omit<UnpackOptions, 'source'>> & { readonly source?: Partial<UnpackOptions['source']> },
  ): ReturnType<typeof unpackPackage>;
  /** Names below `folder`, sorted. */
  names(): readonly string[];
  text(name: string): string;
  mode(name: string): string;
  /** The length of the part file; null: there is none. */
  keptBytes(): number | null;
  close(): Promise<void>;
}

export const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** No test waits for real pauses. */
const QUICK = { quietMs: 5_000, pauseMs: 1 };

export async function createUnpackBench(): Promise<UnpackBench> {
  const root = await mkdtemp(join(tmpdir(), 'trackside-unpack-'));
  const folder = join(root, 'new');
  const part = join(root, 'new.part');
  await mkdir(folder, { mode: 0o700 });
  const server = await startArchiveServer();
  return {
    root,
    folder,
    part,
    server,
    unpack: (archive, { source, limits, ...changes } = {}) => {
      server.serve(archive);
      return unpackPackage({
        source: {
          url: server.url,
          sha256: sha256(archive),
          sizeBytes: archive.length,
          architecture: 'arm64',
          ...source,
        },
        folder,
        part,
        signal: new AbortController().signal,
        onProgress: () => undefined,
        program: async () => ({ kind: 'exited', status: 0, stdout: '', stderr: '' }),
        limits: { ...QUICK, ...limits },
        ...changes,
      });
    },
    names: () => readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort(),
    text: (name) => readFileSync(join(folder, name), 'utf8'),
    mode: (name) => (statSync(join(folder, name)).mode & 0o7777).toString(8),
    keptBytes: () => (existsSync(part) ? statSync(part).size : null),
    close: async () => {
      await server.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}
