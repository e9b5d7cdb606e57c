/** A practice world with a runner in a hand-made service that is adopted again and again, and what is seen of it each time. */
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { OperationRequest } from '../../shared/set-up.ts';
import type { WorldRunner } from '../world/runner/runner.ts';
import type { World } from '../world/types.ts';
import { startWorld } from '../world/world.ts';
import type { Trial, TriedWorld } from './crash-points.ts';
import { ANSWERS, attempt, nextStart, ZSHRC } from './crash-world.ts';
import { addRunner, loadedServices } from './runner-in-world.ts';
import { restore, snapshot, type Snapshot } from './snapshot.ts';

export const HAND_MADE = 'com.exzosframer.runner';
export const OWN = 'dev.trackside.runner.acme.rocket.hand';
const SPEED = 40;

export interface AdoptTraces {
  /** Paths whose bytes are not what they were. */
  readonly changed: readonly string[];
  readonly loaded: readonly string[];
  readonly disabled: readonly string[];
  readonly registration: 'as-before' | 'other';
  /** As GitHub sees it. */
  readonly listens: 'yes' | 'no';
  readonly openJournals: number;
}
export const AS_BEFORE: AdoptTraces = {
  changed: [],
  loaded: [HAND_MADE],
  disabled: [],
  registration: 'as-before',
  listens: 'yes',
  openJournals: 0,
};
export const ADOPTED: AdoptTraces = {
  ...AS_BEFORE,
  changed: [
    '.zshrc',
    `Library/LaunchAgents/${HAND_MADE}.plist`,
    `Library/LaunchAgents/${OWN}.plist`,
    'actions-runner-hand/.env',
    'actions-runner-hand/.path',
    'actions-runner-hand/caches',
    'actions-runner-hand/caches/npm',
    'actions-runner-hand/caches/pip',
    'actions-runner-hand/caches/tools',
    'actions-runner-hand/runsvc.sh',
    'actions-runner-hand/trackside',
    'actions-runner-hand/trackside/job-completed.sh',
    'actions-runner-hand/trackside/job-started.sh',
  ],
  loaded: [OWN],
};

export interface AdoptWorld extends TriedWorld<AdoptTraces> {
  readonly world: World;
  readonly runner: WorldRunner;
  close(): Promise<void>;
}

export async function startAdoptWorld(): Promise<AdoptWorld> {
  const world = await startWorld({ speed: SPEED });
  await writeFile(join(world.home, '.zshrc'), ZSHRC);
  const runner = await addRunner(world, { name: 'hand', service: 'hand-made', label: HAND_MADE });
  await untilOnline(world);
  const before = await snapshot(world.home, FILES);
  return {
    world,
    runner,
    attempt: (orders) => attempt(world, orders),
    nextStart: () => nextStart(world),
    traces: () => tracesOf(world, runner, before),
    clean: () => clean(world, runner, before),
    close: () => world.close(),
  };
}

export const adoptRequest = ({ runner }: AdoptWorld): OperationRequest => ({
  kind: 'adopt',
  choices: { directory: runner.directory, service: 'trackside', tuning: ANSWERS.tuning },
});

const FILES = ['.zshrc', 'Library/LaunchAgents', 'actions-runner-hand'];

async function tracesOf(world: World, runner: WorldRunner, before: Snapshot): Promise<AdoptTraces> {
  await untilOnline(world);
  const now = await snapshot(world.home, FILES);
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])].sort();
  const journals = join(world.root, 'data/operations');
  const texts = await Promise.all(
    (await readdir(journals).catch(() => []))
      .filter((name) => name.endsWith('.jsonl'))
      .map((name) => readFile(join(journals, name), 'utf8')),
  );
  const [agent, ...more] = world.github.runners();
  return {
    changed: names.filter((name) => now[name] !== before[name]),
    loaded: await loadedServices(world),
    disabled: await disabledServices(world),
    registration: agent?.id === runner.agentId && more.length === 0 ? 'as-before' : 'other',
    listens: agent?.status === 'online' && runner.listeners().length === 1 ? 'yes' : 'no',
    openJournals: texts.filter((text) => text !== '' && !text.includes('"type":"ended"')).length,
  };
}

async function clean(world: World, runner: WorldRunner, before: Snapshot): Promise<void> {
  const launchctl = (...args: readonly string[]) => world.mac.run('launchctl', ...args);
  const domain = `gui/${world.mac.uid}`;
  await rm(join(world.root, 'data'), { recursive: true, force: true });
  await rm(join(world.home, '.Trash'), { recursive: true, force: true });
  const { changed, loaded } = await tracesOf(world, runner, before);
  if (changed.length === 0 && loaded.join() === HAND_MADE) return;
  for (const label of loaded) {
    await launchctl('bootout', `${domain}/${label}`);
    while ((await launchctl('print', `${domain}/${label}`)).status === 0);
  }
  await restore(world.home, FILES, before);
  await launchctl('enable', `${domain}/${HAND_MADE}`);
  await launchctl('bootstrap', domain, runner.plistPath ?? '');
  await untilOnline(world);
}

async function disabledServices(world: World): Promise<readonly string[]> {
  const { stdout } = await world.mac.run('launchctl', 'print-disabled', `gui/${world.mac.uid}`);
  return [...stdout.matchAll(/"([^"]+)" => disabled/g)].map(([, label]) => label ?? '');
}

const ONLINE_LIMIT_MS = 20_000;

/** Resolves all the same after a while: what is seen then tells. */
function untilOnline(world: World): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (!world.github.runners().every(({ status }) => status === 'online')) return;
      end();
    };
    const end = (): void => {
      clearTimeout(limit);
      stop();
      resolve();
    };
    const limit = setTimeout(() => end(), ONLINE_LIMIT_MS);
    const stop = world.github.onChange(look);
    look();
  });
}

/** Goes well unless it is cut short. */
export const IS_ADOPTED: Trial<AdoptTraces, AdoptWorld> = {
  request: adoptRequest,
  before: async () => undefined,
  end: ADOPTED,
  undone: AS_BEFORE,
  isTried: () => true,
};
