/**
 * `.runner`: how a runner is configured (actions/runner, ConfigurationStore; runner.md 2.3). UTF-8, with a BOM as
 * `config.sh` writes it, camelCase, keys with their default value left out.
 */
import { readlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { RunnerScope } from '../../../shared/domain.ts';
import { readSmallFile } from '../host/small-file.ts';

/** What Trackside needs of it. Null: the file does not say. */
export interface RunnerSettings {
  /** Shown to people; `agentName`. */
  readonly name: string | null;
  readonly agentId: number | null;
  readonly poolId: number | null;
  /** The runner group. */
  readonly poolName: string | null;
  /** The address given to `config.sh`. */
  readonly gitHubUrl: string | null;
  readonly scope: RunnerScope;
  /** Relative to the runner's directory, or absolute. */
  readonly workFolder: string;
  readonly ephemeral: boolean;
  /** True: it does not update itself. */
  readonly disableUpdate: boolean;
  readonly useV2Flow: boolean;
  /** False: GitHub Enterprise Server. */
  readonly isHostedServer: boolean;
}

/** `why`: one sentence for a person. */
export type RunnerJsonReading =
  | { readonly kind: 'read'; readonly settings: RunnerSettings }
  /** No such file: the directory is no runner, or it is not configured. */
  | { readonly kind: 'missing'; readonly why: string }
  | { readonly kind: 'unreadable'; readonly why: string }
  | { readonly kind: 'empty'; readonly why: string }
  | { readonly kind: 'truncated'; readonly why: string }
  | { readonly kind: 'not-json'; readonly why: string }
  /** JSON, but of something else. */
  | { readonly kind: 'not-a-runner'; readonly why: string };

const MAX_BYTES = 1024 * 1024;
const DEFAULT_WORK_FOLDER = '_work';

/** Reads `.runner` of a runner directory. Never throws. */
export async function readRunnerJson(directory: string): Promise<RunnerJsonReading> {
  const file = await readSmallFile(join(directory, '.runner'), MAX_BYTES);
  switch (file.kind) {
    case 'read':
      return parseRunnerJson(file.bytes);
    case 'unreadable':
      return { kind: 'unreadable', why: `Its .runner file cannot be read. ${file.why}` };
    case 'missing':
    case 'unchanged':
      return { kind: 'missing', why: 'It has no .runner file, so it is not configured.' };
  }
}

/** Reads the bytes of a `.runner` file. Numbers and truth values may also be texts (`--jitconfig`). Never throws. */
export function parseRunnerJson(bytes: Uint8Array): RunnerJsonReading {
  // The decoder drops the BOM.
  const text = new TextDecoder('utf-8').decode(bytes);
  if (/^[\s\0]*$/.test(text)) return { kind: 'empty', why: 'Its .runner file is empty.' };
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch {
    // Which of the two it is decides what the person can do; the parser's own words would not help.
    return isCutOff(text)
      ? { kind: 'truncated', why: 'Its .runner file is cut off in the middle.' }
      : { kind: 'not-json', why: 'Its .runner file is not JSON.' };
  }
  const other = 'Its .runner file does not describe a runner.';
  if (typeof root !== 'object' || root === null || Array.isArray(root)) {
    return { kind: 'not-a-runner', why: other };
  }
  const settings = settingsOf(new Map(Object.entries(root)));
  return settings.name === null && settings.agentId === null && settings.gitHubUrl === null
    ? { kind: 'not-a-runner', why: other }
    : { kind: 'read', settings };
}

type Values = ReadonlyMap<string, unknown>;

function settingsOf(values: Values): RunnerSettings {
  const gitHubUrl = textOf(values, 'gitHubUrl');
  return {
    name: textOf(values, 'agentName'),
    agentId: numberOf(values, 'agentId'),
    poolId: numberOf(values, 'poolId'),
    poolName: textOf(values, 'poolName'),
    gitHubUrl,
    scope: gitHubUrl === null ? { kind: 'unknown' } : scopeOfUrl(gitHubUrl),
    workFolder: textOf(values, 'workFolder') ?? DEFAULT_WORK_FOLDER,
    ephemeral: truthOf(values, 'ephemeral', 'no'),
    disableUpdate: truthOf(values, 'disableUpdate', 'no'),
    useV2Flow: truthOf(values, 'useV2Flow', 'no'),
    isHostedServer: truthOf(values, 'isHostedServer', 'yes'),
  };
}

function textOf(values: Values, key: string): string | null {
  const value = values.get(key);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}
function numberOf(values: Values, key: string): number | null {
  const value = values.get(key);
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? value : null;
  return typeof value === 'string' && /^\s*\d{1,15}\s*$/.test(value) ? Number(value) : null;
}
function truthOf(values: Values, key: string, standard: 'yes' | 'no'): boolean {
  const value = values.get(key);
  if (typeof value === 'boolean') return value;
  if (typeof value === 'string' && /^\s*true\s*$/i.test(value)) return true;
  if (typeof value === 'string' && /^\s*false\s*$/i.test(value)) return false;
  return standard === 'yes';
}

/** True: the text begins as an object and ends before the object does. */
function isCutOff(text: string): boolean {
  if (!/^\s*\{/.test(text)) return false;
  let depth = 0;
  let inText = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (inText) {
      if (character === '\\') index += 1;
      else if (character === '"') inText = false;
    } else if (character === '"') inText = true;
    else if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') depth -= 1;
    if (depth === 0 && !inText && index > 0 && /[}\]]/.test(character ?? '')) return false;
  }
  return inText || depth > 0;
}

/**
 * Where a runner is registered: `/owner/repo`, `/org`, `/enterprises/x`, at whichever host (runner.md 2.3).
 * `unknown` for anything else.
 */
export function scopeOfUrl(address: string): RunnerScope {
  let url: URL;
  let parts: string[];
  try {
    url = new URL(address);
    parts = url.pathname
      .split('/')
      .filter((part) => part !== '')
      .map(decodeURIComponent);
  } catch {
    // Not an address, or badly encoded: its scope is unknown, and that is the answer.
    return { kind: 'unknown' };
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return { kind: 'unknown' };
  const host = url.host;
  const [first, second] = parts;
  if (first === undefined || parts.length > 2) return { kind: 'unknown' };
  if (second === undefined) return { kind: 'organization', host, organization: first };
  if (first.toLowerCase() === 'enterprises') return { kind: 'enterprise', host, enterprise: second };
  return { kind: 'repository', host, owner: first, repository: second };
}

/**
 * The version, from where the `bin` link points (`bin.X.Y.Z`, runner.md 2.2). Null before the first self-update, when
 * `bin` is a plain folder, and where there is none.
 */
export async function readRunnerVersion(directory: string): Promise<string | null> {
  try {
    const name = basename(await readlink(join(directory, 'bin')));
    return /^bin\.(\d+(?:\.\d+){1,3})$/.exec(name)?.[1] ?? null;
  } catch {
    // EINVAL: a plain folder. ENOENT: none. Either way nothing names a version.
    return null;
  }
}
