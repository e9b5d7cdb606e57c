/**
 * A runner package, from its address to files in a folder: download, SHA-256 and extraction in one streaming pass.
 * What has come is kept in a part file, so that a broken download goes on, also after Trackside itself ended. Nothing
 * counts before the checksum was right; whatever fails, the folder is left empty.
 */
import { createHash } from 'node:crypto';
import { ok, type Failure, type Reply } from '../../../shared/contract.ts';
import type { Host } from '../host/host.ts';
import { download, type Downloaded } from './download.ts';
import { emptyFolder, flushFolder } from './folder.ts';
import { LIMITS, type UnpackLimits } from './limits.ts';
import { openPartFile, type PartFile } from './part-file.ts';
import { packageProblem } from './package-check.ts';
import {
  badArchive,
  cancelled,
  fileFailure,
  noChecksum,
  noPackage,
  Stopped,
  tookTooLong,
  webPage,
  wrongChecksum,
} from './problems.ts';
import { createUnpacking, type Unpacked, type Unpacking } from './unpacking.ts';

export interface PackageSource {
  readonly url: string;
  /** 64 hex digits. */
  readonly sha256: string;
  readonly sizeBytes: number | null;
  readonly architecture: 'arm64' | 'x64';
}

export interface UnpackOptions {
  readonly source: PackageSource;
  /** Exists, mode 700; nobody else writes in it. What an interrupted try left in it is taken out. */
  readonly folder: string;
  /** Absolute path of a file beside it, for the bytes that have come. Removed when it is done, or of no use. */
  readonly part: string;
  readonly signal: AbortSignal;
  /** Bytes of the archive, some ten times a second. `total` is null where nobody told. */
  readonly onProgress: (done: number, total: number | null) => void;
  /** Runs `sync`. */
  readonly program: Host['program'];
  readonly limits?: Partial<UnpackLimits>;
}

/**
 * Gives the bytes of the archive and the number of its entries, when all of it is in the folder and on the disk.
 * Failures: `unreachable`, `timed-out`, `odd-answer`, `no-room`, `cannot-write`, `cancelled`: the part file stays, and
 * another call goes on where it ended. `no-checksum`, `wrong-checksum`, `bad-archive`: nothing stays. Never rejects.
 */
export async function unpackPackage(
  options: UnpackOptions,
): Promise<Reply<{ readonly bytes: number; readonly entries: number }>> {
  const limits = { ...LIMITS, ...options.limits };
  if (!/^[0-9a-f]{64}$/i.test(options.source.sha256)) return noChecksum();
  const time = AbortSignal.timeout(limits.totalMs);
  const job = { ...options, limits, signal: AbortSignal.any([options.signal, time]) };
  let part: PartFile | null = null;
  try {
    await emptyFolder(options.folder);
    part = await openPartFile(options.part);
    const result = await unpackOnceOrTwice(job, part);
    await part.remove();
    await flushFolder(options.folder, result.unpacked.largeFiles, options.program);
    return ok({ bytes: result.bytes, entries: result.unpacked.entries });
  } catch (error) {
    const failure = fileFailure(error);
    await emptyFolder(options.folder).catch(() => undefined);
    await (isFinal(failure) ? part?.remove() : part?.close())?.catch(() => undefined);
    return failure.code === 'cancelled' && !options.signal.aborted ? tookTooLong(limits.totalMs) : failure;
  }
}

interface Job extends UnpackOptions {
  readonly limits: UnpackLimits;
}
interface Result {
  readonly bytes: number;
  readonly unpacked: Unpacked;
}

/** What these are said of does not get better by going on with the same bytes. */
const isFinal = ({ code }: Failure): boolean => code === 'wrong-checksum' || code === 'bad-archive';

/**
 * Bytes that were put together from several answers, or kept over a power cut, may be wrong where the package is right:
 * then they are fetched once more, in one piece.
 */
async function unpackOnceOrTwice(job: Job, part: PartFile): Promise<Result> {
  const first = createPass(job, part);
  try {
    return await first.run('go-on');
  } catch (error) {
    if (!(error instanceof Stopped) || !isFinal(error.failure) || first.from() === 'one-answer') throw error;
  }
  await emptyFolder(job.folder);
  return await createPass(job, part).run('from-the-start');
}

interface Pass {
  run(way: 'go-on' | 'from-the-start'): Promise<Result>;
  from(): Downloaded['from'];
}

/** The bytes once from the first to the last, into the part file, the digest and the folder at the same time. */
function createPass(job: Job, part: PartFile): Pass {
  const { source, folder, limits, signal } = job;
  const host = URL.parse(source.url)?.hostname ?? 'that address';
  let hash = createHash('sha256');
  let unpacking: Unpacking | null = null;
  let length = 0;
  let total = source.sizeBytes;
  let from: Downloaded['from'] = 'pieces';
  let toldAt = -Infinity;

  const tell = (): void => {
    const now = performance.now();
    if (now - toldAt < TELL_EVERY_MS && length !== total) return;
    toldAt = now;
    job.onProgress(length, total);
  };
  const use = async (chunk: Buffer, keeping: Promise<void>): Promise<void> => {
    unpacking ??= await createUnpacking(folder, limits);
    const unpacked = unpacking.write(chunk);
    hash.update(chunk);
    const ends = await Promise.allSettled([keeping, unpacked]);
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
    length += chunk.length;
    tell();
  };
  const startOver = async (): Promise<void> => {
    await unpacking?.stop();
    unpacking = null;
    await emptyFolder(folder);
    await part.clear();
    hash = createHash('sha256');
    length = 0;
  };
  const take = async (chunk: Buffer): Promise<void> => {
    // A file of another kind would only be found out at its end.
    if (length === 0 && chunk[0] !== GZIP_FIRST) {
      throw new Stopped(chunk[0] === ANGLE_BRACKET ? webPage(host) : noPackage(host));
    }
    await use(chunk, part.write(chunk, length));
  };
  const useKept = async (): Promise<void> => {
    if (part.kept > Math.min(source.sizeBytes ?? limits.archiveBytes, limits.archiveBytes))
      return part.clear();
    await part.read(async (piece) => {
      if (signal.aborted) throw new Stopped(cancelled());
      await use(piece, Promise.resolve());
    });
  };
  const fetchRest = async (): Promise<void> => {
    const reply = await download(
      { url: source.url, sizeBytes: source.sizeBytes, signal, limits },
      {
        length: () => length,
        expect: (bytes) => {
          total = bytes;
        },
        take,
        startOver,
      },
    );
    if (!reply.ok) throw new Stopped(reply);
    from = reply.value.from;
  };
  const verified = async (): Promise<Result> => {
    const end = await unpacking?.end().then(
      (unpacked) => ({ ok: true as const, unpacked }),
      (error: unknown) => ({ ok: false as const, failure: fileFailure(error) }),
    );
    // What is wrong with an archive is its own fault only if it is the right one.
    if (hash.digest('hex') !== source.sha256.toLowerCase()) throw new Stopped(wrongChecksum());
    if (end === undefined) throw new Stopped(badArchive('it is empty'));
    if (!end.ok) throw new Stopped(end.failure);
    const problem = await packageProblem(folder, source.architecture);
    if (problem !== null) throw new Stopped(badArchive(problem));
    return { bytes: length, unpacked: end.unpacked };
  };
  return {
    run: async (way) => {
      try {
        if (way === 'go-on') await useKept();
        else await part.clear();
        await fetchRest();
        return await verified();
      } finally {
        await unpacking?.stop();
      }
    },
    from: () => from,
  };
}

const TELL_EVERY_MS = 100;
const GZIP_FIRST = 0x1f;
const ANGLE_BRACKET = 0x3c;
