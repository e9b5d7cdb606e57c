/** KeepAlive: yes, no, or conditions of which one is enough. */
export type KeepAlive = {
    readonly kind: 'never';
} | {
    readonly kind: 'always';
} | {
    readonly kind: 'conditions';
    readonly conditions: readonly KeepAliveCondition[];
};
export type KeepAliveCondition = {
    readonly kind: 'successful-exit';
    readonly value: boolean;
} | {
    readonly kind: 'crashed';
    readonly value: boolean;
} | {
    readonly kind: 'path-state';
    readonly path: string;
    readonly value: boolean;
} | {
    readonly kind: 'other-job-enabled';
    readonly label: string;
    readonly value: boolean;
} | {
    readonly kind: 'network-state';
};
export interface JobPlist {
    readonly label: string;
    readonly path: string;
    readonly program: string;
    /** `Program` was left out, so that the first argument is the program. */
    readonly programInferred: boolean;
    readonly arguments: readonly string[];
    readonly keepAlive: KeepAlive;
    /** RunAtLoad itself, or a KeepAlive that implies it. */
    readonly startsAtLoad: boolean;
    readonly runAtLoad: boolean;
    /** Seconds. */
    readonly throttleInterval: number;
    /** Seconds. */
    readonly exitTimeOut: number;
    readonly abandonProcessGroup: boolean;
    readonly processType: string | null;
    readonly workingDirectory: string | null;
    readonly standardOutPath: string | null;
    readonly standardErrorPath: string | null;
    readonly standardInPath: string | null;
    readonly environment: Readonly<Record<string, string>>;
    /** `Disabled` of the file; an override of `launchctl enable` wins. */
    readonly disabledInFile: boolean;
    readonly sessionTypes: readonly string[];
    readonly startInterval: number | null;
}
export type PlistReading = {
    readonly kind: 'job';
    readonly job: JobPlist;
} | {
    readonly kind: 'refused';
    readonly status: number;
};
type Dictionary = Readonly<Record<string, unknown>>;
/** Reads the file as `bootstrap` does. `uid`: who must own it. Statuses: macos.md 1.1, 1.2. */
export declare function readJobPlist(path: string, uid: number): PlistReading;
/** Undefined where the bytes are no property list, binary or XML. */
export declare function decodePlist(bytes: Buffer): unknown;
export declare function isDictionary(value: unknown): value is Dictionary;
/** A signal's number on this system, for exit statuses and texts. */
export declare function signalNumber(signal: NodeJS.Signals): number;
export {};
