/** Looks for a program's file, without starting anything. */
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Probe } from '../../host/host.ts';
import { within } from '../../host/within.ts';
import type { ToolPlace } from './places.ts';

/** A folder on a disk that has gone away must not hold up everything else. */
const LIMIT_MS = 3_000;

export interface FoundProgram {
  /** Absolute. */
  readonly path: string;
  readonly place: ToolPlace;
}

/** Every place that has it, in the order of the places. */
export async function findProgram(
  name: string,
  places: readonly ToolPlace[],
): Promise<Probe<readonly FoundProgram[]>> {
  const looks = places.map(async (place) => {
    const path = join(place.folder, name);
    return (await isProgram(path)) ? [{ path, place }] : [];
  });
  const found = await within(Promise.all(looks), LIMIT_MS);
  return found === null ? { ok: false, why: 'A disk did not answer.' } : { ok: true, value: found.flat() };
}

/** A file, or a link to one, that this person may run. Never rejects. */
export async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    // Missing, a link to nowhere, or not ours to run: no program for us.
    return false;
  }
}

/** Whether this person may put files there without an administrator. Never rejects. */
export async function isWritable(folder: string): Promise<boolean> {
  const answer = await within(
    access(folder, constants.W_OK | constants.X_OK).then(
      () => true,
      () => false,
    ),
    LIMIT_MS,
  );
  return answer === true;
}
