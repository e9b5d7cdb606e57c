/** What a runner's folder tells: its settings, its logs. A folder that does not answer holds up nobody else. */
import { join } from 'node:path';
import type { AgentPlist, Host } from '../host/host.ts';
import { createFreshGuard } from '../host/overlap-guard.ts';
import { within } from '../host/within.ts';
import type { JobTracker } from '../jobs/job-tracker.ts';
import { createRunnerLogs, type RunnerLogs } from '../jobs/runner-logs.ts';
import { chooseAgent, runningAgent } from './choose-agent.ts';
import { readConfiguration } from './configuration.ts';
import { askFolder, FOLDER_LIMIT_MS } from './folder-calls.ts';
import type { RunnerConfiguration, RunnerRecord } from './record.ts';

/** Logs of some hundred MB take their time at the first reading; what is not read by then comes later. */
const FOLLOW_LIMIT_MS = 10_000;

export interface RunnerFiles {
  readonly logs: RunnerLogs | null;
  /** The service whose logs are followed. */
  agent(): AgentPlist | null;
  /** Reads `.runner`; null when the folder does not answer. */
  readSettings(): Promise<RunnerConfiguration | null>;
  /** Follows the logs of the service that counts; anew when that has changed. Resolves, late or not, within a limit. */
  follow(): Promise<'read' | 'hangs'>;
  /** Reads what the logs have by now. */
  catchUp(): Promise<'read' | 'hangs'>;
  close(): void;
}

/** @param options.onProblem see createRunnerLogs. */
export function createRunnerFiles(options: {
  readonly directory: string;
  readonly host: Pick<Host, 'now'>;
  readonly tracker: JobTracker;
  readonly record: () => RunnerRecord;
  readonly onLogs: () => void;
  /** The logs' past has been read: what comes now happens now. */
  readonly onStarted: () => void;
  readonly onProblem: (why: string | null) => void;
}): RunnerFiles {
  const { directory, host, tracker } = options;
  const fresh = createFreshGuard();
  let logs: RunnerLogs | null = null;
  let sources: string | null = null;
  let followed: AgentPlist | null = null;
  /** Readings that took too long and have not come back. */
  let stuck = 0;
  let following: Promise<void> = Promise.resolve();

  /** The one that runs it; when none does, the one that ran it last, whose log says why it ended. */
  function agent(): AgentPlist | null {
    const record = options.record();
    const last = record.agents.find((one) => one.label === followed?.label);
    return runningAgent(record) ?? last ?? chooseAgent(record);
  }

  async function startLogs(): Promise<void> {
    followed = agent();
    const consoles = [followed?.standardOutPath, followed?.standardErrorPath].filter(
      (path) => path !== null && path !== undefined,
    );
    const wanted = consoles.join('\n');
    if (wanted === sources) return;
    sources = wanted;
    logs?.close();
    const started = createRunnerLogs({
      sources: { console: consoles, diag: join(directory, '_diag') },
      tracker,
      now: () => host.now(),
      onChange: options.onLogs,
      onProblem: options.onProblem,
    });
    logs = started;
    await started.start();
    options.onStarted();
    options.onLogs();
  }

  async function limited(work: Promise<void>, limitMs: number): Promise<'read' | 'hangs'> {
    const inTime = await within(
      work.then(() => 'read' as const),
      limitMs,
    );
    if (inTime !== null) return inTime;
    stuck += 1;
    const free = (): void => void (stuck -= 1);
    work.then(free, free);
    return 'hangs';
  }

  return {
    get logs() {
      return logs;
    },
    agent,
    readSettings: async () => {
      const answer = await askFolder(directory, () => readConfiguration(directory));
      return answer.ok ? answer.value : null;
    },
    follow: () => {
      following = fresh('follow', startLogs);
      return limited(following, FOLLOW_LIMIT_MS);
    },
    catchUp: async () => {
      if (stuck > 0) return 'hangs';
      const work = fresh('catchUp', async () => {
        await following;
        await logs?.catchUp();
      });
      return await limited(work, FOLDER_LIMIT_MS);
    },
    close: () => logs?.close(),
  };
}
