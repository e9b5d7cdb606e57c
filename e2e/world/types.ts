/** What the parts of the practice world are to each other. `runner/install.ts` gives `installRunner` by these types. */
import type { WorldGitHub } from './github/start.ts';
import type { WorldMac } from './mac/mac.ts';

/** How a runner is kept up: svc.sh, a person's own LaunchAgent with run.sh, Trackside's own, or nobody. */
export type RunnerService = 'official' | 'hand-made' | 'own' | 'none';

export interface InstallRunnerOptions {
  /** Where the runner's directory is made; absolute, no spaces. */
  readonly directory: string;
  readonly github: WorldGitHub;
  readonly mac: WorldMac;
  readonly name: string;
  /** As given to config.sh, such as `https://github.com/acme/rocket`. */
  readonly scopeUrl: string;
  readonly labels?: readonly string[];
  readonly service: RunnerService;
  readonly version?: string;
  /** Divides the runner's own waits. */
  readonly speed?: number;
}

/** One configured runner directory. Its processes belong to the Mac, and end with it. */
export interface WorldRunner {
  readonly directory: string;
  readonly name: string;
  /** The service's label; null without a service. */
  readonly label: string | null;
  /** The service's property list; null without a service. */
  readonly plist: string | null;
}
