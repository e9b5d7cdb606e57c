/**
 * Secrets in the system's keychain, by Electron's safeStorage: macOS keeps the key, a file of Trackside's keeps what is
 * encrypted with it. Never in plain text: without the key there is nothing to be had.
 */
import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { SafeStorage } from 'electron';
import * as z from 'zod';
import type { Probe, SecretStore } from '../engine/host/host.ts';
import { readSmallFile } from '../engine/host/small-file.ts';
import { within } from '../engine/host/within.ts';
import { replaceFile, writeFailure } from '../engine/install/whole-file.ts';

/** The asynchronous half; the synchronous one is deprecated since Electron 45 (macos.md 6.2). */
export type Safe = Pick<
  SafeStorage,
  'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync'
>;

export interface SecretOptions {
  /** Trackside's own; absolute. */
  readonly folder: string;
  readonly safe: Safe;
  /** How long macOS may take, ms: it may ask the person for permission meanwhile. */
  readonly limitMs?: number;
}

const LIMIT_MS = 60_000;
const MAX_BYTES = 256 * 1024;
const MAX_ENTRIES = 64;

/** By name: what was encrypted, in base64. */
const fileSchema = z.strictObject({ version: z.literal(1), entries: z.record(z.string(), z.base64()) });
type Entries = Readonly<Record<string, string>>;

const NO_KEYCHAIN = 'There is no keychain that Trackside could use here.';
const NO_ANSWER = 'The keychain did not answer in time.';
const WHAT = 'the file of kept secrets';
const UNREADABLE_FILE = 'The file with what Trackside keeps cannot be read.';
/** macOS gives the key only to a program with the same signature (facts/macos.md 6.2). */
const UNUSABLE =
  'What was kept cannot be read any more: macOS does not give its key to this copy of Trackside. Give it again.';

export function createSecrets({ folder, safe, limitMs = LIMIT_MS }: SecretOptions): SecretStore {
  const file = join(folder, 'secrets.json');
  let line: Promise<unknown> = Promise.resolve();
  /** What could not be decrypted: asking again would only make macOS ask the person again. */
  const unusable = new Map<string, string>();

  /** One after the other, so that no change is lost. */
  const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
    const mine = line.then(act);
    line = mine.catch(() => undefined);
    return mine;
  };
  const available = async (): Promise<boolean> =>
    (await within(
      safe.isAsyncEncryptionAvailable().catch(() => false),
      limitMs,
    )) === true;

  async function encrypt(text: string): Promise<Probe<string>> {
    const bytes = await within(
      safe.encryptStringAsync(text).catch(() => 'refused' as const),
      limitMs,
    );
    if (bytes === null) return { ok: false, why: NO_ANSWER };
    if (bytes === 'refused') return { ok: false, why: NO_KEYCHAIN };
    return { ok: true, value: bytes.toString('base64') };
  }

  async function get(name: string): Promise<Probe<string | null>> {
    const entries = await readEntries(file);
    if (!entries.ok) return entries;
    const kept = entries.value[name];
    if (kept === undefined) return { ok: true, value: null };
    if (unusable.get(name) === kept) return { ok: false, why: UNUSABLE };
    const bytes = Buffer.from(kept, 'base64');
    const read = await within(
      safe.decryptStringAsync(bytes).catch(() => 'refused' as const),
      limitMs,
    );
    if (read === null) return { ok: false, why: NO_ANSWER };
    if (read === 'refused') {
      unusable.set(name, kept);
      return { ok: false, why: UNUSABLE };
    }
    // The key is being replaced: what stays encrypted with the old one would be lost with it.
    if (read.shouldReEncrypt) await renew(entries.value, name, read.result);
    return { ok: true, value: read.result };
  }

  async function renew(entries: Entries, name: string, text: string): Promise<void> {
    const again = await encrypt(text);
    // Where this does not succeed it can be read as it is, and the next reading tries again.
    if (again.ok) await write(file, { ...entries, [name]: again.value });
  }

  async function set(name: string, text: string): Promise<Probe<null>> {
    if (!(await available())) return { ok: false, why: NO_KEYCHAIN };
    const kept = await encrypt(text);
    if (!kept.ok) return kept;
    const read = await readEntries(file);
    // A file that cannot be read keeps nothing that could be had again.
    const entries = read.ok ? read.value : {};
    if (entries[name] === undefined && Object.keys(entries).length >= MAX_ENTRIES) {
      return { ok: false, why: 'Trackside keeps too many secrets already. Take one away first.' };
    }
    return await write(file, { ...entries, [name]: kept.value });
  }

  async function remove(name: string): Promise<Probe<null>> {
    const read = await readEntries(file);
    if (!read.ok) return read;
    if (read.value[name] === undefined) return { ok: true, value: null };
    const { [name]: _gone, ...rest } = read.value;
    unusable.delete(name);
    return await write(file, rest);
  }

  return {
    available,
    get: (name) => inTurn(() => get(name)),
    set: (name, text) => inTurn(() => set(name, text)),
    remove: (name) => inTurn(() => remove(name)),
  };
}

async function readEntries(file: string): Promise<Probe<Entries>> {
  const read = await readSmallFile(file, MAX_BYTES);
  if (read.kind === 'missing' || read.kind === 'unchanged') return { ok: true, value: {} };
  if (read.kind === 'unreadable') return { ok: false, why: UNREADABLE_FILE };
  const parsed = fileSchema.safeParse(parseJson(Buffer.from(read.bytes).toString('utf8')));
  return parsed.success ? { ok: true, value: parsed.data.entries } : { ok: false, why: UNREADABLE_FILE };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // not JSON: the schema refuses it
  }
}

/** For its owner alone; no entries: no file. */
async function write(file: string, entries: Entries): Promise<Probe<null>> {
  try {
    if (Object.keys(entries).length === 0) await rm(file, { force: true });
    else await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  } catch (error) {
    return { ok: false, why: writeFailure(error, WHAT).message };
  }
  if (Object.keys(entries).length === 0) return { ok: true, value: null };
  const content = `${JSON.stringify({ version: 1, entries }, null, 2)}\n`;
  const failure = await replaceFile(file, content, { mode: 0o600, what: WHAT });
  return failure === null ? { ok: true, value: null } : { ok: false, why: failure.message };
}
