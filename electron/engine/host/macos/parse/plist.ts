/** A LaunchAgent's property list, XML or binary, as far as Trackside needs it (launchd.plist(5), macos.md 2.3). */
import { parseBuffer } from 'bplist-parser';
import { parse } from 'plist';
import type { AgentPlist } from '../../host.ts';
import { isModestBinaryPlist } from './binary-plist-size.ts';

export type PlistReading =
  | { readonly ok: true; readonly value: AgentPlist }
  | { readonly ok: false; readonly why: string };

/** A real LaunchAgent has some tens. */
const MAX_VALUES = 20_000;

type Dictionary = Readonly<Record<string, unknown>>;

/** Reads the bytes of one file. Unknown keys are ignored; a key of the wrong kind makes the file unreadable. */
export function parseAgentPlist(bytes: Uint8Array, path: string): PlistReading {
  if (bytes.length === 0) return unreadable('The file is empty.');
  const root = decode(bytes);
  if (root === undefined) {
    return unreadable('The file is no property list, or is cut off.');
  }
  if (!isDictionary(root)) return unreadable('The property list is not a dictionary.');
  return agentOf(root, path);
}

/** Undefined where the bytes are no property list. The libraries throw on bad input, and only then. */
function decode(bytes: Uint8Array): unknown {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    if (buffer.subarray(0, 6).toString('latin1') === 'bplist') {
      return isModestBinaryPlist(buffer, MAX_VALUES)
        ? quietly(() => parseBuffer<unknown>(buffer)[0])
        : undefined;
    }
    const xml = buffer.toString('utf8').replace(/^\uFEFF/, '');
    // The library would also take the old brace form, which launchd does not.
    return /^\s*</.test(xml) ? quietly(() => parse(xml)) : undefined;
  } catch {
    // Whatever the library disliked, for us it is one answer: not a property list.
    return undefined;
  }
}

/** Both libraries write what they dislike to the console, and give no way to tell them not to. */
function quietly<T>(work: () => T): T {
  const usual = Object.getOwnPropertyDescriptor(console, 'error');
  Object.defineProperty(console, 'error', { ...usual, value: () => undefined });
  try {
    return work();
  } finally {
    if (usual !== undefined) Object.defineProperty(console, 'error', usual);
  }
}

function agentOf(root: Dictionary, path: string): PlistReading {
  const label = get(root, 'Label');
  if (label === undefined || label === '') return unreadable('It has no Label.');
  if (typeof label !== 'string') return wrongKind('Label', 'a text');
  const program = programOf(root);
  if (typeof program === 'string') return unreadable(program);
  const texts: (string | null)[] = [];
  for (const key of ['WorkingDirectory', 'StandardOutPath', 'StandardErrorPath', 'ProcessType']) {
    const value = get(root, key) ?? null;
    if (value !== null && typeof value !== 'string') return wrongKind(key, 'a text');
    texts.push(value);
  }
  const [workingDirectory, standardOutPath, standardErrorPath, processType] = texts;
  const keepAlive = get(root, 'KeepAlive') ?? false;
  if (typeof keepAlive !== 'boolean' && !isDictionary(keepAlive)) {
    return wrongKind('KeepAlive', 'yes, no or a dictionary');
  }
  const keepsAlive = typeof keepAlive === 'boolean' ? keepAlive : Object.keys(keepAlive).length > 0;
  const exitTimeOut = get(root, 'ExitTimeOut') ?? null;
  if (exitTimeOut !== null && (typeof exitTimeOut !== 'number' || !(exitTimeOut >= 0))) {
    return wrongKind('ExitTimeOut', 'a number of seconds');
  }
  const environment = get(root, 'EnvironmentVariables') ?? {};
  if (!isDictionary(environment)) return wrongKind('EnvironmentVariables', 'a dictionary');
  return {
    ok: true,
    value: {
      label,
      path,
      program,
      workingDirectory: workingDirectory ?? null,
      standardOutPath: standardOutPath ?? null,
      standardErrorPath: standardErrorPath ?? null,
      keepAlive: keepsAlive,
      startsAtLoad: keepsAlive || get(root, 'RunAtLoad') === true,
      exitTimeOut,
      processType: processType ?? null,
      environment: Object.fromEntries(
        // launchd takes texts only and drops the rest.
        Object.entries(environment).filter(
          (entry): entry is [string, string] => typeof entry[1] === 'string',
        ),
      ),
    },
  };
}

/** `Program` is what runs; else the first of `ProgramArguments`. A text in return says what is wrong. */
function programOf(root: Dictionary): readonly string[] | string {
  const program = get(root, 'Program') ?? null;
  const list = get(root, 'ProgramArguments') ?? null;
  if (program !== null && typeof program !== 'string') return 'Its Program is not a text.';
  if (list !== null && !isTextList(list)) return 'Its ProgramArguments are not a list of texts.';
  if (program !== null && program !== '') return [program, ...(list ?? []).slice(1)];
  return list !== null && list.length > 0 ? list : 'It names no program.';
}

/** Own keys only: a file must not reach what every object inherits. */
function get(dictionary: Dictionary, key: string): unknown {
  return Object.hasOwn(dictionary, key) ? dictionary[key] : undefined;
}
function isDictionary(value: unknown): value is Dictionary {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !ArrayBuffer.isView(value) &&
    !(value instanceof Date)
  );
}
function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
function unreadable(why: string): PlistReading {
  return { ok: false, why };
}
function wrongKind(key: string, kind: string): PlistReading {
  return unreadable(`Its ${key} is not ${kind}.`);
}
