/** A practice world in which one set-up after another is cut short, and what is there of each is looked at. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fail } from '../../shared/contract.ts';
import { createEngine } from '../../electron/engine/engine.ts';
import { createMacHost, macHostOptionsFromEnvironment } from '../../electron/engine/host/macos/host.ts';
import { engineOptionsFromEnvironment } from '../../electron/options.ts';
import { inRoot } from '../../build/paths.ts';
import type { Operation } from '../../shared/operation.ts';
import type { OperationRequest, SetUpAnswers } from '../../shared/set-up.ts';
import { buildRunnerArchive } from '../world/runner/package.ts';
import type { World, WorldOptions } from '../world/types.ts';
import { startWorld } from '../world/world.ts';
import { ask, ended, type Orders, type Outcome } from './orders.ts';

export const ANSWERS: SetUpAnswers = {
  host: 'github.com',
  access: 'login',
  scope: { kind: 'repository', host: 'github.com', owner: 'acme', repository: 'rocket' },
  group: null,
  typedName: '',
  name: 'mac-mini-m4',
  labels: ['M4', '16gb'],
  workFolder: '_work',
  directory: '~/actions-runner-acme-rocket',
  sameName: 'refuse',
  startAtLogin: 'yes',
  service: 'trackside',
  version: null,
  tuning: {
    nodeHeapMegabytes: 8192,
    threadPool: 16,
    dockerPlatform: 'on',
    pnpmHome: 'on',
    homebrewPath: 'on',
    caches: 'on',
    shellProfile: 'on',
    startHook: 'on',
    endHook: 'on',
  },
};
export const ZSHRC = '# mine\nalias ll="ls -l"\nexport EDITOR=vim';
const SPEED = 40;

/** Everything that a set-up may leave anywhere. */
export interface Traces {
  /** In the home folder: the runner's folder and whatever stands beside it with its name. */
  readonly folders: readonly string[];
  readonly configured: boolean;
  readonly registrations: readonly string[];
  readonly plists: readonly string[];
  readonly loaded: readonly string[];
  readonly zshrc: 'as-before' | 'with-block' | 'other';
  readonly openJournals: number;
}
export const NOTHING: Traces = {
  folders: [],
  configured: false,
  registrations: [],
  plists: [],
  loaded: [],
  zshrc: 'as-before',
  openJournals: 0,
};

export interface CrashWorld {
  readonly world: World;
  /** In a process of its own. Null: it was killed at the moment that was asked for. */
  attempt(orders: Partial<Orders> & { readonly request: OperationRequest }): Promise<Outcome | null>;
  /** The next start, in this process: resolves with its operations when none is under way any more. */
  nextStart(): Promise<readonly Operation[]>;
  traces(): Promise<Traces>;
  /** Takes away whatever is there, by hand. */
  clean(): Promise<void>;
  close(): Promise<void>;
}

/** `speed`: how much faster than real its waits are. */
export async function startCrashWorld({
  speed = SPEED,
  ...more
}: Pick<WorldOptions, 'speed' | 'seed' | 'disk'> = {}): Promise<CrashWorld> {
  const world = await startWorld({ speed, ...more });
  world.github.addRepository('acme/rocket');
  const archive = await buildRunnerArchive(join(world.root, 'archives'), {
    version: '2.337.0',
    speed,
    github: world.github.origin,
  });
  await world.github.addRelease('2.337.0', archive.path);
  await writeFile(join(world.home, '.zshrc'), ZSHRC);
  return {
    world,
    attempt: (orders) => attempt(world, orders),
    nextStart: () => nextStart(world),
    traces: () => tracesOf(world),
    clean: () => clean(world),
    close: () => world.close(),
  };
}

const PROCESS_LIMIT_MS = 60_000;

export function attempt(
  world: World,
  orders: Partial<Orders> & { readonly request: OperationRequest },
): Promise<Outcome | null> {
  const all: Orders = { typed: '', registrationToken: null, removeToken: null, crashAt: null, ...orders };
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [inRoot('e2e', 'crash', 'operation-process.ts')], {
      stdio: ['pipe', 'pipe', 'inherit'],
      // Hundreds of starts: compiling once is enough.
      env: { ...process.env, NODE_COMPILE_CACHE: inRoot('.cache', 'node'), ...world.environment },
    });
    const limit = setTimeout(() => child.kill('SIGKILL'), PROCESS_LIMIT_MS);
    let outcome: Outcome | null = null;
    createInterface({ input: child.stdout }).once('line', (line) => {
      outcome = JSON.parse(line) as Outcome;
    });
    child.once('error', reject);
    child.once('close', (code, signal) => {
      clearTimeout(limit);
      if (outcome === null && signal !== 'SIGKILL') reject(new Error(`The engine ended with ${code}.`));
      else resolve(outcome);
    });
    child.stdin.end(`${JSON.stringify(all)}\n`);
  });
}

const NOT_HERE = async () => fail('not-supported-here', 'Not in this test.');

export async function nextStart(world: World): Promise<readonly Operation[]> {
  const engine = createEngine(createMacHost(macHostOptionsFromEnvironment(world.environment)), {
    version: '0.0.0',
    host: 'headless',
    ...engineOptionsFromEnvironment(world.environment),
  });
  try {
    await engine.start();
    const { operations } = engine.state();
    return await Promise.all(operations.map(({ id }) => ended(engine, id)));
  } finally {
    await engine.stop();
  }
}

/** One operation from plan to end, in this process. */
export async function perform(world: World, orders: Orders): Promise<Operation | string> {
  const engine = createEngine(createMacHost(macHostOptionsFromEnvironment(world.environment)), {
    version: '0.0.0',
    host: 'headless',
    ...engineOptionsFromEnvironment(world.environment),
  });
  try {
    await engine.start();
    const connection = engine.connect({
      chooseFolder: NOT_HERE,
      openLink: NOT_HERE,
      openSystemSettings: NOT_HERE,
      quit: NOT_HERE,
      openWizard: NOT_HERE,
    });
    const asked = await ask(connection, orders);
    return 'refused' in asked ? asked.refused : await ended(engine, asked.begun);
  } finally {
    await engine.stop();
  }
}

async function tracesOf(world: World): Promise<Traces> {
  const names = await readdir(world.home);
  const folders = names.filter((name) => name.includes('actions-runner')).sort();
  const zshrc = await readFile(join(world.home, '.zshrc'), 'utf8').catch(() => '');
  const list = await world.mac.run('launchctl', 'list');
  const journals = await readdir(join(world.root, 'data/operations')).catch(() => []);
  const texts = await Promise.all(
    journals
      .filter((name) => name.endsWith('.jsonl'))
      .map((name) => readFile(join(world.root, 'data/operations', name), 'utf8')),
  );
  return {
    folders,
    configured: existsSync(join(world.home, 'actions-runner-acme-rocket/.runner')),
    registrations: world.github.runners().map(({ name }) => name),
    plists: (await readdir(world.mac.launchAgents)).filter((name) => name.startsWith('dev.trackside')),
    loaded: list.stdout
      .split('\n')
      .map((line) => line.split('\t')[2] ?? '')
      .filter((label) => label.startsWith('dev.trackside') || label.startsWith('actions.runner')),
    zshrc: zshrc === ZSHRC ? 'as-before' : zshrc.startsWith(ZSHRC) ? 'with-block' : 'other',
    openJournals: texts.filter((text) => text !== '' && !text.includes('"type":"ended"')).length,
  };
}

async function clean(world: World): Promise<void> {
  const { loaded } = await tracesOf(world);
  const uid = world.mac.uid;
  for (const label of loaded) {
    await world.mac.run('launchctl', 'bootout', `gui/${uid}/${label}`);
    while ((await world.mac.run('launchctl', 'print', `gui/${uid}/${label}`)).status === 0);
  }
  for (const runner of world.github.runners()) world.github.deleteRunner(runner.id);
  for (const name of await readdir(world.home)) {
    if (!name.includes('actions-runner')) continue;
    await rm(join(world.home, name), { recursive: true, force: true, maxRetries: 10 });
  }
  for (const name of await readdir(world.mac.launchAgents)) await rm(join(world.mac.launchAgents, name));
  await rm(join(world.root, 'data'), { recursive: true, force: true });
  await writeFile(join(world.home, '.zshrc'), ZSHRC);
}
