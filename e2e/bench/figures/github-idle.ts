/**
 * github-idle-requests: requests that count against the limit in one idle hour, with one repository.
 * The watch's clock is moved through the hour; the requests are real HTTP to the practice GitHub, which counts them.
 */
import { createLogins } from '../../../electron/engine/github/logins.ts';
import type { Timers } from '../../../electron/engine/github/timers.ts';
import { createGitHubWatch } from '../../../electron/engine/github/watch.ts';
import { NO_SECRET_STORE } from '../../../electron/engine/host/no-secrets.ts';
import type { RunnerId } from '../../../shared/domain.ts';
import { startWorld } from '../../world/world.ts';
import { atMost, type Figure, type Measurement } from '../figure.ts';

const HOUR_MS = 3_600_000;

const LIMIT_MS = 20_000;

async function until(isSo: () => boolean): Promise<void> {
  const deadline = Date.now() + LIMIT_MS;
  while (!isSo()) {
    if (Date.now() > deadline) throw new Error('GitHub was not asked when it was due.');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

async function run(): Promise<readonly Figure[]> {
  const world = await startWorld({ runners: [{ name: 'mini' }] });
  const start = Date.now();
  let now = start;
  let answers = 0;
  const alarms: { readonly at: number; readonly act: () => void }[] = [];
  const timers: Timers = {
    now: () => now,
    after: (ms, act) => {
      const mine = { at: now + ms, act };
      alarms.push(mine);
      return () => {
        const index = alarms.indexOf(mine);
        if (index !== -1) alarms.splice(index, 1);
      };
    },
  };
  const login = {
    githubToken: async () => ({ ok: true, value: world.github.token }) as const,
    secrets: NO_SECRET_STORE,
  };
  const watch = createGitHubWatch({
    host: { now: () => now },
    logins: createLogins(login, timers),
    githubApi: world.github.origin,
    timers,
    random: () => 0.5,
    onAnswer: () => (answers += 1),
    onAccess: () => undefined,
  });
  /** Idle, the next one is minutes away, and the token is forgotten within one. */
  const isNextQuestion = ({ at }: { readonly at: number }): boolean => at > now + 60_000;
  try {
    const counted = world.github.journal.counted();
    const scope = { kind: 'repository', host: 'github.com', owner: 'acme', repository: 'rocket' } as const;
    watch.setRunners([{ id: '0123456789abcdef' as RunnerId, agentId: null, name: 'mini', scope }]);
    await watch.askNow();
    for (;;) {
      const due = alarms.sort((a, b) => a.at - b.at)[0];
      if (due === undefined || due.at > start + HOUR_MS) break;
      alarms.splice(0, 1);
      now = due.at;
      const before = answers;
      const isQuestion = !alarms.some(isNextQuestion);
      due.act();
      // The other alarms only forget the token.
      if (isQuestion) await until(() => answers > before && alarms.some(isNextQuestion));
    }
    const total = world.github.journal.entries.length;
    process.stderr.write(`  ${total} requests in all, answered 304 where nothing had changed\n`);
    return [atMost('github-idle-requests', world.github.journal.counted() - counted, 'per hour', 10)];
  } finally {
    watch.close();
    await world.close();
  }
}

export const githubIdle: Measurement = { names: ['github-idle-requests'], run };
