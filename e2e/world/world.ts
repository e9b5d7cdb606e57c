/** A practice world: a Mac, a GitHub and runners, all in one folder (design.md section 5). */
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { scopeOfUrl } from './github/model.ts';
import { startGitHub } from './github/start.ts';
import type { WorldGitHub } from './github/start.ts';
import { FIRST_USER, startMac } from './mac/mac.ts';
import type { WorldMac } from './mac/mac.ts';
import { installRunner } from './runner/runner.ts';
import type { WorldRunner } from './runner/runner.ts';
import type { RunnerPlan, World, WorldOptions } from './types.ts';

export type { RunnerPlan, World, WorldOptions } from './types.ts';

const ROCKET = 'https://github.com/acme/rocket';

/** Starts a world. On failure nothing of it stays behind, and the promise is rejected with the reason. */
export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const root = options.root === undefined ? temporaryRoot() : keptRoot(options.root);
  const undo: (() => Promise<void> | void)[] = [];
  const close = async (): Promise<void> => {
    for (let step = undo.pop(); step !== undefined; step = undo.pop()) await step();
  };
  if (options.root === undefined) undo.push(() => rmSync(root, { recursive: true, force: true }));
  try {
    const speed = options.speed ?? 1;
    const seed = options.seed ?? 1;
    const github = await startGitHub({ speed, seed });
    undo.push(() => github.close());
    const home = join(root, 'home');
    mkdirSync(home, { recursive: true });
    const { screen, dialect, model, disk, tools, uid } = options;
    const mac = await startMac({
      root,
      home,
      speed,
      seed,
      githubLogin: options.githubLogin === 'no' ? null : { token: github.token, hosts: null },
      ...(screen === undefined ? {} : { screen }),
      ...(dialect === undefined ? {} : { dialect }),
      ...(model === undefined ? {} : { model }),
      ...(disk === undefined ? {} : { disk }),
      ...(tools === undefined ? {} : { tools }),
      ...(uid === undefined ? {} : { uid }),
    });
    undo.push(() => mac.close());
    const world = compose({ root, home, mac, github, speed, close });
    for (const plan of options.runners ?? []) await world.addRunner(plan);
    return world;
  } catch (error) {
    await close();
    throw error;
  }
}

interface Parts {
  readonly root: string;
  readonly home: string;
  readonly mac: WorldMac;
  readonly github: WorldGitHub;
  readonly speed: number;
  readonly close: () => Promise<void>;
}

function compose({ root, home, mac, github, speed, close }: Parts): World {
  const runners: WorldRunner[] = [];
  let closing: Promise<void> | null = null;
  return {
    root,
    home,
    speed,
    mac,
    github,
    environment: {
      TRACKSIDE_PROGRAMS: mac.programs,
      TRACKSIDE_HOME: home,
      TRACKSIDE_UID: String(mac.uid),
      TRACKSIDE_DATA: join(root, 'data'),
      TRACKSIDE_VOLUME: mac.volume,
      TRACKSIDE_GITHUB_API: github.origin,
      TRACKSIDE_BANNER: 'Practice world',
    },
    runners: () => runners,
    addRunner: async (plan) => {
      const directory =
        plan.directory ?? join(home, runners.length === 0 ? 'actions-runner' : `actions-runner-${plan.name}`);
      const runner = await install(plan, directory, { home, mac, github, speed });
      runners.push(runner);
      if (plan.after !== 'installed') await runner.start();
      return runner;
    },
    close: () => (closing ??= close()),
  };
}

async function install(
  plan: RunnerPlan,
  directory: string,
  { home, mac, github, speed }: Pick<Parts, 'home' | 'mac' | 'github' | 'speed'>,
): Promise<WorldRunner> {
  const { after: _, scopeUrl = ROCKET, service = 'official', ...rest } = plan;
  const scope = scopeOfUrl(scopeUrl)?.scope;
  if (scope === undefined) throw new Error(`Nothing can be registered at ${scopeUrl}.`);
  if (scope.kind === 'repository') github.addRepository(`${scope.owner}/${scope.repository}`);
  return installRunner({
    ...rest,
    directory,
    scopeUrl,
    service,
    home,
    speed,
    // The runner's scripts refuse root (runner.md 5.1).
    user: FIRST_USER,
    launchctl: join(mac.programs, 'launchctl'),
    // A runner that nobody supervises must still belong to this Mac, and end with it.
    ...(service === 'none' ? { environment: mac.env } : {}),
    github: {
      url: github.origin,
      registrationToken: () => Promise.resolve(github.mintToken(scope, 'register')),
    },
  });
}

function temporaryRoot(): string {
  return realpathSync(mkdtempSync(join(tmpdir(), 'trackside-world-')));
}
function keptRoot(path: string): string {
  mkdirSync(path, { recursive: true });
  return realpathSync(path);
}
