/** The words of the set-up wizard: what it asks, what it finds on this Mac and at GitHub, what a person answers. */
import type { Instant, RunnerId, RunnerScope } from './domain.ts';

/** Where a runner can be registered by the wizard. */
export type SetUpScope = Exclude<RunnerScope, { kind: 'unknown' }>;

// This Mac --------------------------------------------------------------------

export const TOOL_IDS = ['git', 'xcode-tools', 'homebrew', 'node', 'pnpm', 'gh', 'docker'] as const;
export type ToolId = (typeof TOOL_IDS)[number];

/** How a missing tool is had. `one-click`: an operation does it, without an administrator. */
export type ToolRemedy =
  | { readonly kind: 'one-click'; readonly command: string }
  /** To be typed in a terminal, exactly; `why` it cannot be done from here. */
  | { readonly kind: 'command'; readonly command: string; readonly why: string }
  | { readonly kind: 'page'; readonly url: string; readonly why: string };

export interface ToolReport {
  readonly id: ToolId;
  readonly name: string;
  /** What workflows need it for. */
  readonly purpose: string;
  readonly state:
    | {
        readonly kind: 'found';
        readonly version: string | null;
        readonly path: string;
        /** What a person should know about this one, a sentence: above all that a job might not find it there. */
        readonly note?: string;
      }
    | { readonly kind: 'missing' }
    | { readonly kind: 'unknown'; readonly why: string };
  /** Null where it is found, or where nobody knows. */
  readonly remedy: ToolRemedy | null;
}

/** Something about this Mac that a person should know before they go on. */
export interface MacConcern {
  readonly code:
    | 'runs-as-root'
    | 'no-screen-session'
    | 'intel-mac'
    | 'under-rosetta'
    | 'old-macos'
    | 'little-memory'
    | 'little-disk'
    | 'unknown';
  readonly severity: 'stops' | 'warning' | 'info';
  readonly title: string;
  readonly detail: string;
}

export interface MacReport {
  readonly name: string | null;
  readonly model: string | null;
  readonly chip: string | null;
  readonly systemVersion: string | null;
  readonly memoryBytes: number | null;
  /** By kind in the system's own words; empty when unknown. */
  readonly coreKinds: readonly { readonly name: string; readonly cores: number }[];
  readonly cores: number;
  readonly disk: { readonly totalBytes: number; readonly availableBytes: number } | null;
  /** `rosetta`: an Apple silicon Mac on which Trackside itself is translated. */
  readonly processor: 'apple-silicon' | 'rosetta' | 'intel' | 'unknown';
  /** Whether this person is logged in at the screen; null: macOS did not say. */
  readonly screenSession: boolean | null;
  readonly tools: readonly ToolReport[];
  readonly concerns: readonly MacConcern[];
}

// GitHub ----------------------------------------------------------------------

/** How Trackside speaks to a GitHub host. */
export type LoginWay = 'gh' | 'kept-token' | 'session-token';

export interface GitHubLogin {
  readonly host: string;
  /** The one in use; null: none. */
  readonly way: LoginWay | null;
  readonly account: string | null;
  readonly gh: 'logged-in' | 'not-logged-in' | 'not-installed' | 'unknown';
  /** Whether a token can be kept in the system's keychain here; if not, it is forgotten when Trackside ends. */
  readonly keychain: 'available' | 'not-available';
  /** Whether a client id for the device flow is set. */
  readonly deviceFlow: 'available' | 'no-client-id';
  /** What this login may do, in words; empty without one. */
  readonly abilities: readonly Ability[];
  /** What stands in the way, a sentence; null: nothing. */
  readonly problem: string | null;
  /** GitHub's form for a fine-grained token, with what it must allow filled in as far as GitHub lets one. */
  readonly tokenPage: string;
  /** The permissions that such a token needs, as GitHub's form names them. */
  readonly tokenPermissions: readonly {
    readonly name: string;
    readonly level: string;
    readonly why: string;
  }[];
}

/** One thing that a login may or may not do; `unknown` where GitHub does not say before it is tried. */
export interface Ability {
  readonly id:
    | 'see-account'
    | 'see-runners'
    | 'register-runners'
    | 'remove-runners'
    | 'see-jobs'
    | 'organization-runners';
  readonly allowed: 'yes' | 'no' | 'unknown';
  /** “May register runners for acme/rocket.” */
  readonly sentence: string;
  /** Why not, and what would help; null where it may. */
  readonly hint: string | null;
}

export type DeviceFlow =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'waiting';
      /** `XXXX-XXXX`, to be typed at `page`. */
      readonly userCode: string;
      readonly page: string;
      /** Which rights GitHub will ask for, and why, a sentence. */
      readonly asksFor: string;
      readonly expiresAt: Instant;
    }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly message: string };

/** A repository or organisation where a runner may be registered. */
export interface Place {
  readonly scope: SetUpScope;
  readonly visibility: 'public' | 'private' | 'internal' | null;
  /** True: this person administers runners there, as far as GitHub tells. */
  readonly administers: boolean;
}

export interface RunnerGroup {
  readonly name: string;
  readonly isDefault: boolean;
  /** Whether public repositories may use its runners; null: not told. */
  readonly allowsPublic: boolean | null;
}

/** A closer look at one place. */
export interface PlaceReport {
  readonly place: Place;
  readonly abilities: readonly Ability[];
  /** Only an organisation or enterprise has them; empty: not to be had. */
  readonly groups: readonly RunnerGroup[];
  /** Names of the runners that are there; null: could not be read. */
  readonly runnerNames: readonly string[] | null;
  /** Why no runner can be registered there, a sentence (e.g. the organisation forbids it); null: nothing known. */
  readonly refusal: string | null;
}

// The answers -----------------------------------------------------------------

/** What the M4 guide calls optimisations. Null or `off`: not set. */
export interface Tuning {
  /** `NODE_OPTIONS=--max-old-space-size=N`. */
  readonly nodeHeapMegabytes: number | null;
  /** `UV_THREADPOOL_SIZE`. */
  readonly threadPool: number | null;
  /** `DOCKER_DEFAULT_PLATFORM=linux/arm64`. */
  readonly dockerPlatform: 'on' | 'off';
  /** `PNPM_HOME`, and it in the PATH. */
  readonly pnpmHome: 'on' | 'off';
  /** Homebrew's folders in the PATH. */
  readonly homebrewPath: 'on' | 'off';
  /** Tool and package caches in one folder outside `_work`. */
  readonly caches: 'on' | 'off';
  /** The variables also in `~/.zshrc`, in one marked block. */
  readonly shellProfile: 'on' | 'off';
  /** A line about the hardware at a job's start. */
  readonly startHook: 'on' | 'off';
  /** Cleans old pnpm leftovers in the temporary folder at a job's end. */
  readonly endHook: 'on' | 'off';
}

/** Everything that the wizard asks. A draft holds it before it is complete: `scope` is then null. */
export interface SetUpAnswers {
  /** `github.com`, `SUB.ghe.com`, or a GitHub Enterprise Server. */
  readonly host: string;
  /** `login`: Trackside asks GitHub for a registration token. `registration-token`: the person pastes one. */
  readonly access: 'login' | 'registration-token';
  readonly scope: SetUpScope | null;
  /** Null: the default group. */
  readonly group: string | null;
  /** What was typed to confirm a public repository. */
  readonly typedName: string;
  readonly name: string;
  /** Without `self-hosted`, `macOS`, `ARM64`, which the runner adds itself. */
  readonly labels: readonly string[];
  readonly workFolder: string;
  /** Absolute, or from `~/` on. */
  readonly directory: string;
  readonly sameName: 'refuse' | 'replace';
  readonly startAtLogin: 'yes' | 'no';
  /** `trackside`: a LaunchAgent of our own; `official`: what svc.sh makes. */
  readonly service: 'trackside' | 'official';
  /** `X.Y.Z`; null: what GitHub offers now. */
  readonly version: string | null;
  readonly tuning: Tuning;
}

export const SET_UP_STEPS = ['mac', 'github', 'where', 'how', 'tuning', 'do'] as const;
export type SetUpStep = (typeof SET_UP_STEPS)[number];

/** What the wizard keeps between two openings. No secret is ever in it. */
export interface SetUpDraft {
  readonly step: SetUpStep;
  readonly answers: SetUpAnswers;
}

/** Answers that would do, for this Mac and one scope. `why`: a sentence for each tuning switch. */
export interface Suggestion {
  readonly name: string;
  readonly labels: readonly string[];
  readonly directory: string;
  readonly tuning: Tuning;
  readonly why: Readonly<Record<keyof Tuning, string>>;
}

/** Something about one answer. `warning` lets a person go on. */
export interface AnswerProblem {
  readonly field: keyof SetUpAnswers;
  readonly severity: 'error' | 'warning';
  readonly message: string;
}

// What can be asked for --------------------------------------------------------

/** Which parts of an adoption are wanted. */
export interface AdoptChoices {
  readonly directory: string;
  /** `keep`: the service stays as it is. `trackside`: one of our own in its place, once no job runs. */
  readonly service: 'keep' | 'trackside';
  /** Null: the environment stays as it is. */
  readonly tuning: Tuning | null;
}
/** Which parts of a removal are wanted. */
export interface RemoveChoices {
  readonly runnerId: RunnerId;
  readonly deregister: 'yes' | 'no';
  readonly service: 'remove' | 'keep';
  readonly hooks: 'remove' | 'keep';
  readonly shellProfile: 'remove' | 'keep';
  readonly folder: 'trash' | 'keep';
}
export type OperationRequest =
  | { readonly kind: 'set-up'; readonly answers: SetUpAnswers }
  | { readonly kind: 'adopt'; readonly choices: AdoptChoices }
  | { readonly kind: 'remove'; readonly choices: RemoveChoices }
  | { readonly kind: 'install-tool'; readonly tool: ToolId };
