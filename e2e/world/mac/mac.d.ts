import type { Dialect, ProgramFault, WorldProgram } from './faults.ts';
import type { Answer } from './programs/answer.ts';
import type { GitHubLogin } from './programs/gh.ts';
import type { Model, PressureLevel } from './programs/machine.ts';
import type { MacStatus } from './protocol.ts';
export interface MacOptions {
    /** The world's folder; `mac/` and `volume/` in it are the Mac's. No spaces. */
    readonly root: string;
    /** The person's home folder. */
    readonly home: string;
    /** How many of the Mac's seconds pass in one real second; default 1. */
    readonly speed?: number;
    readonly seed?: number;
    /** Whether somebody is logged in at the screen from the start; default yes. */
    readonly screen?: 'logged-in' | 'logged-out';
    readonly dialect?: Partial<Dialect>;
    readonly model?: Partial<Model>;
    readonly githubLogin?: GitHubLogin | null;
    /** A data volume of the Mac's own, which can be filled; needs root on Linux. Left out: the machine's. */
    readonly disk?: {
        readonly bytes: number;
    };
    /** What the stand-ins need besides; goes into every job's environment. */
    readonly environment?: Readonly<Record<string, string>>;
}
export interface WorldMac {
    readonly root: string;
    readonly home: string;
    readonly uid: number;
    /** The folder of programs. */
    readonly programs: string;
    readonly launchAgents: string;
    /** A path on the data volume, for statfs. */
    readonly volume: string;
    /** What a stand-in that is started by hand needs: its processes then belong to this world, and end with it. */
    readonly env: Readonly<Record<string, string>>;
    login(): Promise<void>;
    /** Kept when the services have ended and the domain is gone. */
    logout(): Promise<void>;
    sleep(): Promise<void>;
    wake(): Promise<void>;
    fault(fault: ProgramFault): Promise<void>;
    /** Makes the programs speak as another macOS does. */
    speak(dialect: Partial<Dialect>): Promise<void>;
    /** The login of GitHub's own tool; null: none. */
    setGitHubLogin(login: GitHubLogin | null): Promise<void>;
    setPressure(level: PressureLevel): Promise<void>;
    /** 0..100. Rejects with a sentence where the Mac has no disk of its own. */
    fillDisk(percent: number): Promise<void>;
    status(): Promise<MacStatus>;
    /** Runs one of the Mac's programs, as an app would. */
    run(program: WorldProgram, ...args: readonly string[]): Promise<Answer>;
    /** Ends the Mac and every process that belongs to it. */
    close(): Promise<void>;
}
/** Rejects with a sentence for a person where the machine cannot be had. */
export declare function startMac(options: MacOptions): Promise<WorldMac>;
