import { chmod, mkdir, mkdtemp, realpath, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AgentPlist, ProcessRow } from '../host/host.ts';
import { AGENT } from '../testing/samples.ts';
import { readConfiguration } from './configuration.ts';
import { findRunners, kindOfFolder, type FoundRunner, type KnownRunner, refusalOf } from './find.ts';

let home = '';
let runner = '';

beforeEach(async () => {
  home = await realpath(await mkdtemp(join(tmpdir(), 'trackside-find-')));
  runner = await aRunnerIn('actions-runner');
});
afterEach(async () => {
  await rm(home, { recursive: true, force: true });
});

/** As `config.sh` leaves it: with a BOM. */
async function aRunnerIn(name: string): Promise<string> {
  const directory = join(home, name);
  await mkdir(directory);
  await writeFile(join(directory, '.runner'), '\uFEFF{"agentId":7,"agentName":"mac-mini"}');
  return directory;
}
const agent = (label: string, ...program: string[]): AgentPlist => ({
  ...AGENT,
  label,
  program,
  workingDirectory: null,
});
const row = (args: string): ProcessRow => ({
  pid: 100,
  ppid: 1,
  pgid: 100,
  cpuPercent: 0,
  memoryBytes: 0,
  startedAt: 0,
  args,
});
const known = (directory: string, ...spellings: string[]): KnownRunner => ({ directory, spellings });
const find = async (sources: Partial<Parameters<typeof findRunners>[0]>): Promise<readonly FoundRunner[]> =>
  await findRunners({ agents: [], processes: [], named: [], known: [], ...sources });
const directories = (found: readonly FoundRunner[]): readonly string[] =>
  found.map(({ directory }) => directory);

describe('runners are found', () => {
  it.each<[string, (directory: string) => AgentPlist]>([
    ['the official agent', (at) => agent('actions.runner.acme.mini', join(at, 'runsvc.sh'))],
    ['a hand-made one', (at) => agent('com.exzosframer.runner', join(at, 'run.sh'))],
    ['our own', (at) => agent('dev.trackside.runner.acme.rocket.mini', join(at, 'runsvc.sh'))],
    ['a shell that runs it', (at) => agent('com.example', '/bin/bash', join(at, 'run.sh'))],
    ['a shell’s command', (at) => agent('com.example', '/bin/bash', '-c', `cd ${at} && ./run.sh`)],
    ['a listener of its own', (at) => agent('com.example', join(at, 'bin/Runner.Listener'), 'run')],
  ])('by %s', async (_what, agentOf) => {
    const [found, ...others] = await find({ agents: [agentOf(runner)] });
    expect(others).toEqual([]);
    expect(found).toMatchObject({ directory: runner, agents: [agentOf(runner)] });
  });

  it.each<[string, readonly string[], string]>([
    ['a script named from its working directory on', ['/bin/bash', 'run.sh'], 'actions-runner'],
    ['a program named so', ['./run.sh'], 'actions-runner'],
    ['a path from there', ['actions-runner/run.sh'], ''],
    ['a shell’s command from there', ['/bin/bash', '-c', './run.sh'], 'actions-runner'],
  ])('by %s', async (_what, program, folder) => {
    const of = { ...agent('com.example', ...program), workingDirectory: join(home, folder) };
    expect(directories(await find({ agents: [of] }))).toEqual([runner]);
  });

  it('not by an agent’s working directory alone: stopping it would stop something else', async () => {
    for (const program of [
      ['/usr/bin/python3', '-m', 'http.server'],
      ['/opt/sync/sync.sh', '-v'],
    ]) {
      const of = { ...agent('com.example', ...program), workingDirectory: runner };
      expect(await find({ agents: [of] })).toEqual([]);
    }
  });

  it('not by an agent that only looks at the runner’s log', async () => {
    const viewer = agent('com.example.tail', '/usr/bin/tail', '-f', join(runner, '_diag/x.log'));
    expect(await find({ agents: [viewer] })).toEqual([]);
  });

  it('by a listener that runs, by a link too, and by a person', async () => {
    const link = join(home, 'link');
    await symlink(runner, link);
    const args = `${link}/bin/Runner.Listener run --startuptype service`;
    expect(directories(await find({ processes: [row(args)] }))).toEqual([runner]);
    expect(await find({ named: [link] })).toMatchObject([{ directory: runner, named: true }]);
  });

  it('each once, with both services where there are two', async () => {
    const agents = [
      agent('actions.runner.acme.mini', join(runner, 'runsvc.sh')),
      agent('com.example.runner', join(runner, 'run.sh')),
    ];
    const found = await find({ agents, named: [runner], known: [known(runner)] });
    expect(found).toMatchObject([{ directory: runner, agents }]);
  });

  it('by the official agent even where its folder is gone, and by no other then', async () => {
    const gone = join(home, 'gone');
    const agents = [
      agent('actions.runner.acme.mini', join(gone, 'runsvc.sh')),
      agent('com.example.runner', join(home, 'gone-too', 'run.sh')),
    ];
    expect(directories(await find({ agents }))).toEqual([gone]);
    expect((await readConfiguration(gone)).kind).toBe('absent');
  });
});

describe('a runner that is known', () => {
  const moveAway = async (): Promise<void> => await rename(runner, join(home, 'moved'));

  it('is kept while its job runs, though its folder was moved', async () => {
    await moveAway();
    const busy = [row(`${runner}/bin/Runner.Worker spawnclient 1 2`)];
    expect(directories(await find({ known: [known(runner)], processes: busy }))).toEqual([runner]);
    const byLink = [row(`/link/bin.2.337.0/Runner.Listener run`)];
    expect(directories(await find({ known: [known(runner, '/link')], processes: byLink }))).toEqual([runner]);
  });

  it('is found by its listener alone, though its folder was moved before', async () => {
    await moveAway();
    const processes = [row(`${runner}/bin/Runner.Listener run`)];
    expect(directories(await find({ processes }))).toEqual([runner]);
  });

  it('is kept while the process table cannot be had', async () => {
    await moveAway();
    expect(directories(await find({ known: [known(runner)], processes: null }))).toEqual([runner]);
  });

  it('is let go when its folder is gone and nothing of it runs', async () => {
    await moveAway();
    expect(await find({ known: [known(runner)] })).toEqual([]);
  });

  it('is kept with its services where its folder cannot be looked at', async () => {
    await moveAway();
    await symlink(runner, runner); // a look at it fails, and not with ENOENT
    const own = agent('com.example.runner', join(runner, 'run.sh'));
    expect(await find({ known: [known(runner)], agents: [own] })).toMatchObject([
      { directory: runner, agents: [own] },
    ]);
    expect((await readConfiguration(runner)).kind).toBe('unreadable');
  });
});

describe('a folder that a person names', () => {
  it('is a runner by its settings, or by its files before it is configured', async () => {
    expect(refusalOf(await kindOfFolder(runner))).toBeNull();
    const fresh = join(home, 'fresh');
    await mkdir(join(fresh, 'bin'), { recursive: true });
    for (const file of ['config.sh', 'bin/Runner.Listener']) await writeFile(join(fresh, file), '');
    expect(await kindOfFolder(fresh)).toBe('runner');
  });

  it('is none where it has neither, or is not there', async () => {
    for (const path of [home, join(home, 'nowhere')]) {
      expect(refusalOf(await kindOfFolder(path))?.code).toBe('not-a-runner');
    }
  });

  it('is not called “no runner” where it cannot be looked at', async () => {
    const loop = join(home, 'loop');
    await symlink(loop, loop);
    expect(refusalOf(await kindOfFolder(loop))?.code).toBe('cannot-read');
    expect(refusalOf('forbidden')).toMatchObject({
      code: 'cannot-read',
      hint: expect.stringContaining('Documents'),
    });
  });

  it.skipIf(process.getuid?.() === 0)('is told apart where it is forbidden (not as root)', async () => {
    await chmod(runner, 0o000);
    try {
      expect(await kindOfFolder(runner)).toBe('forbidden');
      expect((await readConfiguration(runner)).kind).toBe('unreadable');
    } finally {
      await chmod(runner, 0o755);
    }
  });
});

it('tells when the settings were last written', async () => {
  const configuration = await readConfiguration(runner);
  expect(configuration).toMatchObject({ kind: 'configured', name: 'mac-mini' });
  expect(configuration.kind === 'configured' ? configuration.writtenAt : null).toBeGreaterThan(0);
});
