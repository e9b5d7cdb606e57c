/**
 * install-vs-curl-tar and install-rss: a package of 200 MB from loopback to files on the disk, against what a person
 * would type. Ours also flushes the disk; `sync` before each round lets neither pay for the other's writing.
 */
import { spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atMost, type Figure, type Measurement, percentile } from '../figure.ts';
import { startMeasured } from '../measured-process.ts';
import { type MadeArchive, makeRunnerArchive } from '../runner-archive.ts';
import type { UnpackRun } from '../unpack-process.ts';

const ROUNDS = 5;
const COMMAND = 'curl -o f && sha256sum f && tar xzf f';
/** macOS has `shasum`, and `sha256sum` only of late. */
const SCRIPT =
  'curl -sSf -o "$1" "$2" && { sha256sum "$1" || shasum -a 256 "$1"; } >/dev/null 2>&1 && tar xzf "$1" -C "$3"';

/** Rejects when it does not end with 0. */
async function succeed(program: string, args: readonly string[]): Promise<void> {
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  if (status !== 0) throw new Error(`${program} ended with ${String(status)}.`);
}

async function serve(path: string, bytes: number): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-length': bytes });
    createReadStream(path, { highWaterMark: 1024 * 1024 }).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/runner.tar.gz`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** A new folder for each round; its removal and all writing before are over when the clock starts. */
async function inFolder<T>(base: string, use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(base, 'round-'));
  await mkdir(join(folder, 'new'));
  await succeed('sync', []);
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

const theirs =
  (url: string) =>
  async (folder: string): Promise<number> => {
    const start = performance.now();
    await succeed('sh', ['-c', SCRIPT, 'sh', join(folder, 'f'), url, join(folder, 'new')]);
    return performance.now() - start;
  };

const ours =
  (url: string, { sha256, bytes }: MadeArchive) =>
  async (folder: string): Promise<UnpackRun> => {
    const asked = {
      source: { url, sha256, sizeBytes: bytes, architecture: 'arm64' },
      folder: join(folder, 'new'),
      part: join(folder, 'part'),
    };
    const child = await startMeasured('unpack-process.ts', [JSON.stringify(asked)]);
    const result = await child.next<UnpackRun>();
    await child.end();
    if (result.problem !== null) throw new Error(result.problem);
    return result;
  };

async function run(): Promise<readonly Figure[]> {
  const base = await mkdtemp(join(tmpdir(), 'trackside-bench-'));
  try {
    const archive = await makeRunnerArchive(base);
    const server = await serve(archive.path, archive.bytes);
    const runs: UnpackRun[] = [];
    const references: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      references.push(await inFolder(base, theirs(server.url)));
      runs.push(await inFolder(base, ours(server.url, archive)));
    }
    await server.close();
    const middle = (values: readonly number[]): number => percentile(values, 0.5);
    const time = middle(runs.map(({ milliseconds }) => milliseconds));
    const reference = middle(references);
    const seconds = (values: readonly number[]): string =>
      values.map((value) => (value / 1000).toFixed(1)).join(' ');
    process.stderr.write(
      `  ${(archive.bytes / 1e6).toFixed(0)} MB; ours ${seconds(runs.map(({ milliseconds }) => milliseconds))} s, theirs ${seconds(references)} s\n`,
    );
    return [
      atMost('install-vs-curl-tar', time / reference, '×', 1, {
        command: `${COMMAND}, seconds`,
        value: reference / 1000,
      }),
      atMost('install-rss', Math.max(...runs.map(({ moreBytes }) => moreBytes)) / 1e6, 'MB more', 60),
    ];
  } finally {
    await rm(base, { recursive: true, force: true });
  }
}

export const install: Measurement = { names: ['install-vs-curl-tar', 'install-rss'], run };
