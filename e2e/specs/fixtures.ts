/** States of the engine as a view may meet them, made up for the specs of the popover. */
import type { ViewState } from '../../shared/contract.ts';
import type {
  Finding,
  Job,
  JobId,
  JobResult,
  Machine,
  ProcessAnswer,
  Runner,
  RunnerId,
  RunnerState,
  Settings,
  Step,
  Trail,
} from '../../shared/domain.ts';

/** The moment at which all of this is seen: 24 November 2026, 09:45:13 UTC. */
export const NOW = Date.UTC(2026, 10, 24, 9, 45, 13);
const GB = 1e9;
const GIB = 1024 ** 3;
const seconds = (count: number): number => count * 1000;
const minutes = (count: number): number => count * 60_000;
const hours = (count: number): number => count * 3_600_000;

/** The id of the runner with this number. */
export const runnerId = (number: number): RunnerId => `runner${String(number).padStart(10, '0')}` as RunnerId;
const jobId = (name: string): JobId => name as JobId;

/** A step that ended; `from` and `to` in seconds before now. */
const done = (name: string, from: number, to: number, result: JobResult = 'Succeeded'): Step => ({
  name,
  state: 'completed',
  result,
  startedAt: NOW - seconds(from),
  endedAt: NOW - seconds(to),
});
const running = (name: string, from: number): Step => ({
  name,
  state: 'running',
  result: null,
  startedAt: NOW - seconds(from),
  endedAt: null,
});
const pending = (name: string): Step => ({
  name,
  state: 'pending',
  result: null,
  startedAt: null,
  endedAt: null,
});

/** The job of the picture: half done, and usually 2 min 15 s long. */
export function aJob(changes: Partial<Job> = {}): Job {
  return {
    id: jobId('current'),
    runnerId: runnerId(1),
    name: 'Build and test (macOS)',
    startedAt: NOW - seconds(94),
    outcome: { kind: 'running' },
    repository: 'exzosverse/exzosframer-js',
    workflow: 'CI',
    runId: '11480001482',
    runNumber: '1482',
    attempt: 1,
    branch: 'main',
    commit: '4f2a9c07b1d3e5f60718293a4b5c6d7e8f901234',
    actor: 'mona',
    event: 'push',
    url: 'https://github.com/exzosverse/exzosframer-js/actions/runs/11480001482/job/31822001',
    steps: [
      done('Set up job', 94, 91),
      done('pnpm install', 91, 47),
      running('TypeScript build', 47),
      pending('Test'),
      pending('Upload coverage'),
      pending('Post checkout'),
      pending('Complete job'),
    ],
    announcedSteps: 7,
    usualSeconds: 135,
    ...changes,
  };
}

/** A job with many steps behind it, one of which failed and was let go on. */
export function aLongJob(changes: Partial<Job> = {}): Job {
  const names = [
    'Set up job',
    'Checkout',
    'Set up Node',
    'Cache',
    'pnpm install',
    'Lint',
    'Types',
    'Unit tests',
    'Docs',
  ];
  const ended = names.map((name, index) => done(name, 2000 - index * 100, 1910 - index * 100));
  return aJob({
    startedAt: NOW - seconds(2000),
    steps: [...ended, running('End-to-end tests', 1100)],
    announcedSteps: 14,
    usualSeconds: 1700,
    ...changes,
  });
}

function ended(
  name: string,
  branch: string,
  result: JobResult,
  took: number,
  ago: number,
  steps: Step[] = [],
): Job {
  const endedAt = NOW - ago;
  return aJob({
    id: jobId(`${name} ${ago}`),
    name,
    branch,
    startedAt: endedAt - seconds(took),
    outcome: { kind: 'ended', result, endedAt },
    steps,
    usualSeconds: null,
  });
}

/** The jobs that ended, newest first, one of every kind. */
export const earlierJobs: readonly Job[] = [
  ended('Build and test', 'feat/frames', 'Succeeded', 131, minutes(3)),
  ended('Lint', 'feat/frames', 'Failed', 24, minutes(5), [
    done('Checkout', 9, 8),
    done('eslint', 8, 5, 'Failed'),
  ]),
  ended('Release', 'main', 'Succeeded', 242, hours(20)),
  ended('Nightly', 'main', 'Canceled', 900, hours(32)),
  ended('Docs', 'main', 'SucceededWithIssues', 61, hours(50)),
  aJob({
    id: jobId('lost'),
    name: 'Build and test',
    branch: 'fix/crash',
    url: null,
    outcome: { kind: 'lost', noticedAt: NOW - hours(75) },
  }),
];

const wave = (values: readonly number[]): number[] => values.map((value) => value * 100);
const trail: Trail = {
  endsAt: NOW,
  stepSeconds: 60,
  cpu: wave([0.08, 0.06, 0.07, 0.05, 0.06, 0.3, 0.52, 0.61, 0.48, 0.72, 0.66, 0.58, 0.63, 0.7, 0.52]),
  memory: wave([0.31, 0.31, 0.3, 0.32, 0.31, 0.36, 0.42, 0.47, 0.5, 0.52, 0.55, 0.56, 0.57, 0.57, 0.58]),
  disk: wave([0.7, 0.7, 0.7, 0.7, 0.7, 0.7, 0.71, 0.71, 0.71, 0.72, 0.72, 0.72, 0.72, 0.72, 0.72]),
};

/** A Mac mini that copes. */
export const aMachine: Machine = {
  facts: {
    name: 'mac-mini-m4',
    model: 'Mac16,10',
    chip: 'Apple M4',
    systemVersion: '26.1',
    memoryBytes: 16 * GIB,
    cores: 10,
  },
  latest: {
    at: NOW - seconds(1),
    cpu: { percent: 52, kinds: [] },
    memory: { totalBytes: 16 * GIB, usedBytes: 9.3 * GIB, pressure: 'normal', swapUsedBytes: 0 },
    disk: { totalBytes: 494 * GB, availableBytes: 71 * GB },
    network: null,
    thermal: 'nominal',
  },
  trail,
};

/** A Mac of which nothing could be measured. */
export const anUnknownMachine: Machine = {
  facts: { ...aMachine.facts, model: null, chip: null, memoryBytes: null },
  latest: { at: NOW, cpu: null, memory: null, disk: null, network: null, thermal: null },
  trail: { endsAt: NOW, stepSeconds: 60, cpu: [null, null], memory: [], disk: [] },
};

/** A Mac that does not cope. */
export const aStrainedMachine: Machine = {
  ...aMachine,
  latest: {
    at: NOW,
    cpu: { percent: 100, kinds: [] },
    memory: { totalBytes: 16 * GIB, usedBytes: 15.6 * GIB, pressure: 'critical', swapUsedBytes: 6.2 * GIB },
    disk: { totalBytes: 494 * GB, availableBytes: 0.9 * GB },
    network: null,
    thermal: 'serious',
  },
};

const processes = (changes: Partial<ProcessAnswer> = {}): ProcessAnswer => ({
  listeners: [{ pid: 501, startedAt: NOW - hours(9), ancestors: [500] }],
  workers: [],
  cpuPercent: 4,
  memoryBytes: 140 * 1024 ** 2,
  processCount: 3,
  ...changes,
});

const stopIdle = {
  command: 'stop',
  effect:
    'Ends the runner and disables its service, so that it stays stopped after a restart, until you start it.',
  hint: 'no job is running',
  choices: [],
} as const;
const restartIdle = {
  command: 'restart',
  effect: 'Ends the runner and starts it again; it is away for a few seconds.',
  hint: 'a few seconds',
  choices: [],
} as const;
const startOffer = {
  command: 'start',
  effect: 'Enables its service, has launchd start it, and keeps it starting at each login.',
  hint: 'take jobs again',
  choices: [],
} as const;
const busyChoices = [
  // The dangerous one first on purpose: the view must not make it the default.
  {
    when: 'cancel-job',
    label: 'Cancel the job',
    effect: 'The job ends now and GitHub shows it as failed. Then the runner is stopped.',
  },
  {
    when: 'after-job',
    label: 'After this job',
    effect: 'The job runs to its end. Then the runner is stopped before it takes another.',
  },
] as const;
const stopBusy = {
  command: 'stop',
  effect: 'A job is running. Choose what becomes of it.',
  hint: 'after this job…',
  choices: busyChoices,
} as const;
const restartBusy = { ...stopBusy, command: 'restart' } as const;

/** An idle runner; `changes` make it another. */
export function aRunner(changes: Partial<Runner> = {}): Runner {
  const at = NOW - seconds(2);
  return {
    id: runnerId(1),
    name: 'mac-mini-m4',
    directory: '~/actions-runner',
    scope: { kind: 'repository', host: 'github.com', owner: 'exzosverse', repository: 'exzosframer-js' },
    url: 'https://github.com/exzosverse/exzosframer-js',
    version: '2.337.0',
    ephemeral: false,
    labels: ['self-hosted', 'macOS', 'ARM64'],
    state: { kind: 'idle' },
    since: NOW - minutes(3),
    sentence: 'Listening for jobs.',
    job: null,
    witnesses: {
      processes: { kind: 'answered', at, answer: processes() },
      launchd: { kind: 'answered', at, answer: { screenSession: true, services: [] } },
      logs: { kind: 'answered', at, answer: { state: 'listening', reason: null, lastLineAt: at } },
      github: { kind: 'not-asked', why: 'Asking GitHub is switched off.' },
    },
    actions: [stopIdle, restartIdle],
    pending: null,
    lastProblem: null,
    named: false,
    ...changes,
  };
}

/** The same runner with a job. */
export function aBusyRunner(changes: Partial<Runner> = {}): Runner {
  const idle = aRunner();
  return aRunner({
    state: { kind: 'busy' },
    since: NOW - seconds(94),
    sentence: 'Running a job.',
    job: aJob(),
    witnesses: {
      ...idle.witnesses,
      processes: {
        kind: 'answered',
        at: NOW - seconds(1),
        answer: processes({
          cpuPercent: 470,
          workers: [{ pid: 720, startedAt: NOW - seconds(94), ancestors: [300] }],
        }),
      },
    },
    actions: [stopBusy, restartBusy],
    ...changes,
  });
}

/** A runner in some state, with the sentence that the engine has for it. */
export function aRunnerIn(state: RunnerState, sentence: string, changes: Partial<Runner> = {}): Runner {
  return aRunner({ state, sentence, actions: [], ...changes });
}

export const offlineRunner = aRunnerIn(
  { kind: 'offline', reason: 'reconnecting', detail: null },
  'Lost the connection to GitHub and keeps trying; check the network if this lasts.',
  { actions: [stopIdle, restartIdle] },
);
export const stoppedRunner = aRunnerIn(
  { kind: 'stopped', reason: 'by-person' },
  'Stopped; it takes no jobs until you start it.',
  { actions: [startOffer] },
);
export const crashingRunner = aRunnerIn(
  { kind: 'crash-looping' },
  'Crashes again and again; look at its log before anything else.',
  {
    actions: [stopIdle, restartIdle],
    lastProblem: {
      at: NOW - minutes(4),
      message: 'launchd started it, but it ended again within two seconds.',
    },
  },
);
export const unknownRunner = aRunnerIn(
  { kind: 'unknown' },
  'Trackside cannot tell what it is doing right now; nothing has been changed, so look again in a moment.',
  {
    since: Date.UTC(2026, 10, 24, 9, 38),
    witnesses: {
      ...aRunner().witnesses,
      processes: {
        kind: 'unknown',
        since: NOW - minutes(7),
        why: 'The list of processes did not come in time.',
      },
      launchd: {
        kind: 'unknown',
        since: NOW - minutes(7),
        why: 'launchd did not answer within five seconds.',
      },
    },
  },
);
export const drainingRunner = aBusyRunner({
  state: { kind: 'draining' },
  sentence: 'Finishing this job, then stopping.',
  actions: [],
  pending: { command: 'stop', when: 'after-job', since: NOW - seconds(5), phase: 'waiting' },
});

const LONG = 'a-very-long-name-that-somebody-thought-was-a-good-idea-at-the-time';
export const longRunner = aBusyRunner({
  name: `${LONG}-runner-on-the-mac-under-the-desk`,
  directory: `~/${LONG}/${LONG}`,
  version: '2.337.0-preview.20261101.4',
  job: aJob({
    name: `Build, test, sign, notarise and publish everything (${LONG}, macOS, arm64, node 24)`,
    repository: `${LONG}/${LONG}`,
    branch: `feature/${LONG}`,
    runNumber: '1048576',
    attempt: 12,
    steps: [done(`Run ${LONG} ${LONG}`, 90, 60), running(`Run ./scripts/${LONG}.sh --with ${LONG}`, 60)],
    announcedSteps: 20,
  }),
});

/** Twelve runners in many states, in no order. */
export function twelveRunners(): Runner[] {
  const states: readonly Runner[] = [
    aRunner(),
    stoppedRunner,
    aBusyRunner(),
    aRunner(),
    offlineRunner,
    aRunner(),
    aRunnerIn({ kind: 'updating', version: '2.338.0' }, 'Updating itself to 2.338.0; give it a few minutes.'),
    unknownRunner,
    aRunner(),
    aBusyRunner(),
    crashingRunner,
    aRunnerIn(
      { kind: 'lost-registration' },
      'GitHub no longer knows this runner; it has to be registered again.',
    ),
  ];
  return states.map((runner, index) => {
    const id = runnerId(index + 1);
    const job = runner.job === null ? null : { ...runner.job, id: jobId(`job ${index}`), runnerId: id };
    return { ...runner, id, name: `mac-mini-${index + 1}`, directory: `~/runners/${index + 1}`, job };
  });
}

export const findings: readonly Finding[] = [
  {
    id: 'two-services',
    code: 'two-services',
    severity: 'warning',
    runnerId: runnerId(1),
    title: 'Two services start this runner',
    detail: 'macOS may start it twice, and GitHub then refuses the second session. Remove one of them.',
    evidence: ['actions.runner.exzosverse-exzosframer-js.mac-mini-m4', 'com.exzosframer.runner'],
  },
  {
    id: 'sleeps',
    code: 'sleeps',
    severity: 'critical',
    runnerId: null,
    title: 'This Mac goes to sleep',
    detail:
      'While it sleeps, no job runs and GitHub loses the runner. Set it never to sleep in System Settings, Energy.',
    evidence: ['sleep 10 (pmset)'],
  },
];

export const someSettings: Settings = {
  notifications: 'failures',
  startAtLogin: true,
  timeInMenuBar: false,
  appearance: 'system',
  folders: [],
  askGitHub: false,
};

/** A whole state around these runners. */
export function aView(runners: readonly Runner[], changes: Partial<ViewState> = {}): ViewState {
  return {
    app: { version: '0.1.0', host: 'headless', banner: null, looked: true, startedAt: NOW - hours(9) },
    machine: aMachine,
    runners: Object.fromEntries(runners.map((runner) => [runner.id, runner])),
    jobs: earlierJobs,
    findings: [],
    settings: someSettings,
    github: { kind: 'off' },
    notices: [],
    ...changes,
  };
}
