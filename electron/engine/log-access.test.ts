import { appendFile, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLogAccess, type LogAccess } from './log-access.ts';
import { redact } from './redact.ts';

const PIECE = 4096;
const DONE = { text: '', end: true };

let folder = '';
let log = '';
let access: LogAccess;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trackside-logs-'));
  log = join(folder, 'runner.log');
  access = createLogAccess();
});
afterEach(async () => {
  access.closeAll();
  await rm(folder, { recursive: true });
});

async function opened(): Promise<string> {
  const reply = await access.open(log);
  if (!reply.ok) throw new Error(reply.message);
  return reply.value.id;
}
async function piece(id: string, direction: 'forward' | 'backward', maxBytes = PIECE) {
  const reply = await access.read(id, maxBytes, direction);
  if (!reply.ok) throw new Error(reply.message);
  return reply.value;
}
/** Every piece until there is no more, in the order of the file. */
async function all(direction: 'forward' | 'backward', id: string, sizes: readonly number[] = [PIECE]) {
  const pieces: string[] = [];
  // Pieces get nowhere only if something is wrong: then this ends by itself.
  for (let number = 0; number < 1000; number += 1) {
    const { text, end } = await piece(id, direction, sizes[number % sizes.length]);
    pieces.push(text);
    if (end) return direction === 'forward' ? pieces : pieces.reverse();
  }
  throw new Error('The log has no end.');
}

const ANY = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const letters = (minLength: number, maxLength: number) =>
  fc
    .array(fc.constantFrom(...ANY.split('')), { minLength, maxLength })
    .map((characters) => characters.join(''));
const token = fc.oneof(
  fc.tuple(fc.constantFrom('ghp_', 'ghs_', 'github_pat_'), letters(36, 520)).map((two) => two.join('')),
  letters(12, 60).map((part) => `eyJ${part}.${part}.${part}`),
  // The rest of its line is hidden with it.
  letters(30, 80).map((secret) => `Authorization: Bearer ${secret}\n`),
  letters(20, 80).map((secret) => `access_token=${secret}`),
  letters(240, 3_000).map((blob) => `${blob}==`),
);
/** What stands around tokens: with and without line breaks, and with characters of two to four bytes. */
const filler = fc
  .tuple(
    fc.constantFrom('step done\n', 'x y z. ', 'Größe € 🚀 ', '\r\n', 'é', '🚀', ', \n\n'),
    fc.integer({ min: 1, max: 1_500 }),
  )
  .map(([words, times]) => ` ${words.repeat(times)} `);
const contents = fc
  .array(fc.tuple(filler, token), { minLength: 1, maxLength: 4 })
  .map((parts) => `${parts.flat().join('')} end\n`);
const sizes = fc.array(fc.integer({ min: PIECE, max: 12_000 }), { minLength: 1, maxLength: 4 });

describe('a log', () => {
  it('shows no token in any piece of any size, in either direction, and loses and doubles nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(contents, sizes, async (text, pieces) => {
        access = createLogAccess();
        await writeFile(log, '');
        const forward = await opened();
        await appendFile(log, text);
        const backward = await opened();
        const clean = redact(text);
        expect((await all('forward', forward, pieces)).join('')).toBe(clean);
        expect((await all('backward', backward, pieces)).join('')).toBe(clean);
        access.closeAll();
      }),
      { seed: 20_261_125, numRuns: 150 },
    );
  });

  it('shows no token where two pieces of one long line part, wherever it stands', async () => {
    const secret = `ghp_${'s3cr3t'.repeat(6)}`;
    for (let before = PIECE - secret.length - 2; before <= PIECE + 2; before += 1) {
      await writeFile(log, '');
      const forward = await opened();
      await appendFile(log, `${'.'.repeat(before)}${secret} ${'.'.repeat(2 * PIECE)}\n`);
      const backward = await opened();
      for (const pieces of [await all('forward', forward), await all('backward', backward)]) {
        expect(pieces.length).toBeGreaterThan(1);
        expect(pieces.join('')).toBe(`${'.'.repeat(before)}*** ${'.'.repeat(2 * PIECE)}\n`);
      }
      await access.close(forward);
      await access.close(backward);
    }
  });

  it('comes in whole lines, from the end or onwards', async () => {
    const line = `${'x'.repeat(99)}\n`;
    await writeFile(log, line.repeat(100));
    const id = await opened();
    const last = await piece(id, 'backward');
    expect(last).toEqual({ text: line.repeat(40), end: false });
    expect(await piece(id, 'forward')).toEqual(DONE);
    await appendFile(log, 'half a li');
    expect((await piece(id, 'forward')).text).toBe('');
    await appendFile(log, 'ne\n');
    expect(await piece(id, 'forward')).toEqual({ text: 'half a line\n', end: true });
  });

  it('shows nothing of a long line that may end in half a token until more of it is written', async () => {
    await writeFile(log, '');
    const id = await opened();
    const text = `${'.'.repeat(PIECE - 10)} ghp_abcde`;
    await appendFile(log, text);
    expect((await piece(id, 'forward')).text).toBe('');
    await appendFile(log, `${'f'.repeat(36)}\n`);
    expect((await all('forward', id)).join('')).toBe(`${'.'.repeat(PIECE - 10)} ***\n`);
  });

  it('that was truncated in place goes on with what is there now, and comes to an end in both directions', async () => {
    for (const first of ['forward', 'backward'] as const) {
      await writeFile(log, 'old\n'.repeat(5_000));
      const id = await opened();
      await piece(id, 'backward');
      await truncate(log, 0);
      await appendFile(log, 'new\n');
      const second = first === 'forward' ? 'backward' : 'forward';
      expect((await all(first, id)).join('')).toBe('new\n');
      // Nothing twice.
      expect((await all(second, id)).join('')).toBe('');
      await appendFile(log, 'newer\n');
      expect((await all('forward', id)).join('')).toBe('newer\n');
    }
  });

  it('that was emptied has an end', async () => {
    await writeFile(log, 'old\n'.repeat(5_000));
    const id = await opened();
    await truncate(log, 0);
    expect(await piece(id, 'backward')).toEqual(DONE);
    expect(await piece(id, 'forward')).toEqual(DONE);
  });

  it('gives each byte once to a view that asks for several pieces at a time', async () => {
    const lines = Array.from({ length: 2_000 }, (_, number) => `line ${number}\n`);
    await writeFile(log, lines.join(''));
    const id = await opened();
    const pieces = await Promise.all(Array.from({ length: 10 }, () => piece(id, 'backward')));
    expect(
      pieces
        .map(({ text }) => text)
        .reverse()
        .join(''),
    ).toBe(lines.join(''));
  });

  it('that is no file, is not there, or is closed is said to be so', async () => {
    expect(await access.open(folder)).toMatchObject({ ok: false, code: 'cannot-read' });
    expect(await access.open(join(folder, 'none'))).toMatchObject({ ok: false, code: 'cannot-read' });
    await writeFile(log, 'x\n');
    const id = await opened();
    expect(await access.close(id)).toEqual({ ok: true, value: null });
    expect(await access.read(id, PIECE, 'forward')).toMatchObject({ ok: false, code: 'not-found' });
    expect(await access.close(id)).toMatchObject({ ok: false, code: 'not-found' });
  });

  it('is one of at most eight that a view has open', async () => {
    await writeFile(log, 'x\n');
    const replies = await Promise.all(Array.from({ length: 12 }, () => access.open(log)));
    expect(replies.filter((reply) => reply.ok)).toHaveLength(8);
    expect(replies.find((reply) => !reply.ok)).toMatchObject({ code: 'not-allowed' });
  });
});
