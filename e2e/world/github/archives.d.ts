import { type Answer, type Ask } from './http.ts';
import type { RunnerRelease } from './model.ts';
import { type State } from './state.ts';
export declare const archiveName: (version: string, arch: string) => string;
export declare const archiveUrl: (origin: string, version: string, arch?: string) => string;
/** SHA-256 of a file, as hex. Rejects when it cannot be read. */
export declare function digestOf(file: string): Promise<string>;
/** Makes a version known, with its archive or only by name; the highest version counts as the newest. */
export declare function addRelease(state: State, release: RunnerRelease): void;
/** `/_downloads/vX/NAME`: the archive, as github.com would give it without a login. */
export declare function serveArchive(state: State, ask: Ask): Answer | null;
