/** States for the shell's specs, made from words: complete, and JSON-safe. */
import type { ViewState } from '../../../shared/contract.ts';
import type { Job, JobId, Runner, RunnerId, RunnerState, Settings, Witness } from '../../../shared/domain.ts';
import type { Operation, OperationId, OperationState } from '../../../shared/operation.ts';

const SETTINGS: Settings = {
  notifications: 'failures',
  startAtLogin: false,
  timeInMenuBar: true,
  appearance: 'system',
  folders: [],
  askGitHub: false,
  deviceClientId: null,
};

export function emptyState(settings: Partial<Settings> = {}): ViewState {
  return {
    app: { version: '0.1.0', host: 'electron', banner: null, looked: true, startedAt: 0 },
    machine: {
      facts: { name: null, model: null, chip: null, systemVersion: null, memoryBytes: null, cores: 1 },
      latest: null,
      trail: { endsAt: 0, stepSeconds: 1, cpu: [], memory: [], disk: [] },
    },
    runners: {},
    jobs: [],
    findings: [],
    settings: { ...SETTINGS, ...settings },
    github: { kind: 'off' },
    notices: [],
    operations: [],
  };
}

export function withRunners(runners: readonly Runner[], settings: Partial<Settings> = {}): ViewState {
  return {
    ...emptyState(settings),
    runners: Object.fromEntries(runners.map((runner) => [runner.id, runner])),
  };
}

const notAsked: Witness<never> = { kind: 'not-asked', why: 'practice' };

/** `key` makes the id; sixteen of its letter. */
export function aRunner(key: string, state: RunnerState, more: Partial<Runner> = {}): Runner {
  return {
    id: key.repeat(16).slice(0, 16) as RunnerId,
    name: `mini-${key}`,
    directory: `~/runner-${key}`,
    scope: { kind: 'repository', host: 'github.com', owner: 'octo', repository: 'app' },
    url: 'https://github.com/octo/app',
    version: '2.335.0',
    ephemeral: false,
    labels: null,
    state,
    since: 0,
    sentence: `It is ${state.kind}.`,
    job: null,
    witnesses: { processes: notAsked, launchd: notAsked, logs: notAsked, github: notAsked },
    actions: [],
    pending: null,
    lastProblem: null,
    named: false,
    ...more,
  };
}

export function aJob(runner: Runner, more: Partial<Job> = {}): Job {
  return {
    id: `job-of-${runner.id}` as JobId,
    runnerId: runner.id,
    name: 'build',
    startedAt: 0,
    outcome: { kind: 'running' },
    repository: 'octo/app',
    workflow: 'CI',
    runId: '1',
    runNumber: '1',
    attempt: 1,
    branch: 'main',
    commit: null,
    actor: null,
    event: null,
    url: 'https://github.com/octo/app/actions/runs/1/job/2',
    steps: [],
    announcedSteps: null,
    usualSeconds: null,
    ...more,
  };
}

/** A set-up of two steps, in the second of them. */
export function anOperation(state: OperationState, more: Partial<Operation> = {}): Operation {
  const step = {
    detail: null,
    files: [],
    commands: [],
    usualSeconds: null,
    cancel: 'before',
    undoing: null,
  } as const;
  return {
    id: '00000000000000aa' as OperationId,
    kind: 'set-up',
    plan: {
      title: 'Set up mini-a for octo/app',
      needs: [],
      warnings: [],
      confirmation: { kind: 'button', label: 'Set it up' },
      steps: [
        { ...step, id: 'download', title: 'Download the runner' },
        { ...step, id: 'register', title: 'Register it with GitHub' },
      ],
    },
    steps: [
      { kind: 'done', at: 1, note: null },
      { kind: 'running', since: 1, progress: null, note: null },
    ],
    state,
    createdAt: 0,
    startedAt: 0,
    runnerId: null,
    problem: null,
    leftBehind: [],
    result: [],
    log: [],
    offers: [],
    resumed: 0,
    ...more,
  };
}
