import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tuning as tuningSchema } from '../../../shared/set-up-schemas.ts';
import type { SetUpScope } from '../../../shared/set-up.ts';
import type { HostFacts, Probe } from '../host/host.ts';
import { hardwareLabels } from './hardware-labels.ts';
import { suggest } from './suggest.ts';
import { suggestTuning } from './suggest-tuning.ts';

const GIB = 1024 ** 3;
const M4: HostFacts = {
  computerName: 'Mac mini de Will',
  model: 'Mac16,10',
  chip: 'Apple M4',
  systemVersion: '26.1',
  memoryBytes: 16 * GIB,
  coreKinds: null,
  appleSilicon: true,
  translated: false,
  known: 'all',
};
const ROCKET: SetUpScope = { kind: 'repository', host: 'github.com', owner: 'Acme', repository: 'rocket.js' };

let home = '';
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'trackside-suggest-'));
});
afterEach(async () => {
  await rm(home, { recursive: true });
});
const mac = (facts: Probe<HostFacts> = { ok: true, value: M4 }, cores = 10) => ({
  home,
  cores,
  facts: () => Promise.resolve(facts),
});

describe('what the wizard suggests', () => {
  it('for a Mac mini with an M4 is what the guide sets up, and its own labels', async () => {
    expect(await suggest(mac(), ROCKET, null)).toMatchObject({
      name: 'Mac-mini-de-Will',
      labels: ['M4', 'macos-26', '16gb'],
      directory: '~/actions-runner-acme-rocket.js',
      tuning: {
        nodeHeapMegabytes: 8192,
        threadPool: 16,
        dockerPlatform: 'on',
        pnpmHome: 'on',
        homebrewPath: 'on',
        caches: 'on',
        shellProfile: 'off',
        startHook: 'on',
        endHook: 'on',
      },
    });
  });

  it('is no name that a runner there has, and no folder that exists', async () => {
    await mkdir(join(home, 'actions-runner-acme'));
    await symlink(join(home, 'nowhere'), join(home, 'actions-runner-acme-2'));
    const organization: SetUpScope = { kind: 'organization', host: 'github.com', organization: 'acme' };
    expect(await suggest(mac(), organization, ['mac-mini-de-will'])).toMatchObject({
      name: 'Mac-mini-de-Will-2',
      directory: '~/actions-runner-acme-3',
    });
    expect((await suggest(mac(), null, null)).directory).toBe('~/actions-runner');
  });

  it('leaves out what this Mac did not say', async () => {
    const { name, labels, tuning, why } = await suggest(mac({ ok: false, why: 'x' }, 4), null, null);
    expect([name, labels]).toEqual(['mac', []]);
    expect(tuning).toMatchObject({ nodeHeapMegabytes: null, threadPool: 8, dockerPlatform: 'off' });
    expect(why.nodeHeapMegabytes).toContain('did not say how much memory');
    expect(why.dockerPlatform).toContain('did not say whether it has Apple silicon');
  });
});

describe('the hardware labels', () => {
  const labels = (change: Partial<HostFacts>) => hardwareLabels({ ...M4, ...change });

  it.each([
    ['Apple M4', 'M4'],
    ['Apple M4 Pro', 'M4-Pro'],
    ['Apple M3 Ultra', 'M3-Ultra'],
    ['Apple A18 Pro', 'A18-Pro'],
    ['Apple M1 (Virtual)', 'M1'],
    ['Intel(R) Core(TM) i5-8279U CPU @ 2.40GHz', 'Intel'],
  ])('of the chip %s begin with %s', (chip, label) => {
    expect(labels({ chip })[0]).toBe(label);
  });

  it.each(['VirtualApple @ 2.50GHz processor', 'Apple processor', 'something', null])(
    'do not name the chip %j',
    (chip) => {
      expect(labels({ chip })).toEqual(['macos-26', '16gb']);
    },
  );

  it('name the version of macOS by its first number, and the memory in whole gigabytes', () => {
    expect(labels({ systemVersion: '15', memoryBytes: 24 * GIB })).toEqual(['M4', 'macos-15', '24gb']);
    expect(labels({ systemVersion: '10.15.7', memoryBytes: 7_000_000_000 })).toEqual(['M4', 'macos-10.15']);
    expect(labels({ systemVersion: 'odd', memoryBytes: null })).toEqual(['M4']);
  });
});

describe('the tuning', () => {
  const on = (gigabytes: number, cores = 8) =>
    suggestTuning({ appleSilicon: true, memoryBytes: gigabytes * GIB }, cores).tuning;

  it('gives Node 8 GB from 16 GB on, and about half of less', () => {
    expect([8, 16, 24, 128].map((size) => on(size).nodeHeapMegabytes)).toEqual([4096, 8192, 8192, 8192]);
    expect([0.5, 7].map((size) => on(size).nodeHeapMegabytes)).toEqual([512, 3584]);
  });

  it('gives libuv twice the cores up to 16 threads, never fewer than cores, and leaves it alone where that is no more than its own', () => {
    expect([1, 2, 4, 8, 10, 14, 32].map((cores) => on(16, cores).threadPool)).toEqual([
      null,
      null,
      8,
      16,
      16,
      16,
      32,
    ]);
    expect(suggestTuning({ appleSilicon: true, memoryBytes: null }, 2).why.threadPool).toContain(
      'enough for this Mac’s 2 cores',
    );
  });

  it('leaves Docker alone on an Intel Mac, and says why', () => {
    const intel = suggestTuning({ appleSilicon: false, memoryBytes: 16 * GIB }, 6);
    expect(intel.tuning.dockerPlatform).toBe('off');
    expect(intel.why.dockerPlatform).toContain('Intel Mac');
  });

  it('has a sentence for every switch, and only values that can be asked for', () => {
    const { tuning, why } = suggestTuning({ appleSilicon: true, memoryBytes: 16 * GIB }, 10);
    expect(Object.keys(why).sort()).toEqual(Object.keys(tuning).sort());
    for (const sentence of Object.values(why)) expect(sentence).toMatch(/^\S.*\.$/);
    expect(why.nodeHeapMegabytes).toContain('8 GB of this Mac’s 16 GB');
    expect(why.threadPool).toContain('16 let more of that go on at once on this Mac’s 10 cores');
    expect(tuningSchema.safeParse(tuning).success).toBe(true);
  });
});
