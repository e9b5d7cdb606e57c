/** A job's property list as launchd takes it: checked for owner and mode, then read (launchd.plist(5); macos.md 2.3). */
import { readFileSync, statSync } from 'node:fs';
import { constants } from 'node:os';
import { parseBuffer } from 'bplist-parser';
import { parse } from 'plist';
import { E } from './errors.ts';

/** KeepAlive: yes, no, or conditions of which one is enough. */
export type KeepAlive =
  | { readonly kind: 'never' }
  | { readonly kind: 'always' }
  | { readonly kind: 'conditions'; readonly conditions: readonly KeepAliveCondition[] };
export type KeepAliveCondition =
  | { readonly kind: 'successful-exit'; readonly value: boolean }
  | { readonly kind: 'crashed'; readonly value: boolean }
  | { readonly kind: 'path-state'; readonly path: string; readonly value: boolean }
  | { readonly kind: 'other-job-enabled'; readonly label: string; readonly value: boolean }
  | { readonly kind: 'network-state' };

export interface JobPlist {
  readonly label: string;
  readonly path: string;
  readonly program: string;
  /** `Program` was left out, so that the first argument is the program. */
  readonly programInferred: boolean;
  readonly arguments: readonly string[];
  readonly keepAlive: KeepAlive;
  /** RunAtLoad itself, or a KeepAlive that implies it. */
  readonly startsAtLoad: boolean;
  readonly runAtLoad: boolean;
  /** Seconds. */
  readonly throttleInterval: number;
  /** Seconds. */
  readonly exitTimeOut: number;
  readonly abandonProcessGroup: boolean;
  readonly processType: string | null;
  readonly workingDirectory: string | null;
  readonly standardOutPath: string | null;
  readonly standardErrorPath: string | null;
  readonly standardInPath: string | null;
  readonly environment: Readonly<Record<string, string>>;
  /** `Disabled` of the file; an override of `launchctl enable` wins. */
  readonly disabledInFile: boolean;
  readonly sessionTypes: readonly string[];
  readonly startInterval: number | null;
}

export type PlistReading =
  | { readonly kind: 'job'; readonly job: JobPlist }
  | { readonly kind: 'refused'; readonly status: number };

/** launchd's defaults (macos.md 1.5, 2.3). */
const THROTTLE_SECONDS = 10;
const EXIT_SECONDS = 5;
const GROUP_OR_WORLD_WRITABLE = 0o022;

type Dictionary = Readonly<Record<string, unknown>>;

/** Reads the file as `bootstrap` does. `owner`: who must own it. Statuses: macos.md 1.1, 1.2. */
export function readJobPlist(path: string, owner: number): PlistReading {
  let bytes: Buffer;
  try {
    const stat = statSync(path);
    if (!stat.isFile()) return refused(E.io);
    if (stat.uid !== owner || (stat.mode & GROUP_OR_WORLD_WRITABLE) !== 0) return refused(E.badOwnership);
    bytes = readFileSync(path);
  } catch {
    // A file that is missing or cannot be read: launchd says input/output error, without more.
    return refused(E.io);
  }
  const root = decodePlist(bytes);
  if (!isDictionary(root)) return refused(E.invalidPlist);
  return jobOf(root, path);
}

/** Undefined where the bytes are no property list, binary or XML. */
export function decodePlist(bytes: Buffer): unknown {
  try {
    if (bytes.subarray(0, 6).toString('latin1') === 'bplist') return parseBuffer<unknown>(bytes)[0];
    const xml = bytes.toString('utf8').replace(/^\uFEFF/, '');
    return /^\s*</.test(xml) ? parse(xml) : undefined;
  } catch {
    // The packages throw on bad input and only then; the caller turns undefined into a status.
    return undefined;
  }
}

function refused(status: number): PlistReading {
  return { kind: 'refused', status };
}

function jobOf(root: Dictionary, path: string): PlistReading {
  const label = root['Label'];
  if (typeof label !== 'string' || label === '') return refused(E.noIdentifier);
  const listed = root['ProgramArguments'];
  const args = Array.isArray(listed) ? listed.filter((arg): arg is string => typeof arg === 'string') : [];
  const named = text(root, 'Program');
  const program = named ?? args[0];
  if (program === undefined || program === '') return refused(E.noProgram);
  const keepAlive = keepAliveOf(root['KeepAlive']);
  const runAtLoad = root['RunAtLoad'] === true;
  return {
    kind: 'job',
    job: {
      label,
      path,
      program,
      programInferred: named === null,
      arguments: args.length > 0 ? args : [program],
      keepAlive,
      runAtLoad,
      startsAtLoad: runAtLoad || impliesStart(keepAlive),
      throttleInterval: seconds(root, 'ThrottleInterval') ?? THROTTLE_SECONDS,
      exitTimeOut: seconds(root, 'ExitTimeOut') ?? EXIT_SECONDS,
      abandonProcessGroup: root['AbandonProcessGroup'] === true,
      processType: text(root, 'ProcessType'),
      workingDirectory: text(root, 'WorkingDirectory'),
      standardOutPath: text(root, 'StandardOutPath'),
      standardErrorPath: text(root, 'StandardErrorPath'),
      standardInPath: text(root, 'StandardInPath'),
      environment: environmentOf(root['EnvironmentVariables']),
      disabledInFile: root['Disabled'] === true,
      sessionTypes: sessionTypesOf(root['LimitLoadToSessionType']),
      startInterval: seconds(root, 'StartInterval'),
    },
  };
}

/** A job must have run once before it can have ended well, so SuccessfulExit means RunAtLoad (launchd.plist(5)). */
function impliesStart(keepAlive: KeepAlive): boolean {
  switch (keepAlive.kind) {
    case 'never':
      return false;
    case 'always':
      return true;
    case 'conditions':
      return keepAlive.conditions.some(({ kind }) => kind === 'successful-exit' || kind === 'network-state');
  }
}

function keepAliveOf(value: unknown): KeepAlive {
  if (value === true) return { kind: 'always' };
  if (!isDictionary(value)) return { kind: 'never' };
  const conditions: KeepAliveCondition[] = [];
  const successful = value['SuccessfulExit'];
  if (typeof successful === 'boolean') conditions.push({ kind: 'successful-exit', value: successful });
  const crashed = value['Crashed'];
  if (typeof crashed === 'boolean') conditions.push({ kind: 'crashed', value: crashed });
  for (const [path, wanted] of booleans(value['PathState'])) {
    conditions.push({ kind: 'path-state', path, value: wanted });
  }
  for (const [label, wanted] of booleans(value['OtherJobEnabled'])) {
    conditions.push({ kind: 'other-job-enabled', label, value: wanted });
  }
  if (typeof value['NetworkState'] === 'boolean') conditions.push({ kind: 'network-state' });
  return { kind: 'conditions', conditions };
}

function booleans(value: unknown): readonly (readonly [string, boolean])[] {
  if (!isDictionary(value)) return [];
  return Object.entries(value).filter((entry): entry is [string, boolean] => typeof entry[1] === 'boolean');
}

function environmentOf(value: unknown): Readonly<Record<string, string>> {
  if (!isDictionary(value)) return {};
  // Only texts are taken (macos.md 2.3).
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

function sessionTypesOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : ['Aqua'];
}

function text(root: Dictionary, key: string): string | null {
  const value = root[key];
  return typeof value === 'string' ? value : null;
}
function seconds(root: Dictionary, key: string): number | null {
  const value = root[key];
  return typeof value === 'number' && value >= 0 ? value : null;
}
export function isDictionary(value: unknown): value is Dictionary {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !Buffer.isBuffer(value);
}

/** A signal's number on this system, for exit statuses and texts. */
export function signalNumber(signal: NodeJS.Signals): number {
  return constants.signals[signal];
}
