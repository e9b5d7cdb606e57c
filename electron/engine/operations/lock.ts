/**
 * One Trackside at a time changes this Mac: the app and a `trackside` in a terminal must not set up the same runner. The
 * lock names its holder by pid and start time, so that one that crashed is never taken for alive.
 */
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { fail, type Failure } from '../../../shared/contract.ts';
import type { Host, ProcessRow } from '../host/host.ts';

export type Locking =
  | { readonly kind: 'held'; readonly release: () => Promise<void> }
  | { readonly kind: 'taken'; readonly pid: number }
  /** The disk refused; `code` is the system's. */
  | { readonly kind: 'unwritable'; readonly code: string }
  | { readonly kind: 'unknown'; readonly why: string };

const holder = z.object({ pid: z.number().int().positive(), startedAt: z.number() });
type Holder = z.infer<typeof holder>;
/** `ps` tells a start to about a second. */
const SAME_START_MS = 2_500;
const TRIES = 3;

/** @param folder where the lock lies. Never rejects, never waits for the other one. */
export async function takeLock(host: Pick<Host, 'processes'>, folder: string): Promise<Locking> {
  const path = join(folder, 'lock');
  const table = await host.processes();
  if (!table.ok) return { kind: 'unknown', why: table.why };
  const me = table.value.find((row) => row.pid === process.pid);
  const mine: Holder = {
    pid: process.pid,
    startedAt: me?.startedAt ?? Date.now() - performance.now(),
  };
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      if (await created(path, mine)) return { kind: 'held', release: () => release(path, mine) };
      const other = await readHolder(path);
      if (other !== null && lives(other, table.value)) return { kind: 'taken', pid: other.pid };
      await takeAway(path, other);
    }
    return { kind: 'unknown', why: 'Another Trackside takes it at the same time.' };
  } catch (error) {
    return { kind: 'unwritable', code: error instanceof Error && 'code' in error ? String(error.code) : '' };
  }
}

/** Whether another Trackside that lives holds it. `unknown`: there is a lock, and what lives could not be found out. */
export async function otherHolder(
  host: Pick<Host, 'processes'>,
  folder: string,
): Promise<'nobody' | 'somebody' | 'unknown'> {
  const other = await readHolder(join(folder, 'lock'));
  if (other === null) return 'nobody';
  const table = await host.processes();
  if (!table.ok) return 'unknown';
  return lives(other, table.value) ? 'somebody' : 'nobody';
}

/** Written beside and linked into place, so that nobody ever sees it without its holder's name. */
async function created(path: string, mine: Holder): Promise<boolean> {
  const beside = `${path}.${process.pid}.new`;
  try {
    await writeFile(beside, JSON.stringify(mine), { mode: 0o600 });
    await link(beside, path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(beside, { force: true }).catch(() => undefined);
  }
}

async function readHolder(path: string): Promise<Holder | null> {
  try {
    return holder.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return null; // gone meanwhile, or cut short by the crash of its holder
  }
}

function lives(one: Holder, table: readonly ProcessRow[]): boolean {
  const row = table.find(({ pid }) => pid === one.pid);
  return row !== undefined && Math.abs(row.startedAt - one.startedAt) < SAME_START_MS;
}

/** Takes the lock of a dead holder away; if somebody else has just done so and holds it now, it is put back. */
async function takeAway(path: string, dead: Holder | null): Promise<void> {
  const aside = `${path}.${process.pid}`;
  try {
    await rename(path, aside);
  } catch {
    return; // somebody else was first
  }
  const taken = await readHolder(aside);
  if (taken?.pid !== dead?.pid || taken?.startedAt !== dead?.startedAt) {
    await link(aside, path).catch(() => undefined);
  }
  await rm(aside, { force: true });
}

async function release(path: string, mine: Holder): Promise<void> {
  const other = await readHolder(path);
  if (other?.pid === mine.pid) await rm(path, { force: true }).catch(() => undefined);
}

/** What a person is told where it is not held. */
export function lockFailure(locking: Exclude<Locking, { readonly kind: 'held' }>): Failure {
  switch (locking.kind) {
    case 'taken':
      return fail(
        'other-trackside',
        `Another Trackside (process ${locking.pid}) is changing this Mac.`,
        'Wait until it is done, or end it.',
      );
    case 'unwritable':
      return unwritten(locking.code);
    case 'unknown':
      return fail(
        'cannot-read',
        `Trackside cannot tell whether another one is at work: ${locking.why}`,
        'Try again in a moment.',
      );
  }
}

/** The disk refuses what must be there before anything is done. @param code the system's. */
export const unwritten = (code: string): Failure =>
  fail(
    code === 'ENOSPC' || code === 'EDQUOT' ? 'no-room' : 'cannot-write',
    'Trackside could not write down what it is about to do, so it did nothing.',
    'Make room on the disk and see that ~/Library/Application Support/Trackside can be written.',
  );
