/** Whether launchd starts an ended job again: the conditions of a KeepAlive dictionary are ORed (macos.md 2.3). */
import type { KeepAlive } from './job-plist.ts';
/** How the last process of a job ended; null: none has ended since the job was loaded. */
export type Ending = {
    readonly kind: 'exit';
    readonly code: number;
} | {
    readonly kind: 'signal';
    readonly signal: NodeJS.Signals;
} | {
    readonly kind: 'not-started';
};
export interface Surroundings {
    readonly pathExists: (path: string) => boolean;
    readonly jobLoaded: (label: string) => boolean;
}
/** True where at least one condition asks for a process. */
export declare function keepsAlive(keepAlive: KeepAlive, ending: Ending | null, around: Surroundings): boolean;
