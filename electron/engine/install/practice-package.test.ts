/** The practice world's package from the practice GitHub, with all that goes wrong on the way. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { startGitHub, type WorldGitHub } from '../../../e2e/world/github/start.ts';
import { buildRunnerArchive, type RunnerArchive } from '../../../e2e/world/runner/package.ts';
import { createUnpackBench, type UnpackBench } from '../testing/unpack-bench.ts';
import type { UnpackLimits } from './limits.ts';

let bench: UnpackBench;
let world: WorldGitHub;
let archive: RunnerArchive;
beforeAll(async () => {
  bench = await createUnpackBench();
  world = await startGitHub();
  archive = await buildRunnerArchive(bench.root);
  await world.addRelease('2.337.0', archive.path);
});
afterEach(() => {
  world.faults.clear();
  world.journal.clear();
});
afterAll(async () => {
  await world.close();
  await bench.close();
});

const install = (limits: Partial<UnpackLimits> = {}) =>
  bench.unpack(Buffer.alloc(0), {
    source: {
      url: `${world.origin}/_downloads/v2.337.0/${archive.fileName}`,
      sha256: archive.sha256,
      sizeBytes: archive.bytes,
    },
    limits,
  });
const statuses = (): readonly number[] => world.journal.entries.map(({ status }) => status);

it('is a runner that runs', async () => {
  expect(await install()).toMatchObject({ ok: true });
  const node = join(bench.folder, 'externals', 'node20', 'bin', 'node');
  const args = execFileSync(node, ['-p', '[process.argv0, process.version].join()'], { encoding: 'utf8' });
  expect(args).toBe(`${node},${process.version}\n`);
});

it('goes on where it was cut', async () => {
  world.faults.add({ kind: 'cut', afterBytes: 3000, times: 2 });
  expect(await install()).toMatchObject({ ok: true });
  expect(statuses()).toEqual([200, 206, 206]);
});

it.each([
  [{ kind: 'wrong-bytes' }, 'wrong-checksum'],
  [{ kind: 'short', bytes: 100 }, 'odd-answer'],
  [{ kind: 'html', status: 200, path: '/_downloads/' }, 'odd-answer'],
  [{ kind: 'failing', status: 503, path: '/_downloads/' }, 'unreachable'],
  [{ kind: 'reset', path: '/_downloads/' }, 'unreachable'],
  [{ kind: 'cut', afterBytes: 0 }, 'unreachable'],
  [{ kind: 'hang', path: '/_downloads/' }, 'timed-out'],
] as const)('after %j says so, leaves nothing, and is had by the next call', async (fault, code) => {
  world.faults.add(fault);
  expect(await install({ tries: 2, quietMs: 100 })).toMatchObject({ ok: false, code });
  expect(bench.names()).toEqual([]);
  world.faults.clear();
  expect(await install()).toMatchObject({ ok: true });
});
