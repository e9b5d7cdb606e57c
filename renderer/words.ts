/** Every word that the views say by themselves, in one place, so that other languages can follow. */
import { formatCount } from '../shared/format.ts';
import {
  earlierWords,
  findingsWords,
  headerWords,
  jobWords,
  lostWord,
  machineWords,
  operationStateWords,
  resultWords,
  severityWords,
  stateWords,
  unknownWord,
} from '../shared/words.ts';
import type { GitHubAccess, RunnerCommand, Witnesses } from '../shared/domain.ts';

const commandWords: Record<
  RunnerCommand,
  { readonly label: string; readonly afterJob: string; readonly now: string }
> = {
  start: { label: 'Start', afterJob: 'Starting after this job', now: 'Starting…' },
  stop: { label: 'Stop', afterJob: 'Stopping after this job', now: 'Stopping…' },
  restart: { label: 'Restart', afterJob: 'Restarting after this job', now: 'Restarting…' },
};

export const words = {
  app: 'Trackside',
  state: stateWords,
  result: resultWords,
  lost: lostWord,
  command: commandWords,
  severity: severityWords,
  unknownValue: unknownWord,
  timedOut: 'Trackside did not answer in time.',
  lookAgain: 'Look again',
  looking: 'Looking…',
  back: 'Back',
  close: 'Close',
  cancel: 'Cancel',
  working: 'Working…',
  openOnGitHub: 'Open on GitHub',

  disconnected: {
    title: 'Not connected to Trackside',
    hint: 'Your runners go on without it. Trying again…',
    stale: 'What you see is from',
    retry: 'Try now',
  },
  banner: 'About this Mac',
  loading: 'Reading the state of this Mac…',

  header: headerWords,

  empty: {
    title: 'No runner on this Mac yet',
    setUp: 'A few minutes, and without a terminal. You see what will be done before it is done.',
    found:
      'Trackside finds runners that macOS starts as a service and runners that are up. One that is neither? Add its folder.',
  },

  wizard: {
    setUp: 'Set up a runner',
    setUpAnother: 'Set up another runner…',
    adopt: 'Adopt…',
    adoptHint: 'Have Trackside’s own service start this runner. You see first what would change.',
    remove: 'Remove…',
    removeHint: 'Take this runner off this Mac and off GitHub. You choose what goes.',
    blocked: {
      message: 'The browser did not open the tab.',
      hint: 'Allow this page to open tabs, then try again.',
    },
  },

  operation: {
    state: operationStateWords,
    progress: 'Progress of all steps, by how long each usually takes',
    of: (done: string, total: string): string => `${done} of ${total}`,
    undoingStep: (step: string): string => `Taking back: ${step}`,
    stoppedAt: (state: string, step: string): string => `${state}, at “${step}”`,
    stays: 'What stays',
    show: 'Show',
    showHint: 'Opens its window, with every step and the log.',
  },

  folder: {
    choose: 'Add a folder…',
    label: 'Path of the runner’s folder',
    placeholder: '/Users/you/actions-runner',
    add: 'Add',
    looking: 'Looking…',
  },

  job: jobWords,

  machine: machineWords,

  earlier: earlierWords,

  unknown: {
    since: 'Since',
    silent: {
      processes: 'macOS did not tell which programs run.',
      launchd: 'macOS did not tell whether its service is up.',
      logs: 'Its log could not be read.',
      github: 'GitHub did not tell how it sees the runner.',
    } satisfies Record<keyof Witnesses, string>,
    evidence: 'What was said',
  },

  details: {
    section: 'Details',
    registered: 'Registered for',
    labels: 'Labels',
    labelsUnknown: 'only GitHub knows them',
    github: 'GitHub',
    version: 'Version',
    folder: 'Folder',
    service: 'Service',
    serviceNone: 'none',
    loaded: 'loaded',
    notLoaded: 'not loaded',
    disabled: 'disabled',
    oneJob: 'Takes one job, then GitHub removes it',
    ephemeral: 'Ephemeral',
    copy: 'Copy',
    copied: 'Copied',
    copyLabels: 'Copy the labels for runs-on',
    organization: 'organisation',
    enterprise: 'enterprise',
    at: (host: string): string => `at ${host}`,
    seen: (status: 'online' | 'offline', busy: boolean): string =>
      status === 'offline' ? 'offline' : busy ? 'online, busy' : 'online, idle',
    unknown: 'unknown',
  },

  runners: {
    section: 'Runners',
    actionsFor: (name: string): string => `Actions for ${name}`,
  },

  pending: {
    keep: 'Keep running',
  },
  sheet: {
    gone: 'This is no longer possible: the runner’s state has changed.',
    title: (label: string, runner: string): string => `${label} ${runner}?`,
    keep: 'Leave it as it is',
  },

  findings: findingsWords,

  notice: {
    openSettings: 'Open System Settings',
    dismiss: (title: string): string => `Dismiss: ${title}`,
  },

  settings: {
    title: 'Settings',
    notifications: 'Notify when a job ends',
    notificationChoices: { off: 'Off', failures: 'Failures only', all: 'All' },
    onlyInApp: 'Only in the app: notifications, start at login, the menu bar.',
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
    advanced: 'Advanced',
    clientId: 'Client id of a GitHub OAuth App',
    clientIdHint: 'With one, you can log in by typing a short code at GitHub when you set up a runner.',
    clientIdRefused: 'This is no client id: it has 8 to 64 letters, digits, dots, dashes and underscores.',
    save: 'Save',
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
