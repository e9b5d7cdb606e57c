import type { JsonObject } from './json.ts';
export interface Settings {
    readonly agentId: number;
    readonly agentName: string;
    readonly poolId: number;
    readonly poolName: string;
    readonly disableUpdate: boolean;
    readonly ephemeral: boolean;
    readonly serverUrl: string;
    readonly gitHubUrl: string;
    readonly workFolder: string;
    readonly useV2Flow: boolean;
    readonly serverUrlV2: string;
    readonly isHostedServer: boolean;
}
/** `.runner` exists: the runner counts as configured, whatever else is missing. */
export declare function isConfigured(root: string): boolean;
/** The keys of `.runner` in the real one's order; a key that has its default value is left out. */
export declare function settingsToJson(settings: Settings): JsonObject;
/** Writes `.runner`: UTF-8 with byte order mark, indented. */
export declare function writeSettings(root: string, settings: Settings): void;
/** Reads `.runner`; throws where it is missing or no JSON. */
export declare function readSettings(root: string): Settings;
/** Writes both credential files. The secret of the practice world lies where the real one has its client id. */
export declare function writeCredentials(root: string, credential: string, authorizationUrl: string): void;
/** What the broker knows this runner by; null where there is none. */
export declare function readCredential(root: string): string | null;
/** Deletes the local configuration, in the order in which the real one reports it. */
export declare function deleteLocalConfiguration(root: string, report: (removed: string) => void): void;
/** The `.env` lines over `environment`: split at the first `=`, no quotes, an empty value unsets (runner.md 9). */
export declare function applyEnvFile(root: string, environment: NodeJS.ProcessEnv): void;
