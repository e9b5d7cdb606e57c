/**
 * The engine: wires its parts together and owns start and stop. It knows no view and no Electron.
 * Starting and stopping it never touches a runner.
 */
import type { ViewState } from '../../shared/contract.ts';
import type { Job, Notice, Runner } from '../../shared/domain.ts';
import { createGitHub } from './github/github.ts';
import { createGitHubWatch, type GitHubWatch } from './github/watch.ts';
import type { CoreKinds, Host, HostFacts } from './host/host.ts';
import { createHandlers } from './handlers.ts';
import { createVisits, isAllowedLink } from './links.ts';
import { createLogAccess } from './log-access.ts';
import { learnFacts } from './machine/learn-facts.ts';
import { createRunnerTrails } from './machine/runner-trails.ts';
import { createSampler } from './machine/sampler.ts';
import { createSteadyClock } from './machine/steady-clock.ts';
import { createTrail, SHOWN_BUCKETS } from './machine/trail.ts';
import { type Attention, PACE } from './pace.ts';
import { createOperationKinds } from './operation-kinds.ts';
import type { OperationMoment } from './operations/live-operation.ts';
import { createOperations } from './operations/operations.ts';
import { createRegistry } from './runners/registry.ts';
import type { ManagedRunner } from './runners/managed-runner.ts';
import { type Connection, handleRequest, type PushListener, type ShellPort } from './server.ts';
import { createDraftFile } from './set-up/draft-file.ts';
import { createPlaces } from './set-up/places.ts';
import { createSettingsFile, DEFAULT_SETTINGS } from './settings.ts';
import { checkAnswers } from './set-up/check-answers.ts';
import { createSettingsKeeper } from './settings-keeper.ts';
import { createProjection } from './state/projector.ts';
import { createEngineStore } from './state/store.ts';

export interface EngineOptions {
  readonly version: string;
  readonly host: 'electron' | 'headless';
  /** In place of every GitHub host's own API; null on a real machine. */
  readonly githubApi: string | null;
  /** Said on screen when this is not a real machine. */
  readonly banner: string | null;
  /** Gets what went wrong inside, for the log of the program around it. No secrets in it. */
  readonly report?: (where: string, error: unknown) => void;
  /** `look`: an operation that was cut short is only shown. Left out: it is taken up. */
  readonly unfinished?: 'take-up' | 'look';
  /** For tests that end the process at a chosen moment of an operation. */
  readonly observeOperations?: (moment: OperationMoment) => void;
}

export interface Engine {
  /** Resolves when the first look at everything is done. */
  start(): Promise<void>;
  stop(): Promise<void>;
  state(): ViewState;
  onChange(listener: (state: ViewState) => void): () => void;
  onJobEnded(listener: (job: Job, runner: Runner) => void): () => void;
  notice(notice: Notice | { readonly remove: string }): void;
  connect(shell: ShellPort): Connection;
  /** Whether Trackside opens that address (links.ts). */
  allowsLink(url: string): boolean;
}

export function createEngine(host: Host, options: EngineOptions): Engine {
  const report = options.report ?? (() => undefined);
  const store = createEngineStore(initialState(host, options));
  const settings = createSettingsKeeper({
    file: createSettingsFile(host.data),
    get: () => store.get().settings,
    set: (settings) => store.dispatch({ type: 'settings-changed', settings }),
    report: (error) => report('settings', error),
  });
  const jobEnded = new Set<(job: Job, runner: Runner) => void>();
  const connections = new Set<Connection>();
  const projections = new Set<{ readonly active: boolean }>();
  let kinds: CoreKinds | null = null;
  let attention: Attention = 'idle';
  let stopPower: (() => void) | null = null;
  let stopWatching: (() => void) | null = null;
  let stopLearning: (() => void) | null = null;

  const clock = createSteadyClock(host);
  const runnerTrails = createRunnerTrails(clock);
  const registry = createRegistry({
    host,
    store,
    named: () => store.get().settings.folders,
    onJobEnded: (job, runnerId) => {
      const runner = store.get().runners[runnerId];
      if (runner !== undefined) for (const listener of jobEnded) listener(job, runner);
    },
    onRunners: () => tellGitHub(),
    report,
  });
  const sampler = createSampler({
    host,
    clock,
    kinds: () => kinds,
    onSample: (sample, trail) => store.dispatch({ type: 'machine-sampled', sample, trail }),
  });
  const visits = createVisits();
  const account = createGitHub({
    host,
    githubApi: options.githubApi,
    clientId: () => store.get().settings.deviceClientId,
    onLogin: () => void github.askNow(),
  });
  const github: GitHubWatch = createGitHubWatch({
    host,
    logins: account.logins,
    githubApi: options.githubApi,
    onAnswer: (id, answer) => registry.setGitHub(id, answer),
    onAccess: (access) => store.dispatch({ type: 'github-access', access }),
  });

  const setUp = {
    draft: createDraftFile(host.data),
    places: createPlaces({ place: (scope) => account.lookAt(scope) }, () => host.monotonic()),
  };
  const allowsLink = (url: string): boolean => {
    const scopes = Object.values(store.get().runners).map(({ scope }) => scope);
    return isAllowedLink(url, { scopes, visited: visits.hosts() });
  };
  const operationKinds = createOperationKinds({
    host,
    admin: account.admin,
    runners: {
      look: () => registry.look(),
      at: (directory) => registry.all().find((runner) => runner.directory === directory) ?? null,
      forget: async (directory) => {
        const runner = registry.all().find((one) => one.directory === directory);
        if (runner !== undefined) await registry.forget(runner.id);
      },
      byId: (id) => registry.runner(id),
    },
    check: async (answers, place) =>
      await checkAnswers({ host, place, runners: Object.values(store.get().runners) }, answers),
    place: (scope) => account.lookAt(scope),
    settings: () => store.get().settings,
    updateSettings: (change) => settings.update(change),
  });
  const operations = createOperations({
    host,
    definitions: operationKinds.definitions,
    publish: (all) => store.dispatch({ type: 'operations-changed', operations: all }),
    notice: (raised) => notice(raised),
    onEnded: () => {
      lookAtEverything().catch((error: unknown) => report('look', error));
    },
    report,
    ...(options.observeOperations === undefined ? {} : { observe: options.observeOperations }),
  });

  /** GitHub, too: a runner that was set up or taken away is seen there by now, or seen no more. */
  async function lookAtEverything(): Promise<void> {
    // A runner that was adopted in a terminal may be found by the settings alone.
    await settings.refresh();
    await registry.look();
    await github.askNow();
  }

  function tellGitHub(): void {
    github.setAsking(store.get().settings.askGitHub ? 'on' : 'off');
    github.setRunners(registry.all().flatMap(asGitHubRunner));
  }

  /** Who needs to know how soon; told to all that measure. */
  function attend(): void {
    const next = attentionOf(
      store.get(),
      [...projections].some((projection) => projection.active),
    );
    if (next === attention) return;
    attention = next;
    registry.setAttention(next);
    sampler.setAttention(next);
    github.setAttention(next);
  }

  const notice = (notice: Notice | { readonly remove: string }): void =>
    store.dispatch(
      'remove' in notice ? { type: 'notice-cleared', id: notice.remove } : { type: 'notice-raised', notice },
    );

  async function start(): Promise<void> {
    const problem = await settings.load();
    if (problem !== null) {
      notice({
        id: 'settings',
        kind: 'news',
        severity: 'warning',
        title: 'Settings were reset',
        detail: problem,
      });
    }
    stopWatching = store.subscribe((state, before) => {
      if (state.runners !== before.runners) runnerTrails.see(state.runners, PACE[attention].processes);
      attend();
    });
    stopPower = host.power.onChange((event) => {
      if (event === 'resume') wake();
    });
    stopLearning = learnFacts({ host, onFacts: know, report: (why) => report('facts', why) });
    void sampler.now();
    await registry.start();
    tellGitHub();
    store.dispatch({ type: 'looked' });
    await operations.start(options.unfinished ?? 'take-up');
  }

  function know(facts: HostFacts): void {
    kinds = facts.coreKinds;
    store.dispatch({
      type: 'machine-known',
      facts: {
        name: facts.computerName,
        model: facts.model,
        chip: facts.chip,
        systemVersion: facts.systemVersion,
        memoryBytes: facts.memoryBytes,
        cores: store.get().machine.facts.cores,
      },
    });
  }

  function wake(): void {
    sampler.wake();
    registry.look().catch((error: unknown) => report('look', error));
    void github.askNow();
  }

  function connect(shell: ShellPort): Connection {
    const listeners = new Set<PushListener>();
    const projection = createProjection(store, (push) => {
      for (const listener of listeners) listener(push);
    });
    const logs = createLogAccess();
    projections.add(projection);
    const handlers = createHandlers({
      host,
      store,
      registry,
      sampler,
      runnerTrails,
      github,
      account,
      allowsLink,
      visit: (host) => visits.visit(host),
      operations,
      plan: (request) => operationKinds.plan(operations, request),
      setUp,
      updateSettings: (change) => settings.update(change),
      tellGitHub,
      attend,
      shell,
      projection,
      logs,
    });
    const connection: Connection = {
      request: async (name, input) =>
        await handleRequest(handlers, name, input, (where, error) => report(where, error)),
      onPush: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      close: () => {
        projection.unsubscribe();
        projections.delete(projection);
        connections.delete(connection);
        listeners.clear();
        logs.closeAll();
        attend();
      },
    };
    connections.add(connection);
    return connection;
  }

  return {
    start,
    stop: async () => {
      stopWatching?.();
      stopLearning?.();
      stopPower?.();
      await operations.stop();
      sampler.stop();
      github.close();
      account.close();
      for (const connection of connections) connection.close();
      await registry.stop();
    },
    state: () => store.get(),
    onChange: (listener) => store.subscribe((state) => listener(state)),
    onJobEnded: (listener) => {
      jobEnded.add(listener);
      return () => jobEnded.delete(listener);
    },
    notice,
    connect,
    allowsLink,
  };
}

/** Before anything was looked at. */
function initialState(host: Host, options: EngineOptions): ViewState {
  return {
    app: {
      version: options.version,
      host: options.host,
      banner: options.banner,
      looked: false,
      startedAt: host.now(),
    },
    machine: {
      facts: {
        name: null,
        model: null,
        chip: null,
        systemVersion: null,
        memoryBytes: null,
        cores: host.cores,
      },
      latest: null,
      trail: createTrail().shown(SHOWN_BUCKETS, { steady: 0, wall: host.now() }),
    },
    runners: {},
    jobs: [],
    findings: [],
    settings: DEFAULT_SETTINGS,
    github: { kind: 'off' },
    notices: [],
    operations: [],
  };
}

const LIVELY: ReadonlySet<Runner['state']['kind']> = new Set(['busy', 'draining', 'starting', 'updating']);

/** An open view wants the most; a job, a start or a stop under way wants more than an idle Mac. */
export function attentionOf(state: ViewState, viewOpen: boolean): Attention {
  if (viewOpen) return 'view-open';
  const lively = Object.values(state.runners).some(
    (runner) => LIVELY.has(runner.state.kind) || runner.pending !== null,
  );
  return lively ? 'job-active' : 'idle';
}

function asGitHubRunner(runner: ManagedRunner): Parameters<GitHubWatch['setRunners']>[0] {
  const { configuration } = runner.record();
  if (configuration.kind !== 'configured') return [];
  return [
    { id: runner.id, agentId: configuration.agentId, name: configuration.name, scope: configuration.scope },
  ];
}
