/** What the engine notices by itself. The doctor of a later issue adds to these, and the fixes. */
import type { Finding, RunnerId, Severity } from '../../../shared/domain.ts';
import { runsByHand } from '../runners/actions.ts';
import type { RunnerRecord } from '../runners/record.ts';

/** GitHub lags; only a disagreement that lasts is worth telling. */
const GITHUB_LAG_MS = 3 * 60_000;

interface Noticed {
  readonly code: string;
  readonly severity: Severity;
  readonly title: string;
  readonly detail: string;
  readonly evidence: readonly string[];
}

/** Agents that could not be read, and every runner's own findings, worst first. */
export function makeFindings(
  records: readonly RunnerRecord[],
  unreadable: readonly { readonly path: string; readonly unreadable: string }[],
): readonly Finding[] {
  const ofRunners = records.flatMap((record) =>
    [
      twoServices(record),
      loadedButDead(record),
      byHand(record),
      orphanWorker(record),
      unreadableSettings(record),
      githubDiffers(record),
      logsUnreadable(record),
    ]
      .filter((noticed) => noticed !== null)
      .map((noticed) => toFinding(noticed, record.id)),
  );
  const ofAgents = unreadable.map((agent) => toFinding(unreadableAgent(agent), null));
  return [...ofRunners, ...ofAgents].sort((a, b) => RANK[a.severity] - RANK[b.severity]);
}

const RANK: Readonly<Record<Severity, number>> = { critical: 0, warning: 1, info: 2 };

function toFinding(noticed: Noticed, runnerId: RunnerId | null): Finding {
  return { ...noticed, runnerId, id: `${noticed.code}:${runnerId ?? noticed.evidence[0] ?? ''}` };
}

function twoServices(record: RunnerRecord): Noticed | null {
  if (record.agents.length < 2) return null;
  return {
    code: 'two-services',
    severity: 'warning',
    title: 'Two services start this runner',
    detail:
      'Both would run a listener for the same registration, and GitHub refuses the second. Keep one and remove the other.',
    evidence: record.agents.map((agent) => agent.label),
  };
}

/** By the service's `disable` override. */
const LOGIN_WORDS = {
  true: 'switched off for the next login',
  false: 'on at the next login',
  null: 'at the next login unknown',
} as const;

function loadedButDead(record: RunnerRecord): Noticed | null {
  if (record.state.kind !== 'stopped' || record.launchd.kind !== 'answered') return null;
  const dead = record.launchd.answer.services.filter(
    // One that never ran since it was loaded waits to be started; nothing of it is dead.
    (service) => service.loaded && service.pid === null && service.runs !== 0,
  );
  if (dead.length === 0) return null;
  return {
    code: 'loaded-but-dead',
    severity: 'warning',
    title: 'Loaded, but not running',
    detail: 'launchd knows the service but does not start it again by itself. Start the runner.',
    evidence: dead.map(
      (service) =>
        `${service.label}: ${service.state ?? 'no state'}, last exit ${service.lastExit ?? 'unknown'}, ${LOGIN_WORDS[`${service.disabled}`]}`,
    ),
  };
}

function byHand(record: RunnerRecord): Noticed | null {
  if (record.agents.length === 0 || !runsByHand(record)) return null;
  return {
    code: 'runs-by-hand',
    severity: 'info',
    title: 'Runs outside its service',
    detail:
      'Someone started it in a terminal while its service is not loaded, so it cannot be stopped from here. End it there (Control-C when no job runs), then start it from here.',
    evidence: record.agents.map((agent) => agent.label),
  };
}

function orphanWorker(record: RunnerRecord): Noticed | null {
  if (record.processes.kind !== 'answered') return null;
  const { workers, listeners } = record.processes.answer;
  if (workers.length === 0 || listeners.length > 0) return null;
  return {
    code: 'worker-without-listener',
    severity: 'warning',
    title: 'A job runs without its listener',
    detail:
      'The job may still end well, but the runner takes no other until it is started again. Let the job end first.',
    evidence: workers.map((worker) => `Runner.Worker, process ${worker.pid}`),
  };
}

function unreadableSettings(record: RunnerRecord): Noticed | null {
  if (record.configuration.kind !== 'unreadable') return null;
  return {
    code: 'unreadable-settings',
    severity: 'warning',
    title: 'Its settings cannot be read',
    detail: 'Trackside still sees its processes and logs. The file .runner in its folder needs a look.',
    evidence: [record.configuration.why],
  };
}

function logsUnreadable(record: RunnerRecord): Noticed | null {
  if (record.logProblem === null) return null;
  return {
    code: 'unreadable-logs',
    severity: 'warning',
    title: 'Its logs cannot be read',
    detail: 'Without them Trackside knows whether it runs, but not which job.',
    evidence: [record.logProblem.why],
  };
}

function githubDiffers(record: RunnerRecord): Noticed | null {
  if (record.github.kind !== 'answered') return null;
  const here = record.state.kind;
  const alive = here === 'idle' || here === 'busy' || here === 'draining';
  const online = record.github.answer.status === 'online';
  if (alive === online || (!alive && here !== 'stopped')) return null;
  // An answer from before the change, or just after it, is no disagreement.
  if (record.github.at - record.since < GITHUB_LAG_MS) return null;
  return {
    code: 'github-differs',
    severity: alive ? 'warning' : 'info',
    title: alive ? 'GitHub sees this runner offline' : 'GitHub still sees this runner online',
    detail: alive
      ? 'It listens here, but GitHub may not send it jobs. If this stays, restart the runner.'
      : 'It does not run on this Mac. GitHub may lag, or another Mac runs a copy with the same registration.',
    evidence: [`Here: ${here}`, `GitHub: ${record.github.answer.status}`],
  };
}

function unreadableAgent(agent: { readonly path: string; readonly unreadable: string }): Noticed {
  const name = agent.path.split('/').at(-1) ?? agent.path;
  return {
    code: 'unreadable-agent',
    severity: 'info',
    title: 'A launch agent cannot be read',
    detail: 'If it starts a runner, Trackside cannot see that. Others are not affected.',
    evidence: [name, agent.unreadable],
  };
}
