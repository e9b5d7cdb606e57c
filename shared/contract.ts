/**
 * Every call and topic between the engine and a view: names, schemas, types (design.md section 2).
 * Three transports carry it (Electron IPC, WebSocket, in memory); one conformance suite runs over all.
 */
import * as z from 'zod';
import { CLIENT_ID } from './domain.ts';
import type {
  Finding,
  GitHubAccess,
  Job,
  Machine,
  MachineTrail,
  Notice,
  Runner,
  RunnerId,
  RunnerTrail,
  Settings,
} from './domain.ts';
import type { Operation, OperationId } from './operation.ts';
import {
  hostName,
  operationId,
  operationRequest,
  runnerId,
  setUpAnswers,
  setUpDraft,
  setUpScope,
  token,
} from './set-up-schemas.ts';
import type {
  AnswerProblem,
  DeviceFlow,
  GitHubLogin,
  MacReport,
  Place,
  PlaceReport,
  SetUpDraft,
  Suggestion,
} from './set-up.ts';

/** Closed list. A view may act on the code; a person reads the message. */
export const ERROR_CODES = [
  'bad-request',
  'unknown-call',
  'not-allowed',
  'not-found',
  'not-supported-here',
  'not-a-runner',
  'already-known',
  'job-running',
  'job-unknown',
  'busy-with-command',
  'no-service',
  'no-screen-session',
  'launchd-refused',
  'timed-out',
  'cannot-read',
  'cannot-write',
  'link-refused',
  'disconnected',
  'internal',
  // Of set-up and the other operations.
  'wrong-confirmation',
  'wrong-answer',
  'wrong-state',
  'other-trackside',
  'login-needed',
  'login-refused',
  'no-permission',
  'token-refused',
  'rate-limited',
  'unreachable',
  'odd-answer',
  'name-taken',
  'group-missing',
  'already-configured',
  'bad-place',
  'no-room',
  'no-checksum',
  'wrong-checksum',
  'bad-archive',
  'clock-wrong',
  'program-failed',
  'not-verified',
  'no-keychain',
  'cancelled',
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

/** An error as a value: no path, stack or token in it. */
export interface Failure {
  readonly ok: false;
  readonly code: ErrorCode;
  readonly message: string;
  /** The way on. */
  readonly hint?: string;
}
export interface Success<T> {
  readonly ok: true;
  readonly value: T;
}
export type Reply<T> = Success<T> | Failure;

export const ok = <T>(value: T): Success<T> => ({ ok: true, value });
export const fail = (code: ErrorCode, message: string, hint?: string): Failure =>
  hint === undefined ? { ok: false, code, message } : { ok: false, code, message, hint };

/** The whole of what a view shows. One slice, one owner in the engine. */
export interface ViewState {
  readonly app: {
    readonly version: string;
    readonly host: 'electron' | 'headless';
    /** Said on screen when this is not a real machine. */
    readonly banner: string | null;
    /** False until the first look at every runner is done. */
    readonly looked: boolean;
    readonly startedAt: number;
  };
  readonly machine: Machine;
  readonly runners: Readonly<Record<RunnerId, Runner>>;
  /** Ended jobs of all runners, newest first, at most RECENT_JOBS. */
  readonly jobs: readonly Job[];
  readonly findings: readonly Finding[];
  readonly settings: Settings;
  readonly github: GitHubAccess;
  readonly notices: readonly Notice[];
  /** Those under way first, then the ended ones, newest first, at most RECENT_OPERATIONS of them. A plan that nobody confirmed is not among them. */
  readonly operations: readonly Operation[];
}
export const RECENT_JOBS = 20;

/** One slice replaced; for `runners`, one runner replaced or (null) gone. */
export type Change =
  | { readonly [S in keyof ViewState]: { readonly slice: S; readonly value: ViewState[S] } }[keyof ViewState]
  | { readonly slice: 'runners'; readonly key: RunnerId; readonly value: Runner | null };

/** Sent to a view that subscribed. A gap in `rev` means: ask for the snapshot again. */
export interface StatePush {
  readonly topic: 'state';
  readonly rev: number;
  readonly changes: readonly Change[];
}
/**
 * Sent by the app's shell alone: whether it shows this view's window. A page cannot tell by itself, for a window that is
 * made hidden passes for visible until it has been shown once (Electron, BrowserWindow, “Page visibility”).
 */
export interface WindowPush {
  readonly topic: 'window';
  readonly window: 'shown' | 'hidden';
}
export type Push = StatePush | WindowPush;
export interface Snapshot {
  readonly rev: number;
  readonly state: ViewState;
}

const when = z.enum(['if-idle', 'after-job', 'cancel-job']);
const none = z.strictObject({});

export const settingsPatch = z
  .strictObject({
    notifications: z.enum(['off', 'failures', 'all']),
    startAtLogin: z.boolean(),
    timeInMenuBar: z.boolean(),
    appearance: z.enum(['system', 'light', 'dark']),
    askGitHub: z.boolean(),
    /** A GitHub OAuth App's client id, by which the device flow can be used. */
    deviceClientId: z.string().regex(CLIENT_ID).nullable(),
  })
  .partial();

/** The input of every call, checked at the engine's door. */
export const inputs = {
  'state.subscribe': none,
  'state.unsubscribe': none,
  'runner.start': z.strictObject({ runnerId }),
  'runner.stop': z.strictObject({ runnerId, when }),
  'runner.restart': z.strictObject({ runnerId, when }),
  /** Takes back a stop or restart that waits for a job. */
  'runner.keep': z.strictObject({ runnerId }),
  /** Looks at every runner now. */
  'runner.look': none,
  'runner.add': z.strictObject({ directory: z.string().min(1).max(1024) }),
  'runner.forget': z.strictObject({ runnerId }),
  /** Of the Mac, or of one runner. */
  'machine.trail': z.strictObject({
    minutes: z.number().int().min(1).max(60),
    runnerId: runnerId.optional(),
  }),
  'settings.update': settingsPatch,
  /** Opens a file chooser; `{directory: null}` when the person chose none. */
  'folder.choose': none,
  /** Only to the GitHub host of a known runner. */
  'link.open': z.strictObject({ url: z.string().min(1).max(2048) }),
  'app.openSettings': z.strictObject({ pane: z.enum(['notifications', 'login-items', 'menu-bar']) }),
  'app.quit': none,
  /** Only of what is news: what lasts goes when it is over. */
  'notice.dismiss': z.strictObject({ id: z.string().min(1).max(64) }),
  'log.open': z.strictObject({
    runnerId,
    source: z.enum(['console', 'error', 'runner-diag', 'worker-diag']),
  }),
  'log.read': z.strictObject({
    id: z.string().max(64),
    /** Not less than a few lines: each piece costs a look at what stands around it. */
    maxBytes: z.number().int().min(4096).max(1_048_576),
    direction: z.enum(['forward', 'backward']).default('forward'),
  }),
  'log.close': z.strictObject({ id: z.string().max(64) }),
  /** What this Mac is and has; asks anew each time. */
  'mac.report': none,
  'github.login': z.strictObject({ host: hostName }),
  /** The token goes to the keychain, or is held until Trackside ends. It never comes back to a view. */
  'github.useToken': z.strictObject({ host: hostName, token, keep: z.enum(['keychain', 'session']) }),
  /** Forgets a token that was given; `gh`’s own login is not touched. */
  'github.forgetToken': z.strictObject({ host: hostName }),
  'github.deviceStart': z.strictObject({ host: hostName, keep: z.enum(['keychain', 'session']) }),
  'github.deviceState': z.strictObject({ host: hostName }),
  'github.deviceCancel': z.strictObject({ host: hostName }),
  /** Where this login may administer runners, by name; `query` is part of one. */
  'github.places': z.strictObject({ host: hostName, query: z.string().max(100) }),
  'github.place': z.strictObject({ scope: setUpScope }),
  /** The kept draft; null: there is none. */
  'setup.draft': none,
  /** Null: throws it away. */
  'setup.saveDraft': z.strictObject({ draft: setUpDraft.nullable() }),
  'setup.suggest': z.strictObject({ scope: setUpScope.nullable() }),
  'setup.check': z.strictObject({ answers: setUpAnswers }),
  /** Makes a plan; nothing is done yet. */
  'operation.plan': z.strictObject({ request: operationRequest }),
  /** Confirms a plan and begins. Tokens are for this operation alone, held in memory until it has ended. */
  'operation.start': z.strictObject({
    operationId,
    typed: z.string().max(260).optional(),
    registrationToken: token.optional(),
    removeToken: token.optional(),
  }),
  'operation.cancel': z.strictObject({ operationId }),
  /** Goes on with one that is held. */
  'operation.continue': z.strictObject({
    operationId,
    registrationToken: token.optional(),
    removeToken: token.optional(),
  }),
  'operation.undo': z.strictObject({ operationId }),
  /** Of one that is held: goes on without the step that it is held at. */
  'operation.leave': z.strictObject({ operationId }),
  /** Takes an ended one, or a plan, off the list. */
  'operation.dismiss': z.strictObject({ operationId }),
  /** Opens the wizard's window: for a new runner, for one that is there, or on an operation. */
  'app.openWizard': z.discriminatedUnion('view', [
    z.strictObject({ view: z.literal('set-up') }),
    z.strictObject({ view: z.literal('adopt'), runnerId }),
    z.strictObject({ view: z.literal('remove'), runnerId }),
    z.strictObject({ view: z.literal('operation'), operationId }),
  ]),
} as const;

export type CallName = keyof typeof inputs;
export const CALL_NAMES = Object.keys(inputs) as readonly CallName[];

/** What each call gives back. */
export interface Outputs {
  'state.subscribe': Snapshot;
  'state.unsubscribe': null;
  'runner.start': { readonly accepted: true };
  'runner.stop': { readonly accepted: true };
  'runner.restart': { readonly accepted: true };
  'runner.keep': { readonly kept: boolean };
  'runner.look': null;
  'runner.add': { readonly runnerId: RunnerId };
  'runner.forget': null;
  'machine.trail': MachineTrail | RunnerTrail;
  'settings.update': Settings;
  'folder.choose': { readonly directory: string | null };
  'link.open': null;
  'app.openSettings': null;
  'app.quit': null;
  'notice.dismiss': null;
  'log.open': { readonly id: string; readonly size: number };
  /** `text` is UTF-8, masked; `end` says whether there is more in that direction now. */
  'log.read': { readonly text: string; readonly end: boolean };
  'log.close': null;
  'mac.report': MacReport;
  'github.login': GitHubLogin;
  'github.useToken': GitHubLogin;
  'github.forgetToken': GitHubLogin;
  'github.deviceStart': DeviceFlow;
  'github.deviceState': DeviceFlow;
  'github.deviceCancel': DeviceFlow;
  /** `more`: there are more than are listed; a longer query finds them. `note`: why some may be missing, a sentence. */
  'github.places': {
    readonly places: readonly Place[];
    readonly more: boolean;
    readonly note: string | null;
  };
  'github.place': PlaceReport;
  'setup.draft': SetUpDraft | null;
  'setup.saveDraft': null;
  'setup.suggest': Suggestion;
  'setup.check': { readonly problems: readonly AnswerProblem[] };
  'operation.plan': Operation;
  'operation.start': { readonly operationId: OperationId };
  'operation.cancel': null;
  'operation.continue': null;
  'operation.undo': null;
  'operation.leave': null;
  'operation.dismiss': null;
  'app.openWizard': null;
}
export type Input<N extends CallName> = z.input<(typeof inputs)[N]>;
export type Output<N extends CallName> = Outputs[N];

/** The one object that a view has: Electron's preload, the WebSocket client and the in-memory pair all give it. */
export interface Bridge {
  /** Never rejects; an answer that is not a Reply is the transport's fault. */
  request(name: string, input: unknown): Promise<Reply<unknown>>;
  /** Gives the way to stop listening. */
  onPush(listener: (push: Push) => void): () => void;
}
