/**
 * The person's settings: one JSON file, written beside, flushed and renamed. What cannot be used is set aside, not
 * lost: a damaged file at once, one that cannot even be read when it is about to be replaced.
 */
import { lstat, mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { settingsPatch } from '../../shared/contract.ts';
import type { Settings } from '../../shared/domain.ts';
import { readSmallFile } from './host/small-file.ts';

export const DEFAULT_SETTINGS: Settings = {
  notifications: 'failures',
  startAtLogin: false,
  timeInMenuBar: true,
  appearance: 'system',
  folders: [],
  askGitHub: true,
  deviceClientId: null,
};

const file = settingsPatch.extend({ folders: z.array(z.string().max(1024)).max(100).optional() }).loose();

export interface SettingsFile {
  /** What is set; the defaults where nothing is. `problem` is a sentence when the file is of no use. Never rejects. */
  load(): Promise<{ readonly settings: Settings; readonly problem: string | null }>;
  /** What the file says now, as another Trackside may have written it; null: nothing that can be used. Never rejects. */
  now(): Promise<Settings | null>;
  /** Rejects when the disk refuses; the old file is then still there. */
  save(settings: Settings): Promise<void>;
}

const MAX_BYTES = 1024 * 1024;
/** So many files set aside are kept. */
const MAX_ASIDE = 20;

/** @param folder Trackside's own data folder; made when missing. */
export function createSettingsFile(folder: string): SettingsFile {
  const path = join(folder, 'settings.json');
  let writing: Promise<void> = Promise.resolve();
  /** What the file there is, if it must not be written over. */
  let inTheWay: 'damaged' | 'unreadable' | null = null;

  async function setAside(as: 'damaged' | 'unreadable'): Promise<string> {
    const name = await freeName(folder, `settings.json.${as}`);
    await rename(path, join(folder, name)).catch((error: NodeJS.ErrnoException) => {
      // The person has taken it away meanwhile.
      if (error.code !== 'ENOENT') throw error;
    });
    inTheWay = null;
    return name;
  }
  async function replace(settings: Settings): Promise<void> {
    if (inTheWay !== null) await setAside(inTheWay);
    await writeAtomically(folder, path, settings);
  }
  return {
    load: async () => {
      const read = await readSmallFile(path, MAX_BYTES);
      if (read.kind === 'missing' || read.kind === 'unchanged') {
        return { settings: DEFAULT_SETTINGS, problem: null };
      }
      if (read.kind === 'unreadable') {
        inTheWay = 'unreadable';
        return { settings: DEFAULT_SETTINGS, problem: UNREADABLE };
      }
      const settings = settingsIn(read.bytes);
      if (settings !== null) return { settings, problem: null };
      inTheWay = 'damaged';
      const name = await setAside('damaged').catch(() => null);
      return {
        settings: DEFAULT_SETTINGS,
        problem:
          name === null
            ? UNREADABLE
            : `The settings could not be read and were set aside as ${name}; the defaults hold.`,
      };
    },
    now: async () => {
      const read = await readSmallFile(path, MAX_BYTES);
      return read.kind === 'read' ? settingsIn(read.bytes) : null;
    },
    save: (settings) => {
      // One write after the other, so that the last one asked for is the one that stays.
      writing = writing.catch(() => undefined).then(() => replace(settings));
      return writing;
    },
  };
}

/** Null: they are none. What is missing has its default. */
function settingsIn(bytes: Uint8Array): Settings | null {
  const parsed = file.safeParse(parseJson(Buffer.from(bytes).toString('utf8')));
  if (!parsed.success) return null;
  const known = { ...DEFAULT_SETTINGS, ...withoutUndefined(parsed.data) };
  const { notifications, startAtLogin, timeInMenuBar, appearance, askGitHub, folders, deviceClientId } =
    known;
  return { notifications, startAtLogin, timeInMenuBar, appearance, askGitHub, folders, deviceClientId };
}

const UNREADABLE =
  'The settings file cannot be read, so the defaults hold. It stays as it is until you change a setting; it is then set aside, not written over.';

/** The first of `name`, `name-2`, … that is not taken; the last one if all are. */
async function freeName(folder: string, name: string): Promise<string> {
  for (let number = 1; number < MAX_ASIDE; number += 1) {
    const candidate = number === 1 ? name : `${name}-${number}`;
    const taken = await lstat(join(folder, candidate)).then(
      () => true,
      () => false,
    );
    if (!taken) return candidate;
  }
  return `${name}-${MAX_ASIDE}`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // not JSON: the schema refuses it and the file is set aside
  }
}

function withoutUndefined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}

async function writeAtomically(folder: string, path: string, settings: Settings): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const beside = `${path}.${process.pid}.new`;
  try {
    const handle = await open(beside, 'w', 0o600);
    try {
      await handle.writeFile(`${JSON.stringify(settings, null, 2)}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(beside, path);
  } catch (error) {
    // Half a file is of no use, and takes room on a disk that may be full.
    await rm(beside, { force: true }).catch(() => undefined);
    throw error;
  }
}
