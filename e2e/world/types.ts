/** What a practice world is made of, and what it may be asked for. */
import type { WorldGitHub } from './github/start.ts';
import type { MacOptions, WorldMac } from './mac/mac.ts';
import type { InstallOptions, ServiceKind, WorldRunner } from './runner/runner.ts';

/** One runner to install. What is left out is as a person would have it: official service, started. */
export interface RunnerPlan extends Pick<
  InstallOptions,
  'name' | 'labels' | 'version' | 'ephemeral' | 'disableUpdate' | 'label' | 'keepAlive' | 'flow'
> {
  /** As given to config.sh; default `https://github.com/acme/rocket`. */
  readonly scopeUrl?: string;
  readonly service?: ServiceKind;
  /** Default: `~/actions-runner` for the first runner, `~/actions-runner-NAME` for the others. */
  readonly directory?: string;
  readonly after?: 'started' | 'installed';
}

export interface WorldOptions extends Pick<
  MacOptions,
  'screen' | 'dialect' | 'model' | 'disk' | 'tools' | 'uid'
> {
  /** A folder without spaces that stays; left out: a temporary one that goes with the world. */
  readonly root?: string;
  /** Divides the waits of launchd, of the runners and of GitHub; default 1. */
  readonly speed?: number;
  readonly seed?: number;
  readonly runners?: readonly RunnerPlan[];
  /** Whether GitHub's own tool is logged in; default yes. */
  readonly githubLogin?: 'yes' | 'no';
}

/** The variables by which the app is put on the world; it knows nothing else of it. */
export interface WorldEnvironment {
  readonly TRACKSIDE_PROGRAMS: string;
  readonly TRACKSIDE_HOME: string;
  readonly TRACKSIDE_UID: string;
  readonly TRACKSIDE_DATA: string;
  readonly TRACKSIDE_VOLUME: string;
  readonly TRACKSIDE_GITHUB_API: string;
  readonly TRACKSIDE_BANNER: string;
}

export interface World {
  readonly root: string;
  readonly home: string;
  readonly speed: number;
  readonly mac: WorldMac;
  readonly github: WorldGitHub;
  readonly environment: Readonly<Record<keyof WorldEnvironment, string>>;
  runners(): readonly WorldRunner[];
  addRunner(plan: RunnerPlan): Promise<WorldRunner>;
  /** Ends everything, and removes a temporary root. */
  close(): Promise<void>;
}
