/** Plain values for tests: a state with nothing in it, a runner, a record. */
import type { ViewState } from '../../../shared/contract.ts';
import type {
  Instant,
  ProcessAnswer,
  ProcessSight,
  Runner,
  RunnerId,
  ServiceAnswer,
} from '../../../shared/domain.ts';
import type { AgentPlist } from '../host/host.ts';
import { initialLogState } from '../jobs/log-state.ts';
import { NOTHING_REMEMBERED } from '../runners/memory.ts';
import type { RunnerRecord } from '../runners/record.ts';
import { DEFAULT_SETTINGS } from '../settings.ts';

export const NOW = Date.UTC(2026, 7, 20, 9, 0, 0);
export const RUNNER_ID = '0123456789abcdef' as RunnerId;

export function emptyState(): ViewState {
  return {
    app: { version: '0.0.0', host: 'headless', banner: null, looked: false, startedAt: NOW },
    machine: {
      facts: { name: null, model: null, chip: null, systemVersion: null, memoryBytes: null, cores: 10 },
      latest: null,
      trail: { endsAt: NOW, stepSeconds: 60, cpu: [], memory: [], disk: [] },
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

export function aRunner(): Runner {
  return {
    id: RUNNER_ID,
    name: 'mac-mini',
    directory: '~/actions-runner',
    scope: { kind: 'repository', host: 'github.com', owner: 'acme', repository: 'rocket' },
    url: null,
    version: null,
    ephemeral: false,
    labels: null,
    state: { kind: 'idle' },
    since: NOW,
    sentence: 'Listening for jobs.',
    job: null,
    witnesses: {
      processes: { kind: 'not-asked', why: '' },
      launchd: { kind: 'not-asked', why: '' },
      logs: { kind: 'not-asked', why: '' },
      github: { kind: 'not-asked', why: '' },
    },
    actions: [],
    pending: null,
    lastProblem: null,
    named: false,
  };
}

export const AGENT: AgentPlist = {
  label: 'actions.runner.acme-rocket.mac-mini',
  path: '/Users/me/Library/LaunchAgents/actions.runner.acme-rocket.mac-mini.plist',
  program: ['/Users/me/actions-runner/runsvc.sh'],
  workingDirectory: '/Users/me/actions-runner',
  standardOutPath: '/Users/me/Library/Logs/actions.runner.acme-rocket.mac-mini/stdout.log',
  standardErrorPath: null,
  keepAlive: false,
  startsAtLoad: true,
  exitTimeOut: null,
  processType: 'Interactive',
  environment: {},
};

export const NO_PROCESSES: ProcessAnswer = {
  listeners: [],
  workers: [],
  cpuPercent: 0,
  memoryBytes: 0,
  processCount: 0,
};

/** A process whose parents are `ancestors`, nearest first. */
export function aProcess(
  pid: number,
  startedAt: Instant = NOW,
  ancestors: readonly number[] = [],
): ProcessSight {
  return { pid, startedAt, ancestors };
}

/** The official service, loaded and running as process 50. */
export function aService(change: Partial<ServiceAnswer> = {}): ServiceAnswer {
  return {
    label: AGENT.label,
    kind: 'official',
    loaded: true,
    pid: 50,
    state: 'running',
    lastExit: null,
    runs: 1,
    disabled: false,
    ...change,
  };
}

/** A configured runner with its official service, of which nothing has been seen yet. */
export function aRecord(change: Partial<RunnerRecord> = {}): RunnerRecord {
  return {
    id: RUNNER_ID,
    directory: '/Users/me/actions-runner',
    displayDirectory: '~/actions-runner',
    named: false,
    configuration: {
      kind: 'configured',
      agentId: 7,
      name: 'mac-mini',
      scope: { kind: 'repository', host: 'github.com', owner: 'acme', repository: 'rocket' },
      url: null,
      ephemeral: false,
      usesBroker: true,
      version: null,
      writtenAt: null,
    },
    lastName: null,
    agents: [AGENT],
    processes: { kind: 'answered', at: NOW, answer: NO_PROCESSES },
    launchd: { kind: 'answered', at: NOW, answer: { screenSession: true, services: [] } },
    log: initialLogState('runner-console'),
    folderHangs: false,
    logProblem: null,
    github: { kind: 'not-asked', why: '' },
    job: null,
    pending: null,
    lastProblem: null,
    state: { kind: 'unknown' },
    since: NOW,
    memory: NOTHING_REMEMBERED,
    ...change,
  };
}
