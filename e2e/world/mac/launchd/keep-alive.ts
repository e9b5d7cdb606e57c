/** Whether launchd starts an ended job again: the conditions of a KeepAlive dictionary are ORed (macos.md 2.3). */
import type { KeepAlive, KeepAliveCondition } from './job-plist.ts';

/** How the last process of a job ended; null: none has ended since the job was loaded. */
export type Ending =
  | { readonly kind: 'exit'; readonly code: number }
  | { readonly kind: 'signal'; readonly signal: NodeJS.Signals }
  | { readonly kind: 'not-started' };

export interface Surroundings {
  readonly pathExists: (path: string) => boolean;
  readonly jobLoaded: (label: string) => boolean;
}

/** The signals that launchd.plist(5) means by "crash". */
const CRASHES: ReadonlySet<NodeJS.Signals> = new Set([
  'SIGILL',
  'SIGTRAP',
  'SIGABRT',
  'SIGFPE',
  'SIGBUS',
  'SIGSEGV',
  'SIGSYS',
]);

/** True where at least one condition asks for a process. */
export function keepsAlive(keepAlive: KeepAlive, ending: Ending | null, around: Surroundings): boolean {
  switch (keepAlive.kind) {
    case 'never':
      return false;
    case 'always':
      return true;
    case 'conditions':
      return keepAlive.conditions.some((condition) => holds(condition, ending, around));
  }
}

function holds(condition: KeepAliveCondition, ending: Ending | null, around: Surroundings): boolean {
  switch (condition.kind) {
    case 'successful-exit':
      return ending !== null && (ending.kind === 'exit' && ending.code === 0) === condition.value;
    case 'crashed':
      return ending !== null && (ending.kind === 'signal' && CRASHES.has(ending.signal)) === condition.value;
    case 'path-state':
      return around.pathExists(condition.path) === condition.value;
    case 'other-job-enabled':
      return around.jobLoaded(condition.label) === condition.value;
    case 'network-state':
      // No longer implemented by launchd as such: it keeps the job alive (launchd.plist(5)).
      return true;
  }
}
