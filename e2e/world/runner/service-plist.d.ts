/** launchd's KeepAlive key; conditions are ORed (macos.md 2.3). */
export type KeepAlive = 'never' | 'always' | {
    readonly successfulExit?: 'true' | 'false';
    readonly crashed?: 'true' | 'false';
};
export interface Agent {
    readonly label: string;
    readonly plistPath: string;
    readonly text: string;
    readonly consoleLog: string;
    /** Null: both streams go to `consoleLog`. */
    readonly errorLog: string | null;
}
/** `run.sh` kept alive, output and errors in two files of the runner's folder; no PATH, no ExitTimeOut (runner.md 5.5). */
export declare function handMadeAgent(options: {
    readonly home: string;
    readonly directory: string;
    readonly label: string;
    readonly keepAlive: KeepAlive;
    readonly environment: Readonly<Record<string, string>>;
}): Agent;
/** `run.sh` in trap mode with time to end, both streams in one file: what runner.md 5.5 advises for an own agent. */
export declare function ownAgent(options: {
    readonly home: string;
    readonly directory: string;
    readonly name: string;
    readonly keepAlive: KeepAlive;
    readonly environment: Readonly<Record<string, string>>;
}): Agent;
