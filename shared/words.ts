/** The words that the popover and the terminal have in common. What only the popover says stands in renderer/words.ts. */
import { formatCount, formatEstimate } from './format.ts';
import type { JobResult, MemoryPressure, RunnerStateKind, Severity, ThermalState } from './domain.ts';
import type { Operation, OperationOffer, OperationState } from './operation.ts';
import { isStuckGoingBack } from './operation-view.ts';

export const lostWord = 'result unknown';
export const unknownWord = 'unknown';
export const unknownSince = (time: string): string => `Unknown since ${time}`;

export const stateWords: Record<RunnerStateKind, string> = {
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

export const resultWords: Record<JobResult, string> = {
  Succeeded: 'succeeded',
  SucceededWithIssues: 'succeeded with issues',
  Failed: 'failed',
  Canceled: 'cancelled',
  Skipped: 'skipped',
  Abandoned: 'abandoned',
};

export const pressureWords: Record<MemoryPressure, string> = {
  normal: 'pressure normal',
  warning: 'pressure high',
  critical: 'pressure critical',
};

export const thermalWords: Record<Exclude<ThermalState, 'nominal' | 'fair'>, string> = {
  serious: 'The Mac is hot and has slowed down.',
  critical: 'The Mac is very hot and runs much slower.',
};

export const severityWords: Record<Severity, string> = {
  info: 'Note',
  warning: 'Warning',
  critical: 'Serious',
};

export const operationStateWords: Record<OperationState['kind'], string> = {
  planned: 'Planned',
  running: 'Under way',
  undoing: 'Taking back what was done',
  held: 'Stopped in the middle',
  succeeded: 'Done',
  undone: 'Taken back',
  failed: 'Not finished',
};

export type Choice = Exclude<OperationOffer, 'start' | 'dismiss'>;
export interface ChoiceWords {
  readonly label: string;
  readonly effect: string;
}

/** What can be asked of an operation, and what it does. */
const choiceWords: Readonly<Record<Choice, ChoiceWords>> = {
  continue: { label: 'Continue', effect: 'Tries again what did not succeed, and goes on.' },
  undo: { label: 'Undo', effect: 'Takes back what was done.' },
  leave: { label: 'Leave it out', effect: 'Goes on without the step at which it stopped.' },
  cancel: { label: 'Cancel', effect: 'Stops, and takes back what was done.' },
};
/** Of one that stopped while it was being taken back. */
const choiceWordsGoingBack: Readonly<Record<Choice, ChoiceWords>> = {
  ...choiceWords,
  undo: { label: 'Undo', effect: 'Tries again to take back what was done.' },
  leave: { label: 'Leave it there', effect: 'Leaves what this step made, and takes back the rest.' },
};
export const wordsOfChoice = (operation: Pick<Operation, 'state' | 'steps'>, choice: Choice): ChoiceWords =>
  (isStuckGoingBack(operation) ? choiceWordsGoingBack : choiceWords)[choice];

export const headerWords = {
  settings: 'Settings',
  runners: (count: number): string => formatCount(count, 'runner', 'runners'),
  building: (count: number): string => `${count} building`,
  trouble: (count: number): string => formatCount(count, 'needs a look', 'need a look'),
  allIdle: 'all idle',
  noneBuilding: 'none building',
  looking: 'Looking for runners…',
  version: (version: string): string => `v${version}`,
  since: (time: string): string => `In this state since ${time}, as far as seen`,
} as const;

export const jobWords = {
  section: 'Current job',
  ofAbout: (usual: string): string => `of about ${usual}`,
  left: (rest: string): string => `≈ ${rest} left`,
  nearlyDone: 'nearly done',
  longer: 'longer than usual',
  elapsed: 'elapsed',
  progress: 'Progress of the job, from how long it usually takes',
  run: (number: string, attempt: number | null): string =>
    attempt !== null && attempt > 1 ? `#${number}, attempt ${attempt}` : `#${number}`,
  attempt: (attempt: number): string => `attempt ${attempt}`,
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
} as const;

/** Under this an estimate of what is left says more than it knows. */
const NEARLY_DONE = 10_000;
/** Milliseconds until a job usually is over, in words. */
export function timeLeft(milliseconds: number): string {
  if (milliseconds <= 0) return jobWords.longer;
  return milliseconds < NEARLY_DONE ? jobWords.nearlyDone : jobWords.left(formatEstimate(milliseconds));
}

export const machineWords = {
  section: 'This Mac',
  cpu: 'CPU',
  memory: 'Memory',
  diskFree: 'Disk free',
  diskUsed: 'Disk used',
  runnerShare: (share: string, runners: number): string => `${runners === 1 ? 'runner' : 'runners'} ${share}`,
  shareUnknown: 'share unknown',
  pressure: pressureWords,
  pressureUnknown: 'pressure unknown',
  swap: (size: string): string => `swap ${size}`,
  ofTotal: (size: string): string => `of ${size}`,
  space: { warning: 'low on space', critical: 'almost full' },
  spaceFree: (free: string, total: string): string => `${free} of ${total} free`,
  measured: (ago: string): string => `from ${ago}`,
  thermal: thermalWords,
  trail: (name: string, low: string, high: string, span: string): string =>
    low === high
      ? `${name}, last ${span}: steady at ${low}`
      : `${name}, last ${span}: between ${low} and ${high}`,
  noTrail: (name: string): string => `${name}: no measurements yet`,
} as const;

export const earlierWords = {
  section: 'Earlier',
  none: 'No job has run here since Trackside started watching.',
  failedAt: (step: string): string => `failed at “${step}”`,
  showAll: (count: number): string => `Show all ${count}`,
  showLess: 'Show fewer',
} as const;

export const findingsWords = {
  section: 'Findings',
  attention: (count: number): string => formatCount(count, 'thing needs attention', 'things need attention'),
  notes: (count: number): string => formatCount(count, 'thing to know', 'things to know'),
  evidence: 'What was seen',
  none: 'Nothing needs attention any more.',
} as const;
