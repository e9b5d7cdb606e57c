export declare const defaultVersion = "2.337.0";
export interface PackageOptions {
    /** `X.Y.Z`; `defaultVersion` when absent. */
    readonly version?: string;
    /** Divides the runner's own waits; WORLD_SPEED in a process's environment wins. 1 when absent. */
    readonly speed?: number;
    /** Origin of the practice GitHub. Absent: the origin of the URL that config.sh is given. WORLD_GITHUB wins. */
    readonly github?: string;
    /**
     * Whom the scripts take for the user: `real` asks `id -u`, so they refuse root as in life. Absent: `real`, except when
     * this process is root, as in containers; then 501, a Mac's first user. WORLD_UID wins.
     */
    readonly user?: 'real' | number;
}
export interface RunnerArchive {
    readonly path: string;
    readonly fileName: string;
    readonly sha256: string;
    readonly bytes: number;
}
/** Fills `directory`, which is made if it is missing, with what an extracted archive holds. Throws what the file system throws. */
export declare function buildRunnerDirectory(directory: string, options?: PackageOptions): void;
/**
 * Makes `actions-runner-osx-<architecture>-<version>.tar.gz` in `folder`, entries `./…` without a top directory.
 * Gives its place and SHA-256 (hex). Rejects when tar fails.
 */
export declare function buildRunnerArchive(folder: string, options?: PackageOptions & {
    readonly architecture?: 'arm64' | 'x64';
}): Promise<RunnerArchive>;
