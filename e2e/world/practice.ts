/**
 * The world as `npm start` opens it: one runner that now and then gets a job, so that there is something to see, and a GitHub
 * at which further runners can be set up.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startControl } from './control.ts';
import { USUAL_DISK_BYTES } from './mac/disk.ts';
import { furnishGitHub } from './practice-github.ts';
import type { World } from './types.ts';
import { startWorld } from './world.ts';

export interface Practice {
  /** With these the app uses the world. */
  readonly environment: World['environment'];
  /** Where the world can be steered by hand. */
  readonly control: string;
  close(): Promise<void>;
}

interface Task {
  readonly job: string;
  readonly workflow: string;
  readonly branch: string;
  readonly steps: readonly {
    readonly name: string;
    readonly seconds: number;
    readonly cpu?: number;
    readonly result?: 'Failed';
  }[];
}

const checkout = { name: 'Run actions/checkout@v4', seconds: 2 };
const install = { name: 'pnpm install', seconds: 8, cpu: 0.3 };
const BUILD: Task = {
  job: 'Build and test (macOS)',
  workflow: 'CI',
  branch: 'main',
  steps: [
    checkout,
    install,
    { name: 'TypeScript build', seconds: 15, cpu: 0.6 },
    { name: 'Test', seconds: 20, cpu: 0.4 },
    { name: 'Upload coverage', seconds: 3 },
  ],
};
const SHORT: readonly Task[] = [
  { job: 'Release', workflow: 'Release', branch: 'main', steps: [checkout, { name: 'Publish', seconds: 2 }] },
  {
    job: 'Lint',
    workflow: 'CI',
    branch: 'feat/frames',
    steps: [checkout, { name: 'eslint', seconds: 2, result: 'Failed' }, { name: 'prettier', seconds: 1 }],
  },
];
const PAUSE_MS = 25_000;

function queue(world: World, { job, workflow, branch, steps }: Task): void {
  world.github.queueJob({ repository: 'acme/rocket', job, workflow, branch, steps: [...steps] });
}

/** Resolves when no job waits or runs. */
function whenQuiet(world: World): Promise<void> {
  return new Promise((resolve) => {
    const check = (): void => {
      if (world.github.jobs().some((job) => job.phase !== 'completed')) return;
      stop();
      resolve();
    };
    const stop = world.github.onChange(check);
    check();
  });
}

/** What stood in it before Trackside came. */
const ZSHRC = '# Mine\nexport EDITOR=vim\nalias ll="ls -l"\n';

/** Starts it all; nothing of it stays after `close`. */
export async function startPractice(): Promise<Practice> {
  const world = await startWorld({
    runners: [{ name: 'mac-mini-m4', labels: ['M4'] }],
    disk: { kind: 'own-if-possible', bytes: USUAL_DISK_BYTES },
  });
  await Promise.all([furnishGitHub(world), writeFile(join(world.home, '.zshrc'), ZSHRC)]);
  const control = await startControl(world, 0);
  let next: ReturnType<typeof setTimeout> | null = null;
  let round = 0;
  const goOn = async (): Promise<void> => {
    const task = round < SHORT.length ? SHORT[round] : BUILD;
    round += 1;
    queue(world, task ?? BUILD);
    await whenQuiet(world);
    next = setTimeout(() => void goOn(), round <= SHORT.length ? 500 : PAUSE_MS);
  };
  void goOn();
  return {
    environment: world.environment,
    control: control.url,
    close: async () => {
      if (next !== null) clearTimeout(next);
      await control.close();
      await world.close();
    },
  };
}
