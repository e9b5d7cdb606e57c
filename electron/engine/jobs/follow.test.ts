import { appendFile, mkdir, mkdtemp, open, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Follower, type FollowFrom, followLog } from './follow.ts';
import { readTail, readTailUntil } from './read-tail.ts';

let folder = '';
let open_: Follower[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'follow-'));
  open_ = [];
});
afterEach(async () => {
  for (const follower of open_) follower.close();
  await rm(folder, { recursive: true });
});

/** Follows a file and keeps what it told, in order; waits by being told, never by sleeping. */
async function follow(path: string, from: FollowFrom = 'start') {
  const told: string[] = [];
  let waiting: (() => void)[] = [];
  let text = '';
  let bytes = 0;
  const wake = (): void => {
    const woken = waiting;
    waiting = [];
    for (const each of woken) each();
  };
  const follower = await followLog(path, {
    from,
    onChunk: (chunk) => {
      bytes += chunk.length;
      if (bytes < 1_000_000) text += Buffer.from(chunk).toString('utf8');
      wake();
    },
    onReset: (why) => {
      told.push(why);
      text = '';
      wake();
    },
    onProblem: (why) => {
      told.push(`problem: ${why ?? 'none'}`);
      wake();
    },
  });
  open_.push(follower);
  return {
    follower,
    told,
    text: () => text,
    bytes: () => bytes,
    until: async (isSo: () => boolean): Promise<void> => {
      while (!isSo()) {
        await new Promise<void>((resolve) => {
          waiting.push(resolve);
        });
      }
    },
  };
}

describe('followLog', () => {
  it('reads what is there, then what comes, also half lines', async () => {
    const path = join(folder, 'a.log');
    await writeFile(path, 'one\r\ntw');
    const log = await follow(path);
    await log.follower.catchUp();
    expect(log.text()).toBe('one\r\ntw');
    await appendFile(path, 'o\n');
    await log.until(() => log.text() === 'one\r\ntwo\n');
    expect(log.follower.offset).toBe(9);
    expect(log.told).toEqual([]);
  });

  it('notices a file that comes later, in a folder that comes later', async () => {
    const path = join(folder, 'deep', 'er', 'a.log');
    const log = await follow(path);
    await log.follower.catchUp();
    await mkdir(join(folder, 'deep', 'er'), { recursive: true });
    await writeFile(path, 'here\n');
    await log.until(() => log.text() === 'here\n');
    expect(log.told).toEqual(['appeared']);
  });

  it('reads the end of the old file and the whole new one when it is rotated by renaming', async () => {
    const path = join(folder, 'a.log');
    await writeFile(path, 'old 1\n');
    const log = await follow(path);
    await log.follower.catchUp();
    const texts: string[] = [];
    await appendFile(path, 'old 2\n');
    await log.until(() => log.text() === 'old 1\nold 2\n');
    texts.push(log.text());
    await rename(path, `${path}.1`);
    await writeFile(path, 'new\n');
    await log.until(() => log.text() === 'new\n');
    expect(log.told.filter((each) => each !== 'deleted' && each !== 'appeared').length).toBeLessThanOrEqual(
      1,
    );
    expect(log.told.length).toBeGreaterThan(0);
  });

  it('begins again when the file is cut in place', async () => {
    const path = join(folder, 'a.log');
    await writeFile(path, 'a long first content\n');
    const log = await follow(path);
    await log.follower.catchUp();
    await truncate(path, 0);
    await appendFile(path, 'short\n');
    await log.until(() => log.text() === 'short\n');
    expect(log.told).toContain('truncated');
  });

  it('notices another content of the same or greater length in the same file', async () => {
    const path = join(folder, 'a.log');
    await writeFile(path, `${'x'.repeat(100)}\n`);
    const log = await follow(path);
    await log.follower.catchUp();
    const handle = await open(path, 'r+');
    await handle.write(`${'y'.repeat(200)}\n`, 0);
    await handle.close();
    await log.until(() => log.text() === `${'y'.repeat(200)}\n`);
    expect(log.told).toEqual(['truncated']);
  });

  it('goes on when the file is deleted while it is read and made anew', async () => {
    const path = join(folder, 'a.log');
    await writeFile(path, 'first\n');
    const log = await follow(path);
    await log.follower.catchUp();
    await rm(path);
    await log.until(() => log.told.includes('deleted'));
    await writeFile(path, 'again\n');
    await log.until(() => log.text() === 'again\n');
    expect(log.told).toEqual(['deleted', 'appeared']);
  });

  it('tells in words what cannot be read, without the path, and tells nothing of an absent file', async () => {
    const absent = await follow(join(folder, 'absent.log'));
    await absent.follower.catchUp();
    expect(absent.told).toEqual([]);
    const aFolder = await follow(folder);
    await aFolder.follower.catchUp();
    expect(aFolder.told.some((each) => each.startsWith('problem: The log cannot be read'))).toBe(true);
    expect(aFolder.told.join()).not.toContain(folder);
  });

  it('takes a burst of 100,000 lines whole', async () => {
    const path = join(folder, 'a.log');
    await writeFile(path, '');
    const log = await follow(path);
    const lines = Array.from({ length: 100_000 }, (_, index) => `2026-08-20 07:00:05Z: line ${index}\n`);
    const burst = lines.join('');
    await appendFile(path, burst);
    await log.until(() => log.bytes() === burst.length);
    expect(log.follower.offset).toBe(burst.length);
  });

  it('tells of a line within milliseconds', async () => {
    const path = join(folder, 'a.log');
    await writeFile(path, '');
    const log = await follow(path);
    await log.follower.catchUp();
    const began = performance.now();
    await appendFile(path, 'now\n');
    await log.until(() => log.text() === 'now\n');
    // Far below the slow look of ten seconds: it was told, not found.
    expect(performance.now() - began).toBeLessThan(5_000);
  });

  it('is silent after close', async () => {
    const path = join(folder, 'a.log');
    await writeFile(path, 'one\n');
    const log = await follow(path);
    log.follower.close();
    await appendFile(path, 'two\n');
    await log.follower.catchUp();
    expect(log.text()).toBe('');
  });
});

describe('a 10 GB log', () => {
  const SIZE = 10 * 1024 ** 3;
  const sparse = async (): Promise<string> => {
    const path = join(folder, 'huge.log');
    const handle = await open(path, 'w');
    await handle.truncate(SIZE);
    await handle.write('\nfirst of the end\nlast\n', SIZE);
    await handle.close();
    return path;
  };

  it('is followed from its end, at a line, reading no more than asked for', async () => {
    const log = await follow(await sparse(), { tailBytes: 20 });
    await log.follower.catchUp();
    expect(log.text()).toBe('last\n');
    expect(log.bytes()).toBeLessThanOrEqual(20);
  });

  it('is read back in doubling steps only as far as needed', async () => {
    const path = await sparse();
    const tail = await readTail(path, 22);
    expect(Buffer.from(tail?.bytes ?? []).toString()).toBe('first of the end\nlast\n');
    let steps = 0;
    const until = await readTailUntil(path, 1024 * 1024, ({ bytes }) => {
      steps++;
      return bytes.length > 0;
    });
    expect(steps).toBe(1);
    expect(until?.offset).toBeGreaterThan(SIZE - 1);
    expect((await readTailUntil(path, 256 * 1024, () => false))?.bytes.length).toBeLessThanOrEqual(
      256 * 1024,
    );
  });
});

describe('readTail', () => {
  it('gives whole lines, everything of a small file, and null for none', async () => {
    const path = join(folder, 'a.log');
    await writeFile(path, 'one\ntwo\nthree\n');
    const text = async (bytes: number): Promise<string> =>
      Buffer.from((await readTail(path, bytes))?.bytes ?? []).toString();
    expect(await text(6)).toBe('three\n');
    expect(await text(7)).toBe('three\n');
    expect(await text(10)).toBe('two\nthree\n');
    expect(await text(100)).toBe('one\ntwo\nthree\n');
    expect(await readTail(join(folder, 'absent'), 10)).toBeNull();
  });
});
