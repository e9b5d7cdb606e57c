/** What the tests of adoption and removal need of one practice runner: jobs that end when they are told to, and its services. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { WorldRunner } from '../world/runner/runner.ts';
import type { RunnerPlan, World } from '../world/types.ts';

export interface HeldJob {
  readonly phase: () => string;
  readonly conclusion: () => string | null;
  /** Lets it go on to its end, and waits for that. */
  end(): Promise<void>;
}

/** A runner that takes only the jobs that are meant for it, in a folder with its name. */
export function addRunner(world: World, plan: RunnerPlan): Promise<WorldRunner> {
  return world.addRunner({
    ...plan,
    labels: [plan.name],
    directory: join(world.home, `actions-runner-${plan.name}`),
  });
}

/** Queues a job for the runner that runs until it is told to end. @param run a command more, behind. */
export function holdJob(world: World, runner: Pick<WorldRunner, 'name'>, run = 'true'): HeldJob {
  const gate = join(world.root, `gate-${runner.name}-${Math.random().toString(16).slice(2)}`);
  const { jobId } = world.github.queueJob({
    repository: 'acme/rocket',
    job: 'build',
    labels: [runner.name],
    steps: [{ name: 'Build', run: `while [ ! -e ${gate} ]; do sleep 0.05; done; ${run}` }],
  });
  const now = () => world.github.jobs().find(({ id }) => id === jobId);
  return {
    phase: () => now()?.phase ?? 'gone',
    conclusion: () => now()?.conclusion ?? null,
    end: async () => {
      await writeFile(gate, '');
      await new Promise<void>((resolve) => {
        const look = (): void => {
          if (now()?.phase !== 'completed') return;
          stop();
          resolve();
        };
        const stop = world.github.onChange(look);
        look();
      });
    },
  };
}

/** Labels of the runner's services that launchd has loaded. */
export async function loadedServices(world: World): Promise<readonly string[]> {
  return (await world.mac.status()).services.map(({ label }) => label).sort();
}

/** What GitHub was asked to change. */
export function changesAtGitHub(world: World): readonly string[] {
  return world.github.journal.entries
    .filter(({ method, path }) => method !== 'GET' && !path.startsWith('/_'))
    .map(({ method, path }) => `${method} ${path}`);
}
