/**
 * github-idle-requests: requests that count against the limit in one idle hour, with one repository.
 * The watch's clock is moved through the hour; the requests are real HTTP to the practice GitHub, which counts them.
 */
import { createGitHubWatch } from '../../../electron/engine/github/watch.ts';
import type { RunnerId } from '../../../shared/domain.ts';
import { startWorld } from '../../world/world.ts';
import { atMost, type Figure, type Measurement } from '../figure.ts';

const HOUR_MS = 3_600_000;

async function run(): Promise<readonly Figure[]> {
  const world = await startWorld({ runners: [{ name: 'mini' }] });
  const start = Date.now();
  let now = start;
  const alarms: { readonly at: number; readonly act: () => void }[] = [];
  const watch = createGitHubWatch({
    host: { now: () => now, githubToken: async () => ({ ok: true, value: world.github.token }) },
    githubApi: world.github.origin,
    timers: {
      now: () => now,
      after: (ms, act) => {
        const mine = { at: now + ms, act };
        alarms.push(mine);
        return () => {
          const index = alarms.indexOf(mine);
          if (index !== -1) alarms.splice(index, 1);
        };
      },
    },
    random: () => 0.5,
    onAnswer: () => undefined,
    onAccess: () => undefined,
  });
  try {
    const before = world.github.journal.counted();
    const scope = { kind: 'repository', host: 'github.com', owner: 'acme', repository: 'rocket' } as const;
    watch.setRunners([{ id: '0123456789abcdef' as RunnerId, agentId: null, name: 'mini', scope }]);
    await watch.askNow();
    for (;;) {
      const due = alarms.sort((a, b) => a.at - b.at)[0];
      if (due === undefined || due.at > start + HOUR_MS) break;
      alarms.splice(0, 1);
      now = due.at;
      const asked = world.github.journal.entries.length;
      due.act();
      // What it does is to ask: the answer has come when the next alarm is set.
      while (world.github.journal.entries.length === asked || alarms.length === 0)
        await new Promise((resolve) => setTimeout(resolve, 2));
    }
    const total = world.github.journal.entries.length;
    process.stderr.write(`  ${total} requests in all, answered 304 where nothing had changed\n`);
    return [atMost('github-idle-requests', world.github.journal.counted() - before, 'per hour', 10)];
  } finally {
    watch.close();
    await world.close();
  }
}

export const githubIdle: Measurement = { names: ['github-idle-requests'], run };
