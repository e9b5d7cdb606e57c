import type { JobView } from './job.ts';
import type { Override } from './overrides.ts';
export interface PrintDialect {
    /** The second state field, which some versions do not have. */
    readonly jobState: 'present' | 'absent';
    /** `words` since macOS 13; in `booleans`, `true` means disabled. */
    readonly disabled: 'words' | 'booleans';
}
/** `print gui/UID/LABEL`. `session`: the audit session's number. */
export declare function printJob(job: JobView, about: {
    readonly uid: number;
    readonly session: number;
    readonly dialect: PrintDialect;
}): string;
/** `print gui/UID`: the domain, trimmed to what a reader may look for. */
export declare function printDomain(jobs: readonly JobView[], overrides: readonly (readonly [string, Override])[], about: {
    readonly uid: number;
    readonly session: number;
    readonly dialect: PrintDialect;
}): string;
/** `print-disabled gui/UID`, in the dialect of the version. */
export declare function printDisabled(overrides: readonly (readonly [string, Override])[], dialect: PrintDialect): string;
/** `list`: a table with tabs. */
export declare function listTable(jobs: readonly JobView[]): string;
/** `list LABEL`: old-style text, with a raw wait status (256 = exit 1, 15 = SIGTERM). */
export declare function listOne(job: JobView): string;
