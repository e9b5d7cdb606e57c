import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RUNNER_ENTRIES, tar, tarBlocks, tarGz, type TarEntry } from '../testing/tar.ts';
import { createUnpackBench, type UnpackBench } from '../testing/unpack-bench.ts';

let bench: UnpackBench;
let outside = '';
beforeAll(async () => {
  bench = await createUnpackBench();
  outside = join(bench.root, 'outside');
  mkdirSync(outside);
  writeFileSync(join(outside, 'precious'), 'x');
});
afterAll(async () => {
  await bench.close();
});

/** All that is beside the folder, with its contents. */
const surroundings = (): readonly string[] => {
  const beside = readdirSync(bench.root).filter((name) => name !== 'new');
  const inside = readdirSync(outside).map((name) => {
    const path = join(outside, name);
    return `${name}: ${statSync(path).nlink} ${readFileSync(path, 'utf8')}`;
  });
  return [...beside, ...inside];
};

const file = (name: string, body = 'evil'): TarEntry => ({ name, body });
const link = (name: string, target: string): TarEntry => ({ name, type: '2', target });
const hardLink = (name: string, target: string): TarEntry => ({ name, type: '1', target });
const pax = (record: string): TarEntry => {
  const length = (digits: number): number => digits + 1 + Buffer.byteLength(record) + 1;
  const digits = length(2) > 99 ? 3 : 2;
  return { name: 'PaxHeader', type: 'x', body: `${String(length(digits))} ${record}\n` };
};

/** Does not shrink. */
const NOISE = createHash('shake256', { outputLength: 2000 }).update('noise').digest();

const PATH = 'a path that leads out of its folder';
const LINK = 'a link that leads out of its folder';
const NAME = 'a name that no file here can have';
const TWICE = 'two things of the same name';
const KIND = 'neither a file, a folder nor a link';
const TOO_MUCH = 'more than a runner package ever would';

const HOSTILE: readonly (readonly [string, readonly TarEntry[], string])[] = [
  ['a path upwards', [file('../outside/new')], PATH],
  ['a path upwards in its middle', [file('bin/../../outside/new')], PATH],
  ['a folder upwards', [{ name: '../made/', type: '5' }], PATH],
  ['an absolute path', [file('/tmp/trackside-evil')], PATH],
  ['a path upwards in a pax header', [pax('path=../outside/new'), file('fine')], PATH],
  ['a path upwards in a long name', [file(`${'d/'.repeat(60)}${'../'.repeat(61)}outside/new`)], PATH],
  ['a link with an absolute target', [link('l', '/etc')], LINK],
  ['a link upwards', [link('l', '../outside')], LINK],
  ['a link upwards from below', [link('bin/l', '../../outside')], LINK],
  ['a link upwards in a pax header', [pax('linkpath=../outside'), link('l', 'x')], LINK],
  ['a file through a link', [link('l', 'bin'), file('l/evil')], TWICE],
  ['a file through a link, the other way round', [file('l/evil'), link('l', 'bin')], TWICE],
  ['a file over a link', [link('l', 'config.sh'), file('l')], TWICE],
  ['a link that leaves through another', [link('a', '.'), link('b', 'a/../outside/precious')], LINK],
  ['one that leaves and leads nowhere', [link('a', '.'), link('b', 'a/../outside/none')], LINK],
  ['a chain of links that leaves', [link('bin/a', '..'), link('b', 'bin/a/../outside')], LINK],
  ['links in a circle', [link('a', 'b'), link('b', 'a')], LINK],
  ['a link without a target', [link('l', '')], 'it is damaged'],
  ['a hard link to what is outside', [hardLink('h', '../outside/precious')], PATH],
  ['a hard link with an absolute target', [hardLink('h', '/etc/passwd')], PATH],
  ['a hard link to a link', [link('a', 'config.sh'), hardLink('h', 'a')], 'a file that it does not hold'],
  ['a hard link to nothing', [hardLink('h', 'none')], 'a file that it does not hold'],
  ['a file over a hard link', [hardLink('h', 'config.sh'), file('h')], TWICE],
  ['the same file twice', [file('twice'), file('./twice')], TWICE],
  ['a file in place of a folder', [file('bin')], TWICE],
  ['a folder in place of a file', [{ name: 'config.sh/', type: '5' }], TWICE],
  ['a character device', [{ name: 'tty', type: '3' }], KIND],
  ['a block device', [{ name: 'disk', type: '4' }], KIND],
  ['a pipe', [{ name: 'pipe', type: '6' }], KIND],
  ['a file with holes', [{ name: 'sparse', type: 'S' }], KIND],
  ['a kind that nobody knows', [{ name: 'odd', type: 'Q' }], KIND],
  ['a name of slashes', [file('.//.')], 'without a name'],
  ['a name that is too long', [file('n'.repeat(256))], NAME],
  ['a path that is too long', [file('deep/'.repeat(300))], NAME],
  ['a header that is too long', [{ name: 'x', type: 'L', body: 'n'.repeat(70_000) }, file('x')], KIND],
  ['a file that says it is huge', [{ name: 'huge', size: 8 ** 11 - 1 }], TOO_MUCH],
];

describe('refuses an archive with', () => {
  it.each(HOSTILE)('%s', async (_, entries, why) => {
    const before = surroundings();
    const reply = await bench.unpack(tarGz([...RUNNER_ENTRIES, ...entries]));
    expect(reply).toMatchObject({
      ok: false,
      code: 'bad-archive',
      message: expect.stringContaining(why) as unknown,
    });
    expect(bench.names()).toEqual([]);
    expect(surroundings()).toEqual(before);
  });

  it('more entries, or more bytes, than allowed', async () => {
    const many = Array.from({ length: 30 }, (_, index) => file(`f${String(index)}`));
    const limited = async (
      limits: { readonly entries?: number; readonly unpackedBytes?: number },
      body: Buffer,
    ) => await bench.unpack(body, { limits });
    const archive = tarGz([...RUNNER_ENTRIES, ...many]);
    const reason = { code: 'bad-archive', message: expect.stringContaining(TOO_MUCH) as unknown };
    expect(await limited({ entries: 34 }, archive)).toMatchObject(reason);
    expect(await limited({ entries: 35 }, archive)).toMatchObject({ ok: true });
    const bomb = tarGz([...RUNNER_ENTRIES, { name: 'zeros', body: Buffer.alloc(3_000_000) }]);
    expect(await limited({ unpackedBytes: 1_000_000 }, bomb)).toMatchObject(reason);
    const padding = gzipSync(Buffer.concat([tar(RUNNER_ENTRIES), Buffer.alloc(3_000_000)]));
    expect(await limited({ unpackedBytes: 1_000_000 }, padding)).toMatchObject(reason);
  });

  it('another archive inside its compression, or no end', async () => {
    const twice = await bench.unpack(gzipSync(tarGz([...RUNNER_ENTRIES, { name: 'noise', body: NOISE }])));
    expect(twice).toMatchObject({
      code: 'bad-archive',
      message: expect.stringContaining('damaged') as unknown,
    });
    const endless = await bench.unpack(gzipSync(tarBlocks(RUNNER_ENTRIES)));
    expect(endless).toMatchObject({ message: expect.stringContaining('ends too early') as unknown });
  });

  it('a name that holds a NUL: what stands behind it counts for nothing', async () => {
    const body = tarGz([...RUNNER_ENTRIES, pax('path=ok\0/../../outside/new'), file('fine')]);
    await bench.unpack(body);
    expect(surroundings()).toEqual(['outside', 'precious: 1 x']);
    expect(bench.names().filter((name) => name.includes('outside'))).toEqual([]);
  });
});

describe('takes links that stay inside', () => {
  it.each([
    ['to a file', [link('bin/l', '../config.sh')]],
    ['to a folder, and a link through it', [link('l', 'bin'), link('m', 'l/Runner.Listener')]],
    ['up to the folder itself', [link('bin/l', '..')]],
    ['to nothing, straight down', [link('bin/l', '../none/at/all')]],
    ['with a detour', [link('l', 'bin/../config.sh')]],
    ['that are hard', [hardLink('bin/h', './config.sh')]],
  ])('%s', async (_, entries) => {
    expect(await bench.unpack(tarGz([...RUNNER_ENTRIES, ...entries]))).toMatchObject({ ok: true });
  });
});

describe('whatever an archive holds', () => {
  const part = fc.constantFrom(
    'a',
    'b',
    'bin',
    '..',
    '.',
    '',
    'outside',
    'precious',
    'config.sh',
    'new',
    '\\',
    'Á',
  );
  const path = fc
    .tuple(
      fc.constantFrom('', './', '/', '../'),
      fc.array(part, { minLength: 1, maxLength: 4 }),
      fc.constantFrom('', '/'),
    )
    .map(([start, parts, end]) => `${start}${parts.join('/')}${end}`);
  const entry: fc.Arbitrary<TarEntry> = fc.record(
    {
      name: path,
      type: fc.constantFrom('0', '0', '5', '2', '2', '1', '\0', '7', '3', '6', 'x', 'L', 'K', 'g'),
      target: path,
      body: fc.oneof(
        fc.constantFrom('', 'evil'),
        path,
        path.map((text) => pax(`path=${text}`).body ?? ''),
      ),
      mode: fc.integer({ min: 0, max: 0o7777 }),
    },
    { requiredKeys: ['name', 'type'] },
  );

  it('nothing is written, linked or removed outside the folder', async () => {
    const before = surroundings();
    await fc.assert(
      fc.asyncProperty(fc.array(entry, { maxLength: 8 }), async (entries) => {
        const reply = await bench.unpack(tarGz([...entries, ...RUNNER_ENTRIES.slice(1)]));
        // A part file stays only where going on makes sense, which an archive that came whole does not.
        expect(surroundings()).toEqual(before);
        const stays = reply.ok ? [] : [reply.code, ...bench.names()];
        expect([[], ['bad-archive']]).toContainEqual(stays);
      }),
      { numRuns: 80 },
    );
    rmSync(join(bench.folder), { recursive: true });
    mkdirSync(bench.folder);
  });

  it('bytes that are no archive end in a sentence, not in a fault', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 3000 }), async (bytes) => {
        const reply = await bench.unpack(gzipSync(bytes, { level: 1 }));
        expect(reply).toMatchObject({ ok: false, code: 'bad-archive' });
      }),
      { numRuns: 30 },
    );
  });
});
