/** Starts a practice GitHub on loopback, and hands over the levers behind it. */
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Token } from './access.ts';
import { addRelease, digestOf } from './archives.ts';
import { createDeviceFlow, type DeviceFlow } from './device-flow.ts';
import { createFaults, type Faults } from './faults.ts';
import { createJournal, type Journal } from './journal.ts';
import { cancelRun, jobsOf, queueJob, removeAgent, runStatus, type JobSpec } from './jobs.ts';
import { createLimits, type Limits } from './limits.ts';
import type { Agent, Conclusion, Job, RunnerRelease, ScopeRef } from './model.ts';
import { ensureOrganization, type OrganizationDetails } from './organizations.ts';
import { randomToken } from './runner-json.ts';
import { handle } from './server.ts';
import {
  createClock,
  createState,
  ensureRepository,
  liveSession,
  shownBusy,
  type BusyView,
  type RepositoryDetails,
} from './state.ts';

export interface GitHubOptions {
  readonly seed?: number;
  /** How much faster than real all waits and lifetimes are; 1 by default. */
  readonly speed?: number;
  /** Milliseconds since 1970; the machine's clock by default. */
  readonly now?: () => number;
}

/** One runner as the world sees it. */
export interface RunnerView {
  readonly id: number;
  readonly name: string;
  readonly scope: ScopeRef;
  readonly status: 'online' | 'offline';
  /** What GitHub says, which may be wrong; the truth is `jobId`. */
  readonly busy: boolean;
  readonly jobId: number | null;
  readonly labels: readonly string[];
  readonly version: string | null;
}
export interface JobView {
  readonly id: number;
  readonly runId: number;
  readonly name: string;
  readonly phase: Job['phase']['kind'];
  readonly conclusion: Conclusion | null;
  readonly offers: number;
  readonly runnerName: string | null;
  readonly steps: Job['steps'];
}

export interface WorldGitHub {
  /** `http://127.0.0.1:PORT`: the REST API at its root and under `/api/v3`, the broker under `/_broker`. */
  readonly origin: string;
  /** A classic token of `mona`, who may do everything. */
  readonly token: string;
  addToken(token: Token): void;
  /** The token stops working, as when a person revokes it. */
  revokeToken(token: string): void;
  addRepository(fullName: string, details?: RepositoryDetails): void;
  addOrganization(login: string, details?: OrganizationDetails): void;
  queueJob(spec: JobSpec): { readonly runId: number; readonly jobId: number };
  /** `done`: it had ended; `gone`: there is none. */
  cancelRun(runId: number): 'accepted' | 'done' | 'gone';
  /** Deletes the registration, busy or not. False: there is none. */
  deleteRunner(agentId: number): boolean;
  deprecate(version: string): void;
  /** Makes a version known by name only. */
  announceVersion(version: string): void;
  /** Makes an archive the newest version and offers it to runners that poll. Rejects when it cannot be read. */
  offerUpdate(version: string, archive: string): Promise<{ readonly sha256: string }>;
  /**
   * Makes an archive known as a version to install; no runner is told to update to it. Rejects when it cannot be read.
   * @param reach `downloads` (default): GitHub offers it everywhere; `release`: only its release is there yet.
   */
  addRelease(
    version: string,
    archive: string,
    reach?: 'downloads' | 'release',
  ): Promise<{ readonly sha256: string }>;
  /** How fast archives come from now on; null: as fast as it goes. */
  setDownloadPace(bytesPerSecond: number | null): void;
  /** @param lifeMs of the world’s time; left out: an hour. Below 0: it has expired. */
  mintToken(scope: ScopeRef, use: 'register' | 'remove', lifeMs?: number): string;
  /** Takes a token of any shape for one of its own, for an hour: its shape is no promise (github.md 1.6). */
  addRunnerToken(token: string, scope: ScopeRef, use: 'register' | 'remove'): void;
  /** All that it has given out or knows and that nobody else may see: logins, runner tokens, device codes, credentials. */
  secrets(): readonly string[];
  setBusyView(view: BusyView): void;
  setLimit(...change: Parameters<Limits['set']>): void;
  readonly faults: Pick<Faults, 'add' | 'clear'>;
  readonly journal: Pick<Journal, 'entries' | 'counted' | 'clear'>;
  /** Code null: the newest. False: there is no such code. */
  decideDevice(...decision: Parameters<DeviceFlow['decide']>): boolean;
  runners(): readonly RunnerView[];
  jobs(): readonly JobView[];
  runStatus(runId: number): ReturnType<typeof runStatus> | null;
  /** Calls after each change; gives the way to stop. */
  onChange(listener: () => void): () => void;
  close(): Promise<void>;
}

const LIBERAL = ['repo', 'admin:org', 'admin:enterprise', 'workflow'];

/** Resolves when it listens. The port is the system's choice. */
export async function startGitHub(options: GitHubOptions = {}): Promise<WorldGitHub> {
  const clock = createClock(options.now ?? Date.now, options.speed ?? 1);
  const state = createState(options.seed ?? 1, clock);
  const tokens = new Map<string, Token>();
  const limits = createLimits(clock);
  const faults = createFaults();
  const journal = createJournal();
  const addToken = (token: Token): void => {
    tokens.set(token.token, token);
  };
  const mint = (login: string, scopes: readonly string[], token: string): string => {
    addToken({ kind: 'classic', token, login, repositories: 'all', scopes });
    return token;
  };
  const deviceFlow = createDeviceFlow(clock, state.ids, (scopes) =>
    mint('mona', scopes, `gho_${state.ids.text(36, 'abcdefghijklmnopqrstuvwxyz')}`),
  );
  let origin = '';
  const parts = { state, tokens, limits, faults, journal, deviceFlow, origin: () => origin };
  const server = createServer((request, response) => {
    // A request that nothing can be made of must not end the world.
    handle(parts, request, response).catch(() => response.destroy());
  });
  server.keepAliveTimeout = 5_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The practice GitHub has no port.');
  origin = `http://127.0.0.1:${String(address.port)}`;
  const token = mint('mona', LIBERAL, `gho_${'world'.repeat(8)}`);
  ensureRepository(state, 'acme/rocket');
  const wakeAll = (): void => {
    for (const session of state.sessions.values()) session.wake?.();
  };
  const release = async (
    version: string,
    file: string,
    reach: RunnerRelease['reach'],
  ): Promise<{ readonly sha256: string }> => {
    const [sha256, { size: bytes }] = [await digestOf(file), await stat(file)];
    addRelease(state, { version, file, sha256, bytes, publishedAt: clock.now(), reach });
    return { sha256 };
  };

  return {
    origin,
    token,
    addToken,
    revokeToken: (value) => void tokens.delete(value),
    addRepository: (fullName, details) => void ensureRepository(state, fullName, details),
    addOrganization: (login, details) => void ensureOrganization(state, login, details),
    queueJob: (spec) => queueJob(state, spec),
    cancelRun: (runId) => cancelRun(state, runId, 'ask'),
    deleteRunner: (agentId) => removeAgent(state, agentId),
    deprecate: (version) => {
      state.deprecated.set(version, clock.now());
      wakeAll();
    },
    announceVersion: (version) =>
      addRelease(state, {
        version,
        file: null,
        sha256: null,
        bytes: 0,
        publishedAt: clock.now(),
        reach: 'runners',
      }),
    offerUpdate: async (version, archive) => {
      const known = await release(version, archive, 'runners');
      wakeAll();
      return known;
    },
    addRelease: (version, archive, reach = 'downloads') => release(version, archive, reach),
    setDownloadPace: (bytesPerSecond) => {
      state.bytesPerSecond = bytesPerSecond;
    },
    mintToken: (scope, use, lifeMs = 3_600_000) => {
      if (scope.kind === 'organization') ensureOrganization(state, scope.organization);
      return randomToken(state, scope, use, lifeMs).token;
    },
    addRunnerToken: (token, scope, use) => {
      state.runnerTokens.set(token, { scope, use, until: clock.now() + clock.span(3_600_000) });
    },
    secrets: () => [
      ...tokens.keys(),
      ...state.runnerTokens.keys(),
      ...deviceFlow.codes(),
      ...[...state.agents.values()].map(({ credential }) => credential),
    ],
    setBusyView: (view) => {
      state.busyView = view;
    },
    setLimit: (login, change) => limits.set(login, change),
    faults,
    journal,
    decideDevice: (userCode, decision) => deviceFlow.decide(userCode, decision),
    runners: () => [...state.agents.values()].map((agent) => runnerView(state, agent)),
    jobs: () => [...state.jobs.values()].map(jobView),
    runStatus: (runId) => {
      const run = state.runs.get(runId);
      return run === undefined || jobsOf(state, runId).length === 0 ? null : runStatus(state, run);
    },
    onChange: (listener) => {
      state.listeners.add(listener);
      return () => void state.listeners.delete(listener);
    },
    close: async () => {
      clock.close();
      wakeAll();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

const runnerView = (state: Parameters<typeof liveSession>[0], agent: Agent): RunnerView => ({
  id: agent.id,
  name: agent.name,
  scope: agent.scope,
  status: liveSession(state, agent.id) === null ? 'offline' : 'online',
  busy: shownBusy(state, agent),
  jobId: agent.jobId,
  labels: agent.labels.map((label) => label.name),
  version: agent.version,
});
const jobView = (job: Job): JobView => ({
  id: job.id,
  runId: job.runId,
  name: job.name,
  phase: job.phase.kind,
  conclusion: job.phase.kind === 'completed' ? job.phase.conclusion : null,
  offers: job.offers,
  runnerName: job.agentName,
  steps: job.steps,
});
