/** Every word that the views say by themselves, in one place, so that other languages can follow. */
import { formatCount } from '../shared/format.ts';
import type {
  GitHubAccess,
  JobResult,
  MemoryPressure,
  RunnerCommand,
  RunnerStateKind,
  Severity,
  ThermalState,
} from '../shared/domain.ts';

const stateWords: Record<RunnerStateKind, string> = {
  absent: 'Not found',
  stopped: 'Stopped',
  starting: 'Starting',
  offline: 'Offline',
  idle: 'Idle',
  busy: 'Building',
  draining: 'Finishing',
  paused: 'Paused',
  updating: 'Updating',
  'lost-registration': 'Not registered',
  'crash-looping': 'Keeps crashing',
  unknown: 'Unknown',
};

const resultWords: Record<JobResult, string> = {
  Succeeded: 'succeeded',
  SucceededWithIssues: 'succeeded with issues',
  Failed: 'failed',
  Canceled: 'cancelled',
  Skipped: 'skipped',
  Abandoned: 'abandoned',
};

const commandWords: Record<
  RunnerCommand,
  { readonly label: string; readonly afterJob: string; readonly now: string }
> = {
  start: { label: 'Start', afterJob: 'Starting after this job', now: 'Starting…' },
  stop: { label: 'Stop', afterJob: 'Stopping after this job', now: 'Stopping…' },
  restart: { label: 'Restart', afterJob: 'Restarting after this job', now: 'Restarting…' },
};

const pressureWords: Record<MemoryPressure, string> = {
  normal: 'pressure normal',
  warning: 'pressure high',
  critical: 'pressure critical',
};

const thermalWords: Record<Exclude<ThermalState, 'nominal' | 'fair'>, string> = {
  serious: 'The Mac is hot and has slowed down.',
  critical: 'The Mac is very hot and runs much slower.',
};

const severityWords: Record<Severity, string> = { info: 'Note', warning: 'Warning', critical: 'Serious' };

export const words = {
  app: 'Trackside',
  state: stateWords,
  result: resultWords,
  lost: 'result unknown',
  command: commandWords,
  severity: severityWords,
  unknownValue: 'unknown',
  unknownSince: (time: string): string => `Unknown since ${time}`,
  timedOut: 'Trackside did not answer in time.',
  lookAgain: 'Look again',
  looking: 'Looking…',
  back: 'Back',
  close: 'Close',
  cancel: 'Cancel',
  working: 'Working…',
  openOnGitHub: 'Open on GitHub',
  linkFailed: 'The page could not be opened.',

  disconnected: {
    title: 'Not connected to Trackside',
    hint: 'Your runners go on without it. Trying again…',
    stale: (when: string): string => `What you see is from ${when}.`,
    retry: 'Try now',
  },
  banner: 'About this Mac',
  loading: 'Reading the state of this Mac…',

  header: {
    settings: 'Settings',
    runners: (count: number): string => formatCount(count, 'runner', 'runners'),
    building: (count: number): string => `${count} building`,
    trouble: (count: number): string => formatCount(count, 'needs a look', 'need a look'),
    allIdle: 'all idle',
    noneBuilding: 'none building',
    looking: 'Looking for runners…',
    version: (version: string): string => `v${version}`,
    since: (time: string): string => `In this state since ${time}`,
  },

  empty: {
    title: 'No runner on this Mac yet',
    found:
      'Trackside finds runners that macOS starts as a service and runners that are up. One that is neither? Show it the folder.',
    setUp:
      'To set up a new one, open your repository on GitHub: Settings, Actions, Runners, New self-hosted runner. Trackside notices it once it runs.',
  },

  folder: {
    choose: 'Look at a folder…',
    label: 'Path of the runner’s folder',
    placeholder: '/Users/you/actions-runner',
    add: 'Add',
    looking: 'Looking…',
    added: 'Added.',
  },

  job: {
    section: 'Current job',
    ofAbout: (usual: string): string => `of about ${usual}`,
    left: (rest: string): string => `≈ ${rest} left`,
    longer: 'longer than usual',
    elapsed: 'elapsed',
    progress: 'Progress of the job, from how long it usually takes',
    run: (number: string, attempt: number | null): string =>
      attempt !== null && attempt > 1 ? `#${number}, attempt ${attempt}` : `#${number}`,
    noDetails: 'Repository not known yet',
    started: (time: string): string => `Started ${time}`,
    startedBy: (actor: string, event: string | null): string =>
      event === null ? `by ${actor}` : `by ${actor}, ${event}`,
    steps: 'Steps',
    stepsDone: (count: number): string => formatCount(count, 'step done', 'steps done'),
    stepsDoneFailed: (count: number, failed: number): string =>
      `${formatCount(count, 'step done', 'steps done')}, ${failed} failed`,
    next: (name: string, more: number): string => (more === 0 ? name : `${name}, then ${more} more`),
    more: (count: number): string => formatCount(count, 'more step', 'more steps'),
    stepRunning: 'running',
    stepPending: 'to come',
    stepDone: 'done',
  },

  machine: {
    section: 'This Mac',
    cpu: 'CPU',
    memory: 'Memory',
    diskFree: 'Disk free',
    diskUsed: 'Disk used',
    runnerShare: (share: string, runners: number): string =>
      `${runners === 1 ? 'runner' : 'runners'} ${share}`,
    pressure: pressureWords,
    pressureUnknown: 'pressure unknown',
    swap: (size: string): string => `swap ${size}`,
    ofTotal: (size: string): string => `of ${size}`,
    measured: (ago: string): string => `from ${ago}`,
    thermal: thermalWords,
    trail: (name: string, low: string, high: string, span: string): string =>
      `${name}, last ${span}: between ${low} and ${high}`,
    noTrail: (name: string): string => `${name}: no measurements yet`,
  },

  earlier: {
    section: 'Earlier',
    none: 'No job has run here since Trackside started watching.',
    failedAt: (step: string): string => `failed at “${step}”`,
    showAll: (count: number): string => `Show all ${count}`,
    showLess: 'Show fewer',
  },

  runners: {
    section: 'Runners',
    noJob: 'no job',
    actionsFor: (name: string): string => `Actions for ${name}`,
  },

  pending: {
    keep: 'Keep running',
    kept: 'It keeps running.',
    notKept: 'Too late to take that back.',
  },
  sheet: {
    gone: 'This is no longer possible: the runner’s state has changed.',
    title: (label: string, runner: string): string => `${label} ${runner}?`,
    keep: 'Leave it as it is',
  },

  findings: {
    section: 'Findings',
    attention: (count: number): string =>
      formatCount(count, 'thing needs attention', 'things need attention'),
    notes: (count: number): string => formatCount(count, 'thing to know', 'things to know'),
    evidence: 'What was seen',
    none: 'Nothing needs attention any more.',
  },

  notice: { openSettings: 'Open System Settings' },

  settings: {
    title: 'Settings',
    notifications: 'Notify when a job ends',
    notificationChoices: { off: 'Off', failures: 'Failures only', all: 'All' },
    onlyInApp: 'Notifications, start at login and the menu bar are set in the app itself.',
    startAtLogin: 'Start at login',
    timeInMenuBar: 'Show the job’s time in the menu bar',
    appearance: 'Appearance',
    appearanceChoices: { system: 'System', light: 'Light', dark: 'Dark' },
    askGitHub: 'Ask GitHub for its own view',
    askGitHubHint: 'Uses the login of the gh command on this Mac, to read only.',
    folders: 'Folders watched',
    foldersNone: 'None by hand. Runners that macOS starts are found by themselves.',
    remove: 'Remove',
    removeFolder: (folder: string): string => `Remove ${folder}`,
    notLooked: 'not looked at yet',
    quit: 'Quit Trackside',
    quitHint: 'Your runners go on.',
    about: (version: string): string => `Trackside ${version}`,
  },
} as const;

/** What GitHub lets us know, in a sentence for the settings. */
export function githubSentence(access: GitHubAccess): string {
  switch (access.kind) {
    case 'off':
      return words.settings.askGitHubHint;
    case 'no-login':
      return 'The gh command is not logged in on this Mac: run “gh auth login” in Terminal.';
    case 'ok':
      return access.remaining === null
        ? 'GitHub answers.'
        : `GitHub answers; ${formatCount(access.remaining, 'request', 'requests')} left this hour.`;
    case 'trouble':
      return access.message;
  }
}
