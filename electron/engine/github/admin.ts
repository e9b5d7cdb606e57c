/** What changes something at GitHub, or is needed to: for set-up, adoption and removal. Errors are values. */
import type { Reply } from '../../../shared/contract.ts';
import type { SetUpScope } from '../../../shared/set-up.ts';

export type Architecture = 'arm64' | 'x64';

/** A runner package as GitHub offers it. */
export interface RunnerPackage {
  /** `X.Y.Z`. */
  readonly version: string;
  readonly url: string;
  readonly fileName: string;
  /** 64 hex digits. */
  readonly sha256: string;
  readonly sizeBytes: number | null;
  readonly architecture: Architecture;
}

/** A runner as GitHub sees it. */
export interface RegisteredRunner {
  readonly id: number;
  readonly name: string;
  readonly status: 'online' | 'offline';
  readonly busy: boolean;
  readonly labels: readonly string[];
}

/**
 * Each call asks GitHub once, or what the way there needs. Failures: `login-needed`, `login-refused`, `no-permission`,
 * `not-found`, `rate-limited`, `unreachable`, `timed-out`, `odd-answer`.
 */
export interface GitHubAdmin {
  /** Whether there is a login for this host at all. */
  hasLogin(host: string): Promise<boolean>;
  /**
   * The package for this scope: from its downloads endpoint where a login allows it, else from the release.
   * @param version `X.Y.Z`, or null for what GitHub offers now. Failure `no-checksum`: it cannot be verified.
   */
  runnerPackage(
    scope: SetUpScope,
    architecture: Architecture,
    version: string | null,
  ): Promise<Reply<RunnerPackage>>;
  registrationToken(scope: SetUpScope): Promise<Reply<string>>;
  removeToken(scope: SetUpScope): Promise<Reply<string>>;
  /** By exact name, letter case aside; null: there is none. */
  findRunner(scope: SetUpScope, name: string): Promise<Reply<RegisteredRunner | null>>;
  runner(scope: SetUpScope, id: number): Promise<Reply<RegisteredRunner | null>>;
  /** `job-running`: GitHub says that it runs a job. */
  deleteRunner(scope: SetUpScope, id: number): Promise<Reply<'deleted' | 'gone'>>;
}
