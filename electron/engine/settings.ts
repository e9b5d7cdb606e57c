/** The person's settings: one JSON file, written beside, flushed and renamed. A damaged one is set aside, not lost. */
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { settingsPatch } from '../../shared/contract.ts';
import type { Settings } from '../../shared/domain.ts';

export const DEFAULT_SETTINGS: Settings = {
  notifications: 'failures',
  startAtLogin: false,
  timeInMenuBar: true,
  appearance: 'system',
  folders: [],
  askGitHub: true,
};

const file = settingsPatch.extend({ folders: z.array(z.string().max(1024)).max(100).optional() }).loose();

export interface SettingsFile {
  /** What is set; the defaults where nothing is. `problem` is a sentence when the file was damaged. */
  load(): Promise<{ readonly settings: Settings; readonly problem: string | null }>;
  /** Rejects when the disk refuses; the old file is then untouched. */
  save(settings: Settings): Promise<void>;
}

/** @param folder Trackside's own data folder; made when missing. */
export function createSettingsFile(folder: string): SettingsFile {
  const path = join(folder, 'settings.json');
  let writing: Promise<void> = Promise.resolve();
  return {
    load: async () => {
      const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return null;
        throw error;
      });
      if (text === null) return { settings: DEFAULT_SETTINGS, problem: null };
      const parsed = file.safeParse(parseJson(text));
      if (parsed.success) {
        const { notifications, startAtLogin, timeInMenuBar, appearance, askGitHub, folders } = {
          ...DEFAULT_SETTINGS,
          ...withoutUndefined(parsed.data),
        };
        return {
          settings: { notifications, startAtLogin, timeInMenuBar, appearance, askGitHub, folders },
          problem: null,
        };
      }
      await rename(path, `${path}.damaged`);
      return {
        settings: DEFAULT_SETTINGS,
        problem:
          'The settings could not be read and were set aside as settings.json.damaged; the defaults hold.',
      };
    },
    save: (settings) => {
      // One write after the other, so that the last one asked for is the one that stays.
      writing = writing.catch(() => undefined).then(() => writeAtomically(folder, path, settings));
      return writing;
    },
  };
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
  const handle = await open(beside, 'w', 0o600);
  try {
    await handle.writeFile(`${JSON.stringify(settings, null, 2)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(beside, path);
}
