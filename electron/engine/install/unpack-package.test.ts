import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { page, status, stopAfter } from '../testing/archive-server.ts';
import { RUNNER_ENTRIES, tarGz } from '../testing/tar.ts';
import { createUnpackBench, type UnpackBench } from '../testing/unpack-bench.ts';
import { runProgram } from '../host/run-program.ts';

let bench: UnpackBench;
beforeEach(async () => {
  bench = await createUnpackBench();
});
afterEach(async () => {
  await bench.close();
});

const PACKAGE = tarGz([
  ...RUNNER_ENTRIES,
  { name: './externals/node20/lib/a.js', body: 'let a;' },
  { name: './externals/node20/bin/npm', type: '2', target: '../lib/a.js' },
  { name: './externals/node20/lib/b.js', type: '1', target: './externals/node20/lib/a.js' },
  { name: `./externals/node20/lib/${'long'.repeat(30)}/index.js`, body: 'long' },
  { name: './bin/tool', mode: 0o6777, body: '#!/bin/sh\n' },
  { name: './bin/empty', mode: 0o000 },
]);

describe('a runner package', () => {
  it('is unpacked with its files, links and long names, and its part file is gone', async () => {
    const told: (readonly [number, number | null])[] = [];
    const reply = await bench.unpack(PACKAGE, {
      onProgress: (done, total) => told.push([done, total]),
      program: runProgram,
    });
    expect(reply).toEqual({ ok: true, value: { bytes: PACKAGE.length, entries: 11 } });
    expect(bench.text('externals/node20/bin/npm')).toBe('let a;');
    expect(bench.text('externals/node20/lib/b.js')).toBe('let a;');
    expect(bench.text(`externals/node20/lib/${'long'.repeat(30)}/index.js`)).toBe('long');
    expect(bench.text('bin/empty')).toBe('');
    expect(bench.keptBytes()).toBeNull();
    expect(told.at(-1)).toEqual([PACKAGE.length, PACKAGE.length]);
  });

  it('keeps what is executable so; nothing is setuid, or for others to write', async () => {
    await bench.unpack(PACKAGE);
    const seen = ['bin/tool', 'bin/Runner.Listener', 'externals/node20/lib/a.js', 'bin/empty', 'bin'];
    expect(seen.map((name) => bench.mode(name))).toEqual(['755', '755', '644', '644', '755']);
    expect((await bench.unpack(PACKAGE)).ok).toBe(true);
  });

  it('is fetched without any login', async () => {
    const url = bench.server.url.replace('//', '//mona:hunter2@');
    expect(await bench.unpack(PACKAGE, { source: { url } })).toMatchObject({ ok: true });
    const [headers] = bench.server.requests;
    expect(Object.keys(headers ?? {}).sort()).toEqual([
      'accept',
      'accept-encoding',
      'connection',
      'host',
      'user-agent',
    ]);
  });

  it('is unpacked anew over what an interrupted try left, never through a link in it', async () => {
    await mkdir(join(bench.root, 'elsewhere'));
    await writeFile(join(bench.root, 'elsewhere', 'precious'), 'x');
    await symlink(join(bench.root, 'elsewhere'), join(bench.folder, 'bin'));
    await writeFile(join(bench.folder, 'config.sh'), 'half');
    expect(await bench.unpack(PACKAGE)).toMatchObject({ ok: true });
    expect(bench.text('config.sh')).toBe('#!/bin/bash\n');
    expect(bench.names()).not.toContain('bin/precious');
    expect(bench.text('../elsewhere/precious')).toBe('x');
  });

  it('may come from a server that does not tell its size', async () => {
    bench.server.always((_request, response, archive) => response.end(archive));
    expect(await bench.unpack(PACKAGE, { source: { sizeBytes: null } })).toMatchObject({ ok: true });
  });

  it('may be padded behind its end; anything else there is damage', async () => {
    expect(await bench.unpack(Buffer.concat([PACKAGE, Buffer.alloc(2000)]))).toMatchObject({ ok: true });
    const padded = gzipSync(Buffer.concat([gunzipSync(PACKAGE), Buffer.alloc(3_000_000)]));
    expect(await bench.unpack(padded)).toMatchObject({ ok: true });
    const behind = Buffer.concat([PACKAGE, Buffer.from('behind the end')]);
    expect(await bench.unpack(behind)).toMatchObject({ code: 'bad-archive' });
  });
});

/** The failure, after looking that nothing of the archive stays. */
async function failureOf(reply: ReturnType<UnpackBench['unpack']>) {
  const failure = await reply;
  expect(bench.names()).toEqual([]);
  if (failure.ok) throw new Error('It did not fail.');
  expect(failure.message).not.toMatch(/trackside-unpack|127\.0\.0\.1:/);
  return failure;
}

describe('nothing stays, and the reason is told', () => {
  it('when the checksum is another', async () => {
    const failure = await failureOf(bench.unpack(PACKAGE, { source: { sha256: '0'.repeat(64) } }));
    expect(failure.code).toBe('wrong-checksum');
    expect(bench.keptBytes()).toBeNull();
    // One answer, one verdict.
    expect(bench.server.requests).toHaveLength(1);
  });

  it('when there is no checksum: then nothing is even fetched', async () => {
    expect((await failureOf(bench.unpack(PACKAGE, { source: { sha256: '' } }))).code).toBe('no-checksum');
    expect(bench.server.requests).toEqual([]);
  });

  it('when the archive was damaged on the way, by its checksum', async () => {
    const damaged = Buffer.from(PACKAGE);
    damaged.fill(0xaa, 100, 120);
    const { length } = PACKAGE;
    const source = { sha256: '1'.repeat(64), sizeBytes: length };
    expect((await failureOf(bench.unpack(damaged, { source }))).code).toBe('wrong-checksum');
    expect(await failureOf(bench.unpack(damaged))).toMatchObject({
      code: 'bad-archive',
      message: 'The runner package cannot be used, because it is damaged.',
    });
  });

  it('when the archive is cut short', async () => {
    const short = PACKAGE.subarray(0, PACKAGE.length - 40);
    expect(await failureOf(bench.unpack(short))).toMatchObject({
      code: 'bad-archive',
      message: 'The runner package cannot be used, because it ends too early.',
    });
    const tarCutShort = gzipSync(gunzipSync(PACKAGE).subarray(0, 3000));
    expect((await failureOf(bench.unpack(tarCutShort))).message).toContain('ends too early');
    // GitHub told the true size: that is seen before anything is unpacked.
    expect((await failureOf(bench.unpack(short, { source: { sizeBytes: PACKAGE.length } }))).code).toBe(
      'odd-answer',
    );
  });

  it('when something else than an archive comes', async () => {
    const text = Buffer.from('<html>Sign in</html>');
    const odd = async (body: Buffer) => await failureOf(bench.unpack(body, { source: { sizeBytes: null } }));
    expect((await odd(text)).message).toContain('was a web page');
    expect((await odd(Buffer.from('PK\u0003\u0004'))).message).toContain('no runner package');
    expect((await odd(Buffer.alloc(0))).code).toBe('bad-archive');
    bench.server.always(page);
    expect(await odd(text)).toMatchObject({
      code: 'odd-answer',
      message: 'What answered for 127.0.0.1 was a web page, not the runner package.',
      hint: expect.stringContaining('sign-in page of a network') as unknown,
    });
    expect(bench.keptBytes()).toBe(0);
  });

  it('when the server says no', async () => {
    bench.server.next(status(404));
    const failure = await failureOf(bench.unpack(PACKAGE));
    expect(failure).toMatchObject({
      code: 'odd-answer',
      hint: expect.stringContaining('version') as unknown,
    });
    expect(bench.server.requests).toHaveLength(1);
  });

  it('when there is no network', async () => {
    const { url } = bench.server;
    await bench.server.close();
    const reply = bench.unpack(PACKAGE, { source: { url }, limits: { tries: 2 } });
    expect(await failureOf(reply)).toMatchObject({
      code: 'unreachable',
      message: '127.0.0.1 cannot be reached from this Mac.',
    });
  });

  it('when it is cancelled; what has come is kept for the next call', async () => {
    bench.server.next(stopAfter(300));
    const ending = new AbortController();
    const reply = bench.unpack(PACKAGE, {
      signal: ending.signal,
      onProgress: (done) => {
        if (done === 300) ending.abort();
      },
    });
    expect((await failureOf(reply)).code).toBe('cancelled');
    expect(bench.keptBytes()).toBe(300);
    expect(await bench.unpack(PACKAGE)).toMatchObject({ ok: true });
    expect(bench.server.requests.at(-1)?.range).toBe('bytes=300-');
  });

  it('when it takes too long in all', async () => {
    bench.server.always(stopAfter(10));
    expect(await failureOf(bench.unpack(PACKAGE, { limits: { totalMs: 50 } }))).toMatchObject({
      code: 'timed-out',
      message: expect.stringContaining('not complete after') as unknown,
    });
  });

  it('when the folder or the part file is none', async () => {
    await mkdir(bench.part);
    expect((await failureOf(bench.unpack(PACKAGE))).code).toBe('cannot-write');
    await rm(bench.part, { recursive: true });
    await symlink(join(bench.root, 'target'), bench.part);
    expect((await failureOf(bench.unpack(PACKAGE))).code).toBe('cannot-write');
    await rm(bench.part);
    await rm(bench.folder, { recursive: true });
    await writeFile(bench.folder, '');
    expect(await bench.unpack(PACKAGE)).toMatchObject({ ok: false, code: 'cannot-write' });
    await rm(bench.folder);
    await mkdir(bench.folder);
  });
});

describe('the disk is told to keep what was written', () => {
  it('also where sync does not run', async () => {
    const seen: string[] = [];
    const reply = await bench.unpack(PACKAGE, {
      program: async ({ path }) => {
        seen.push(path);
        return { kind: 'not-found' };
      },
    });
    expect([reply.ok, seen]).toEqual([true, ['/bin/sync']]);
  });
});
