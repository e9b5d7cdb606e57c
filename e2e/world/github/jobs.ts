/** A job's life: queued → offered → acquired → in_progress → completed, each a moment of its own. */
import { commitSha } from './ids.ts';
import type { Agent, Conclusion, Job, Run, RunnerMessage, ScriptStep, Session, StepRecord } from './model.ts';
import { ensureRepository, liveSession, type State } from './state.ts';

export interface JobSpec {
  /** `owner/name`; made when it is not there. */
  readonly repository: string;
  readonly workflow?: string;
  readonly job: string;
  readonly branch?: string;
  readonly commit?: string;
  readonly actor?: string;
  readonly event?: string;
  readonly labels?: readonly string[];
  readonly steps: readonly ScriptStep[];
  readonly result?: string;
}

const MAX_RUNS = 10_000;
const OFFER_MS = 60_000;
/** The runner renews each minute; without renewal the lock ends after ten (runner.md). */
const LOCK_MS = 600_000;
const START_LAG_MS = 2_000;
const CANCEL_SECONDS = 300;

/** Queues one run with one job, as a push would. */
export function queueJob(state: State, spec: JobSpec): { readonly runId: number; readonly jobId: number } {
  const now = state.clock.now();
  const repository = ensureRepository(state, spec.repository);
  const workflow = spec.workflow ?? 'CI';
  const run: Run = {
    id: state.ids.next('run'),
    repository,
    workflow,
    workflowId: workflowId(state, spec.repository, workflow),
    number: repository.nextRunNumber++,
    attempt: 1,
    event: spec.event ?? 'push',
    branch: spec.branch ?? 'main',
    commit: spec.commit ?? commitSha(state.ids),
    actor: spec.actor ?? 'mona',
    createdAt: now,
    startedAt: now,
    updatedAt: now,
  };
  forgetOldRuns(state);
  state.runs.set(run.id, run);
  const job = addJob(state, run, {
    name: spec.job,
    labels: spec.labels ?? ['self-hosted'],
    script: spec.steps,
    result: spec.result ?? null,
  });
  matchJobs(state);
  state.changed();
  return { runId: run.id, jobId: job.id };
}

function addJob(state: State, run: Run, plan: Pick<Job, 'name' | 'labels' | 'script' | 'result'>): Job {
  const job: Job = {
    ...plan,
    id: state.ids.next('job'),
    guid: state.ids.guid(),
    runId: run.id,
    attempt: run.attempt,
    key: plan.name.toLowerCase().replaceAll(/[^a-z0-9_-]+/g, '-'),
    createdAt: state.clock.now(),
    phase: { kind: 'queued' },
    offers: 0,
    cancelAsked: false,
    steps: [],
    agentName: null,
    groupName: null,
  };
  state.jobs.set(job.id, job);
  state.jobsByRun.set(run.id, [...jobsOf(state, run.id), job]);
  return job;
}

function workflowId(state: State, repository: string, workflow: string): number {
  const key = `${repository.toLowerCase()}#${workflow}`;
  const known = state.workflowIds.get(key);
  if (known !== undefined) return known;
  const id = state.ids.next('workflow');
  state.workflowIds.set(key, id);
  return id;
}

function forgetOldRuns(state: State): void {
  if (state.runs.size < MAX_RUNS) return;
  for (const run of state.runs.values()) {
    const jobs = jobsOf(state, run.id);
    if (jobs.some((job) => job.phase.kind !== 'completed')) continue;
    for (const job of jobs) state.jobs.delete(job.id);
    state.jobsByRun.delete(run.id);
    state.runs.delete(run.id);
    return;
  }
}

/** All jobs of a run, of every attempt. */
export const jobsOf = (state: State, runId: number): readonly Job[] => state.jobsByRun.get(runId) ?? [];

/** `status` and `conclusion` of a run: from its jobs of the latest attempt. */
export function runStatus(
  state: State,
  run: Run,
): { readonly status: 'queued' | 'in_progress' | 'completed'; readonly conclusion: Conclusion | null } {
  const jobs = jobsOf(state, run.id).filter((job) => job.attempt === run.attempt);
  const ended = jobs.flatMap((job) => (job.phase.kind === 'completed' ? [job.phase.conclusion] : []));
  if (ended.length === jobs.length) {
    const worst = (['cancelled', 'failure', 'timed_out'] as const).find((one) => ended.includes(one));
    return { status: 'completed', conclusion: worst ?? 'success' };
  }
  const begun = jobs.some((job) => job.phase.kind === 'in_progress' || job.phase.kind === 'completed');
  return { status: begun ? 'in_progress' : 'queued', conclusion: null };
}

/** Labels match without regard to case, all of them (github.md 6.3). */
export const takesLabels = (agent: Agent, labels: readonly string[]): boolean => {
  const own = new Set(agent.labels.map((label) => label.name.toLowerCase()));
  return labels.every((label) => own.has(label.toLowerCase()));
};

function serves(agent: Agent, run: Run): boolean {
  const { owner, name } = run.repository;
  const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
  switch (agent.scope.kind) {
    case 'repository':
      return same(agent.scope.owner, owner) && same(agent.scope.repository, name);
    case 'organization':
      return same(agent.scope.organization, owner);
    case 'enterprise':
      return true;
  }
}

/** Offers each queued job, oldest first, to an online idle runner that may take it. */
export function matchJobs(state: State): void {
  for (const job of state.jobs.values()) {
    if (job.phase.kind !== 'queued') continue;
    const run = state.runs.get(job.runId);
    if (run === undefined) continue;
    for (const agent of state.agents.values()) {
      if (agent.jobId !== null || !serves(agent, run) || !takesLabels(agent, job.labels)) continue;
      const session = liveSession(state, agent.id);
      if (session === null || session.status === 'Busy' || state.deprecated.has(session.version)) continue;
      offer(state, job, agent, session);
      break;
    }
  }
}

function offer(state: State, job: Job, agent: Agent, session: Session): void {
  const jobMessageId = state.ids.guid();
  const until = state.clock.now() + state.clock.span(OFFER_MS);
  job.phase = { kind: 'offered', agentId: agent.id, jobMessageId, until };
  job.offers += 1;
  assign(state, agent, job.id);
  send(state, session, { type: 'RunnerJobRequest', body: { jobMessageId, jobId: job.guid } });
  state.clock.after(OFFER_MS, () => {
    if (job.phase.kind !== 'offered' || job.phase.jobMessageId !== jobMessageId) return;
    withdraw(state, session.id, jobMessageId);
    backToQueue(state, job);
  });
}

function backToQueue(state: State, job: Job): void {
  release(state, job);
  job.phase = { kind: 'queued' };
  matchJobs(state);
  state.changed();
}

function withdraw(state: State, sessionId: string, jobMessageId: string): void {
  const session = state.sessions.get(sessionId);
  if (session === undefined) return;
  session.messages = session.messages.filter(
    (message) => message.type !== 'RunnerJobRequest' || message.body.jobMessageId !== jobMessageId,
  );
}

type Unsent = RunnerMessage extends infer M
  ? M extends RunnerMessage
    ? Omit<M, 'messageId'>
    : never
  : never;
/** Puts a message into a session's queue and ends its long poll. */
export function send(state: State, session: Session, message: Unsent): void {
  session.messages.push({ ...message, messageId: state.ids.next('message') });
  session.wake?.();
}

function assign(state: State, agent: Agent, jobId: number | null): void {
  if (agent.jobId === jobId) return;
  agent.jobId = jobId;
  agent.jobChangedAt = state.clock.now();
}

/** Frees the runner that had the job, or the offer. */
function release(state: State, job: Job): void {
  for (const agent of state.agents.values()) if (agent.jobId === job.id) assign(state, agent, null);
}

/** The offer is taken. `taken`: by someone else or too late; `gone`: no such offer. */
export function acquireJob(state: State, jobMessageId: string, agentId: number): Job | 'gone' | 'taken' {
  for (const job of state.jobs.values()) {
    if (job.phase.kind !== 'offered' || job.phase.jobMessageId !== jobMessageId) continue;
    const agent = state.agents.get(agentId);
    if (agent === undefined) return 'gone';
    if (job.phase.agentId !== agentId) return 'taken';
    job.phase = { kind: 'acquired', agentId, at: state.clock.now() };
    job.agentName = agent.name;
    job.groupName = agent.groupName;
    state.clock.after(START_LAG_MS, () => beginJob(state, job));
    watchLock(state, job, agentId);
    state.changed();
    return job;
  }
  return 'gone';
}

/** The moment at which GitHub shows the job as running: the first sign of life, or a little later. */
export function beginJob(state: State, job: Job): void {
  if (job.phase.kind !== 'acquired') return;
  const now = state.clock.now();
  job.phase = { kind: 'in_progress', agentId: job.phase.agentId, startedAt: now, renewedAt: now };
  touchRun(state, job);
}

export function renewJob(state: State, job: Job): void {
  beginJob(state, job);
  if (job.phase.kind === 'in_progress') job.phase = { ...job.phase, renewedAt: state.clock.now() };
}

/** A job whose runner does not renew its lock fails: "lost communication with the server". */
function watchLock(state: State, job: Job, agentId: number): void {
  state.clock.after(LOCK_MS, () => {
    if (job.phase.kind !== 'in_progress' || job.phase.agentId !== agentId) return;
    if (state.clock.now() - job.phase.renewedAt >= state.clock.span(LOCK_MS)) endJob(state, job, 'failure');
    else watchLock(state, job, agentId);
  });
}

export function recordSteps(state: State, job: Job, steps: readonly StepRecord[]): void {
  beginJob(state, job);
  const byNumber = new Map(job.steps.map((step) => [step.number, step]));
  for (const step of steps) byNumber.set(step.number, step);
  job.steps = [...byNumber.values()].sort((a, b) => a.number - b.number);
  touchRun(state, job);
}

export function endJob(state: State, job: Job, conclusion: Conclusion): void {
  if (job.phase.kind === 'completed') return;
  const now = state.clock.now();
  const phase = job.phase;
  const holder = phase.kind === 'acquired' || phase.kind === 'in_progress' ? phase.agentId : null;
  if (phase.kind === 'offered') {
    for (const session of state.sessions.values()) withdraw(state, session.id, phase.jobMessageId);
  }
  job.phase = {
    kind: 'completed',
    agentId: holder,
    startedAt: phase.kind === 'in_progress' ? phase.startedAt : holder === null ? job.createdAt : now,
    at: now,
    conclusion,
  };
  release(state, job);
  const agent = holder === null ? undefined : state.agents.get(holder);
  if (agent?.ephemeral === true) removeAgent(state, agent.id);
  touchRun(state, job);
  matchJobs(state);
}

function touchRun(state: State, job: Job): void {
  const run = state.runs.get(job.runId);
  if (run !== undefined) run.updatedAt = state.clock.now();
  state.changed();
}

/** `gone`: no such run; `done`: it has ended. Running jobs are asked to end; queued ones end at once. */
export function cancelRun(state: State, runId: number, how: 'ask' | 'force'): 'accepted' | 'done' | 'gone' {
  const run = state.runs.get(runId);
  if (run === undefined) return 'gone';
  if (runStatus(state, run).status === 'completed') return 'done';
  for (const job of jobsOf(state, runId)) {
    if (job.phase.kind === 'completed') continue;
    const held = job.phase.kind === 'acquired' || job.phase.kind === 'in_progress';
    if (how === 'force' || !held) endJob(state, job, 'cancelled');
    else askToCancel(state, job);
  }
  state.changed();
  return 'accepted';
}

function askToCancel(state: State, job: Job): void {
  if (job.cancelAsked || (job.phase.kind !== 'acquired' && job.phase.kind !== 'in_progress')) return;
  job.cancelAsked = true;
  const { agentId } = job.phase;
  for (const session of state.sessions.values()) {
    if (session.agentId === agentId) {
      send(state, session, {
        type: 'JobCancellation',
        body: { jobId: job.guid, timeoutSeconds: CANCEL_SECONDS },
      });
    }
  }
}

/** A new attempt: every job again, or only those that did not succeed. */
export function rerun(state: State, runId: number, which: 'all' | 'failed'): 'accepted' | 'running' | 'gone' {
  const run = state.runs.get(runId);
  if (run === undefined) return 'gone';
  if (runStatus(state, run).status !== 'completed') return 'running';
  const last = jobsOf(state, runId).filter((job) => job.attempt === run.attempt);
  const wanted = last.filter(
    (job) => which === 'all' || (job.phase.kind === 'completed' && job.phase.conclusion !== 'success'),
  );
  run.attempt += 1;
  run.startedAt = state.clock.now();
  for (const job of wanted) touchRun(state, addJob(state, run, job));
  matchJobs(state);
  return 'accepted';
}

/** The registration is gone: its session ends, its long poll too; a running job goes on by itself until its lock ends. */
export function removeAgent(state: State, agentId: number): boolean {
  const agent = state.agents.get(agentId);
  if (agent === undefined) return false;
  state.agents.delete(agentId);
  for (const session of state.sessions.values()) {
    if (session.agentId !== agentId) continue;
    state.sessions.delete(session.id);
    session.wake?.();
  }
  for (const job of state.jobs.values()) {
    if (job.phase.kind === 'offered' && job.phase.agentId === agentId) job.phase = { kind: 'queued' };
  }
  state.changed();
  return true;
}
