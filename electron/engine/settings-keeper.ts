/** The settings in use: read at start, changed one after the other, on disk before they hold. */
import { isDeepStrictEqual } from 'node:util';
import { fail, type Failure, ok, type Reply } from '../../shared/contract.ts';
import type { Settings } from '../../shared/domain.ts';
import type { SettingsFile } from './settings.ts';

export interface SettingsKeeper {
  /** Gives what a person should know of the file, or null. */
  load(): Promise<string | null>;
  /** What another Trackside, such as one in a terminal, has changed meanwhile holds here as well. */
  refresh(): Promise<void>;
  /** `change` gets the settings as they are by then, on the disk. What cannot be written does not hold, and is told. */
  update(change: (settings: Settings) => Settings): Promise<Reply<Settings>>;
}

/**
 * @param port.set makes them hold, for everyone.
 * @param port.report gets why they could not be written.
 */
export function createSettingsKeeper(port: {
  readonly file: SettingsFile;
  readonly get: () => Settings;
  readonly set: (settings: Settings) => void;
  readonly report: (error: unknown) => void;
}): SettingsKeeper {
  let changing: Promise<unknown> = Promise.resolve();
  async function apply(change: (settings: Settings) => Settings): Promise<Reply<Settings>> {
    // Else the folder of a runner that was adopted in a terminal meanwhile would be lost.
    const settings = change((await port.file.now()) ?? port.get());
    try {
      await port.file.save(settings);
    } catch (error) {
      port.report(error);
      return cannotWrite(error);
    }
    port.set(settings);
    return ok(settings);
  }
  return {
    load: async () => {
      const { settings, problem } = await port.file.load();
      port.set(settings);
      return problem;
    },
    refresh: async () => {
      await changing;
      const now = await port.file.now();
      if (now !== null && !isDeepStrictEqual(now, port.get())) port.set(now);
    },
    update: (change) => {
      const changed = changing.then(() => apply(change));
      changing = changed.catch(() => undefined); // told to who asked; the next change is not stopped by it
      return changed;
    },
  };
}

const DISK_FULL: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT']);

function cannotWrite(error: unknown): Failure {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return DISK_FULL.has(code)
    ? fail(
        'cannot-write',
        'The disk is full, so this could not be saved. The setting is as it was.',
        'Free some space, then try again.',
      )
    : fail(
        'cannot-write',
        'Trackside could not write its settings file. The setting is as it was.',
        'Check that you may write to the folder Trackside in Library, Application Support, then try again.',
      );
}
