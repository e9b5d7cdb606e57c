/** What the world and its Mac (a process of its own) say to each other over Node's own channel. */
import type { DiskStatus, DiskWish } from './disk.ts';
import type { Dialect, ProgramFault } from './faults.ts';
import type { GitHubLogin } from './programs/gh.ts';
import type { Model, PressureLevel } from './programs/machine.ts';
import type { WorldTool } from './tools.ts';

export interface MacSettings {
  readonly root: string;
  readonly home: string;
  readonly launchAgents: string;
  /** Whose Mac it is, as the programs see it. */
  readonly uid: number;
  /** Who really runs it, and owns its files. */
  readonly owner: number;
  readonly speed: number;
  readonly seed: number;
  readonly screen: 'logged-in' | 'logged-out';
  readonly environment: Readonly<Record<string, string>>;
  readonly dialect: Dialect;
  readonly model: Model;
  readonly githubLogin: GitHubLogin | null;
  readonly disk: DiskWish;
  readonly tools: readonly WorldTool[];
  /** Proves that a caller is one of this world's programs. */
  readonly secret: string;
}

export type MacRequest =
  | { readonly kind: 'start'; readonly settings: MacSettings }
  | { readonly kind: 'login' }
  | { readonly kind: 'logout' }
  | { readonly kind: 'sleep' }
  | { readonly kind: 'wake' }
  | { readonly kind: 'fault'; readonly fault: ProgramFault }
  | { readonly kind: 'dialect'; readonly dialect: Dialect }
  | { readonly kind: 'github-login'; readonly login: GitHubLogin | null }
  | { readonly kind: 'pressure'; readonly level: PressureLevel }
  | { readonly kind: 'tools'; readonly tools: readonly WorldTool[] }
  | { readonly kind: 'fill-disk'; readonly percent: number }
  | { readonly kind: 'status' }
  | { readonly kind: 'close' };

export interface ServiceStatus {
  readonly label: string;
  readonly state: string;
  readonly pid: number | null;
  readonly runs: number;
}

export interface MacStatus {
  readonly screen: 'logged-in' | 'logged-out';
  readonly power: 'awake' | 'asleep';
  /** Sleeps that are over: when they began (ms since 1970) and how long they lasted. */
  readonly sleeps: readonly { readonly at: number; readonly ms: number }[];
  readonly services: readonly ServiceStatus[];
  readonly faults: readonly ProgramFault[];
  readonly disk: DiskStatus;
  /** Those that are there now. */
  readonly tools: readonly WorldTool[];
  /** How often macOS would have shown its installer because of a program with nothing behind it. */
  readonly dialogs: number;
}

export interface Envelope {
  readonly id: number;
  readonly request: MacRequest;
}
/** `port`: where the programs ask. `problem`: for a person. */
export type MacReply =
  | { readonly id: number; readonly kind: 'done' }
  | { readonly id: number; readonly kind: 'started'; readonly port: number }
  | { readonly id: number; readonly kind: 'status'; readonly status: MacStatus }
  | { readonly id: number; readonly kind: 'problem'; readonly problem: string };
