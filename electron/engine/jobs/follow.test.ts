import { appendFileSync, renameSync, writeFileSync } from 'node:fs';
import {
  appendFile,
  type FileHandle,
  mkdir,
  mkdtemp,
  open,
  rename,
  rm,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Follower, type FollowFrom, followLog } from './follow.ts';

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
    onMoved: () => {
      told.push('moved');
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
    const began = performance.now();
    await log.until(() => log.text() === 'here\n');
    expect(log.told).toEqual(['appeared']);
    // Told, not found by the slow look of ten seconds.
    expect(performance.now() - began).toBeLessThan(8_000);
  });

  it('reads the end of the old file and the whole new one when it is rotated by renaming', async () => {
    const path = join(folder, 'a.log');
    await writeFile(path, 'old 1\n');
    const log = await follow(path);
    await log.follower.catchUp();
    await appendFile(path, 'old 2\n');
    await log.until(() => log.text() === 'old 1\nold 2\n');
    await rename(path, `${path}.1`);
    await writeFile(path, 'new\n');
    await log.until(() => log.text() === 'new\n');
    expect(log.told).toEqual(['moved', 'replaced']);
  });

  it('loses nothing that was written just before the renaming', async () => {
    for (let round = 0; round < 40; round += 1) {
      const path = join(folder, `${round}.log`);
      await writeFile(path, 'start\n');
      let text = '';
      const follower = await followLog(path, {
        from: 'start',
        onChunk: (chunk) => {
          text += Buffer.from(chunk).toString('utf8');
        },
        onReset: () => undefined,
        onProblem: () => undefined,
      });
      open_.push(follower);
      await follower.catchUp();
      const running = follower.catchUp();
      for (let turn = 0; turn < round % 4; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      appendFileSync(path, 'last\n');
      renameSync(path, `${path}.1`);
      writeFileSync(path, 'new\n');
      await running;
      await follower.catchUp();
      expect(text).toBe('start\nlast\nnew\n');
    }
  });

  it('goes on reading a file that was renamed or deleted while its writer writes on', async () => {
    for (const remove of [(path: string) => rename(path, `${path}.0`), (path: string) => rm(path)]) {
      const path = join(folder, 'a.log');
      const writer = await open(path, 'a');
      await writer.write('one\n');
      const log = await follow(path);
      await log.follower.catchUp();
      await remove(path);
      await log.until(() => log.told.includes('moved'));
      await writer.write('two\n');
      await log.until(() => log.text() === 'one\ntwo\n');
      // What rotates logs makes the new file at once, and says so in it.
      await writeFile(path, 'logfile turned over\n');
      await log.until(() => log.text() === 'logfile turned over\n');
      await writer.write('three\n');
      await log.follower.catchUp();
      expect(log.text()).toBe('three\n');
      await writer.close();
      log.follower.close();
      await rm(path);
    }
  });

  it('goes on where it was when the file is moved away and back', async () => {
    const path = join(folder, 'a.log');
    await writeFile(path, 'one\n');
    const log = await follow(path);
    await log.follower.catchUp();
    await rename(path, `${path}.0`);
    await log.follower.catchUp();
    await rename(`${path}.0`, path);
    await appendFile(path, 'two\n');
    await log.until(() => log.text() === 'one\ntwo\n');
    expect(log.told).toEqual(['moved']);
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
    await log.until(() => log.told.includes('moved'));
    await writeFile(path, 'again\n');
    await log.until(() => log.text() === 'again\n');
    expect(log.told).toEqual(['moved', 'replaced']);
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
});

describe('a large log that comes later', () => {
  const LINE = '2026-08-20 07:00:05Z: Listening for Jobs\n';
  const large = LINE.repeat(4000);

  it('is read from its end when it appears, when it replaces another, and when it is cut and filled', async () => {
    const path = join(folder, 'a.log');
    const log = await follow(path, { tailBytes: 100 });
    await log.follower.catchUp();
    await writeFile(`${path}.new`, large);
    await rename(`${path}.new`, path);
    await log.follower.catchUp();
    expect([log.told, log.text()]).toEqual([['appeared'], LINE.repeat(2)]);
    await writeFile(`${path}.new`, `${large}end\n`);
    await rename(`${path}.new`, path);
    await log.follower.catchUp();
    expect([log.told.at(-1), log.text()]).toEqual(['replaced', `${LINE.repeat(2)}end\n`]);
    writeFileSync(path, `${large}${large}other\n`);
    await log.follower.catchUp();
    expect([log.told.at(-1), log.text()]).toEqual(['truncated', `${LINE.repeat(2)}other\n`]);
  });
});

describe('a log that cannot be read for a moment', () => {
  afterEach(() => vi.restoreAllMocks());

  it('is read on from where it stood', async () => {
    const path = join(folder, 'a.log');
    await writeFile(path, 'one\n');
    const log = await follow(path);
    await log.follower.catchUp();
    const handle = await open(path, 'r');
    const prototype = Object.getPrototypeOf(handle) as FileHandle;
    await handle.close();
    vi.spyOn(prototype, 'read').mockRejectedValueOnce(Object.assign(new Error('read'), { code: 'EIO' }));
    await appendFile(path, 'two\n');
    await log.until(() => log.told.length === 1);
    await log.follower.catchUp();
    expect(log.text()).toBe('one\ntwo\n');
    expect(log.told).toEqual(['problem: The log cannot be read: the disk gave an error.', 'problem: none']);
  });
});
