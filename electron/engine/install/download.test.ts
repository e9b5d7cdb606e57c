import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type ArchiveServer,
  cutAfter,
  page,
  properly,
  startArchiveServer,
  status,
  stopAfter,
  whole,
} from '../testing/archive-server.ts';
import { RUNNER_ENTRIES, tarGz } from '../testing/tar.ts';
import { createUnpackBench, type UnpackBench } from '../testing/unpack-bench.ts';
import { allowedAddress } from './http-get.ts';

let bench: UnpackBench;
beforeEach(async () => {
  bench = await createUnpackBench();
});
afterEach(async () => {
  await bench.close();
});

/** Does not shrink: 300 KB that come in several pieces. */
const noise = (name: string): Buffer =>
  createHash('shake256', { outputLength: 300_000 }).update(name).digest();
const packageOf = (name: string): Buffer => tarGz([...RUNNER_ENTRIES, { name: 'noise', body: noise(name) }]);
const PACKAGE = packageOf('one');
const END = PACKAGE.length;

const ranges = (): readonly (string | undefined)[] => bench.server.requests.map(({ range }) => range);
const isWhole = (): boolean => bench.text('noise') === noise('one').toString('utf8');

describe('a download that breaks off', () => {
  it.each([1, 10, 1000, 65_536, END - 1])('goes on where it ended: after %i bytes', async (bytes) => {
    bench.server.next(cutAfter(bytes));
    expect(await bench.unpack(PACKAGE)).toMatchObject({ ok: true, value: { bytes: END } });
    expect(bench.server.requests.map((headers) => [headers.range, headers['if-range']])).toEqual([
      [undefined, undefined],
      [`bytes=${String(bytes)}-`, '"one"'],
    ]);
    expect(isWhole()).toBe(true);
  });

  it('again and again, as long as it gets further', async () => {
    const large = tarGz([
      ...RUNNER_ENTRIES,
      ...Array.from({ length: 20 }, (_, index) => ({
        name: `n${String(index)}`,
        body: noise(String(index)),
      })),
    ]);
    bench.server.next(...Array.from({ length: 5 }, () => cutAfter(1_200_000)));
    expect(await bench.unpack(large, { limits: { tries: 2 } })).toMatchObject({ ok: true });
    expect(bench.server.requests).toHaveLength(6);
  });

  it('before anything came', async () => {
    bench.server.next((request) => void request.socket.destroy(), cutAfter(0));
    expect(await bench.unpack(PACKAGE)).toMatchObject({ ok: true });
    expect(ranges()).toEqual([undefined, undefined, undefined]);
  });

  it('starts over where the server knows no ranges', async () => {
    bench.server.next(cutAfter(200_000), whole);
    expect(await bench.unpack(PACKAGE)).toMatchObject({ ok: true });
    expect([ranges(), isWhole()]).toEqual([[undefined, 'bytes=200000-'], true]);
  });

  it('starts over where the server has something else by now', async () => {
    const other: typeof properly = (request, response, archive) => {
      const from = Number(/\d+/.exec(request.headers.range ?? '0')?.[0]);
      response
        .writeHead(206, {
          etag: '"two"',
          'content-range': `bytes ${String(from)}-${String(archive.length - 1)}/${String(archive.length)}`,
        })
        .end(packageOf('two').subarray(from));
    };
    const elsewhere: typeof properly = (_request, response) => {
      response.writeHead(206, { 'content-range': `bytes 0-9/${String(END)}` }).end('0123456789');
    };
    for (const second of [other, elsewhere, status(416), status(416, { 'content-range': 'bytes */7' })]) {
      bench.server.next(cutAfter(200_000), second);
      expect(await bench.unpack(PACKAGE)).toMatchObject({ ok: true });
      expect(ranges().at(-1)).toBeUndefined();
      expect(isWhole()).toBe(true);
    }
  });

  it('is fetched once more in one piece, where the pieces do not fit together', async () => {
    const untold: typeof properly = (_request, response, archive) => {
      response
        .writeHead(206, { 'content-range': `bytes 200000-${String(END - 1)}/${String(archive.length)}` })
        .end(packageOf('two').subarray(200_000, END));
    };
    bench.server.next(cutAfter(200_000), untold);
    expect(await bench.unpack(PACKAGE)).toMatchObject({ ok: true });
    expect([ranges(), isWhole()]).toEqual([[undefined, 'bytes=200000-', undefined], true]);
  });

  it('is given up after some tries; the next call goes on', async () => {
    bench.server.next(cutAfter(50_000));
    bench.server.always(cutAfter(0));
    expect(await bench.unpack(PACKAGE, { limits: { tries: 3 } })).toMatchObject({
      code: 'unreachable',
      message: 'The connection to 127.0.0.1 broke off, again and again.',
      hint: 'Check the network, then try again.',
    });
    expect([bench.server.requests.length, bench.keptBytes(), bench.names()]).toEqual([3, 50_000, []]);
    bench.server.always(properly);
    expect(await bench.unpack(PACKAGE)).toMatchObject({ ok: true });
    expect([ranges().at(-1), isWhole()]).toEqual(['bytes=50000-', true]);
  });
});

describe('bytes that were kept over a restart', () => {
  it('that are all there need no network', async () => {
    await writeFile(bench.part, PACKAGE);
    expect(await bench.unpack(PACKAGE)).toMatchObject({ ok: true });
    expect([bench.server.requests.length, isWhole(), bench.keptBytes()]).toEqual([0, true, null]);
  });

  it('that are all there, where nobody told the size', async () => {
    await writeFile(bench.part, PACKAGE);
    expect(await bench.unpack(PACKAGE, { source: { sizeBytes: null } })).toMatchObject({ ok: true });
    expect([ranges(), isWhole()]).toEqual([[`bytes=${String(END)}-`], true]);
  });

  it.each([
    ['of another package', packageOf('two').subarray(0, 100_000)],
    ['of which a power cut took some', Buffer.concat([PACKAGE.subarray(0, 100_000), Buffer.alloc(50_000)])],
    ['that are complete and wrong', Buffer.concat([PACKAGE.subarray(0, END - 9), Buffer.alloc(9)])],
    ['that are no archive', Buffer.from('<html>')],
    ['that are too many', Buffer.concat([PACKAGE, PACKAGE])],
  ])('%s are no harm', async (_, kept) => {
    await writeFile(bench.part, kept);
    expect(await bench.unpack(PACKAGE)).toMatchObject({ ok: true });
    expect([ranges().at(-1), isWhole()]).toEqual([undefined, true]);
  });
});

describe('a server', () => {
  it('that has trouble is asked again, when it says so', async () => {
    bench.server.next(
      status(503, { 'retry-after': '0' }),
      status(429),
      status(502, { 'content-type': 'text/html' }),
    );
    expect(await bench.unpack(PACKAGE)).toMatchObject({ ok: true });
    bench.server.always(status(503));
    expect(await bench.unpack(PACKAGE, { limits: { tries: 2 } })).toMatchObject({
      code: 'unreachable',
      message: '127.0.0.1 has trouble of its own (status 503).',
    });
  });

  it('that stands still is given up for another try', async () => {
    bench.server.next(stopAfter(70_000));
    expect(await bench.unpack(PACKAGE, { limits: { quietMs: 100 } })).toMatchObject({ ok: true });
    expect(ranges()).toEqual([undefined, 'bytes=70000-']);
    bench.server.always(() => undefined);
    expect(await bench.unpack(PACKAGE, { limits: { quietMs: 60, tries: 2 } })).toMatchObject({
      code: 'timed-out',
      message: '127.0.0.1 sent nothing for a second.',
    });
  });

  it('that answers a page in the middle is no GitHub; what came before is kept', async () => {
    bench.server.next(cutAfter(90_000), page);
    expect(await bench.unpack(PACKAGE)).toMatchObject({ code: 'odd-answer' });
    expect([bench.keptBytes(), bench.names()]).toEqual([90_000, []]);
  });

  it('that sends too much, or more than the largest package, is cut off', async () => {
    const endless: typeof properly = (_request, response) => {
      response.write(PACKAGE);
      response.end(PACKAGE);
    };
    bench.server.always(endless);
    expect(await bench.unpack(PACKAGE)).toMatchObject({ code: 'odd-answer' });
    const reply = bench.unpack(PACKAGE, { source: { sizeBytes: null }, limits: { archiveBytes: END + 10 } });
    expect(await reply).toMatchObject({
      code: 'odd-answer',
      message: 'What 127.0.0.1 sent is not as large as the runner package should be.',
    });
    expect(bench.names()).toEqual([]);
  });
});

describe('a redirect', () => {
  let other: ArchiveServer;
  beforeEach(async () => {
    other = await startArchiveServer();
    other.serve(PACKAGE);
  });
  afterEach(async () => {
    await other.close();
  });

  it('to another host is followed, and the next try begins at the first address again', async () => {
    bench.server.always(status(302, { location: `${other.url}?signature=secret` }));
    other.next(cutAfter(1000));
    expect(await bench.unpack(PACKAGE)).toMatchObject({ ok: true });
    expect(other.requests.map(({ range }) => range)).toEqual([undefined, 'bytes=1000-']);
    expect(bench.server.requests).toHaveLength(2);
  });

  it.each(['http://example.com/x', 'ftp://127.0.0.1/x', 'file:///etc/passwd', 'http://', ''])(
    'to %j is not',
    async (location) => {
      bench.server.always(status(302, { location }));
      expect(await bench.unpack(PACKAGE)).toMatchObject({
        code: 'odd-answer',
        message: 'The runner package is at an address that Trackside does not fetch from.',
      });
      expect(bench.server.requests).toHaveLength(1);
    },
  );

  it('in a circle ends', async () => {
    bench.server.always(status(307, { location: bench.server.url }));
    expect(await bench.unpack(PACKAGE)).toMatchObject({ code: 'odd-answer' });
    expect(bench.server.requests).toHaveLength(6);
  });

  it('never goes from https to http, and never takes a password along', () => {
    const from = new URL('https://github.com/actions/runner');
    expect(allowedAddress('http://127.0.0.1/x', from)).toBeNull();
    expect(allowedAddress('http://github.com/x', null)).toBeNull();
    expect(allowedAddress('http://127.0.0.1.evil.com/x', null)).toBeNull();
    expect(allowedAddress('https://mona:hunter2@objects.example/x', from)?.href).toBe(
      'https://objects.example/x',
    );
    expect(allowedAddress('/other', from)?.href).toBe('https://github.com/other');
  });
});
