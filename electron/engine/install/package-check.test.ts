import { afterAll, beforeAll, expect, it } from 'vitest';
import { RUNNER_ENTRIES, tarGz, type TarEntry } from '../testing/tar.ts';
import { createUnpackBench, type UnpackBench } from '../testing/unpack-bench.ts';
import { programKind } from './mach-o.ts';

let bench: UnpackBench;
beforeAll(async () => {
  bench = await createUnpackBench();
});
afterAll(async () => {
  await bench.close();
});

const ARM64 = 0x0100000c;
const X64 = 0x01000007;
const words = (write: 'writeUInt32LE' | 'writeUInt32BE', values: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes[write](value, index * 4);
  return bytes;
};
const thin = (cpu: number): Buffer => words('writeUInt32LE', [0xfeedfacf, cpu, 0, 2, 20, 1000, 0, 0]);
const universal = (...cpus: readonly number[]): Buffer =>
  words('writeUInt32BE', [0xcafebabe, cpus.length, ...cpus.flatMap((cpu) => [cpu, 0, 16_384, 100, 14])]);
const universal64 = (...cpus: readonly number[]): Buffer =>
  words('writeUInt32BE', [
    0xcafebabf,
    cpus.length,
    ...cpus.flatMap((cpu) => [cpu, 0, 0, 16_384, 0, 100, 14, 0]),
  ]);
const ELF = Buffer.from('7f454c4602010100000000000000000002003e00', 'hex');
const PE = Buffer.from('MZ\u0090\0\u0003\0\0\0', 'latin1');
const JAVA = words('writeUInt32BE', [0xcafebabe, 0x00000034, 0, 0]);

const FITS = 'fits';
const INTEL = 'for Intel Macs';
const APPLE = 'for Apple silicon';
const ELSEWHERE = 'another system';
const NONE = 'none that a Mac runs';

it.each([
  ['arm64', 'a script', Buffer.from('#!/bin/bash\n'), FITS],
  ['arm64', 'Apple silicon', thin(ARM64), FITS],
  ['x64', 'Intel', thin(X64), FITS],
  ['arm64', 'both', universal(X64, ARM64), FITS],
  ['x64', 'both', universal64(X64, ARM64), FITS],
  ['arm64', 'Intel', thin(X64), INTEL],
  ['arm64', 'Intel, in the form for several', universal(X64), INTEL],
  ['x64', 'Apple silicon', thin(ARM64), APPLE],
  ['arm64', 'Linux', ELF, ELSEWHERE],
  ['x64', 'Windows', PE, ELSEWHERE],
  ['arm64', 'Java', JAVA, NONE],
  ['arm64', 'a list of slices that is cut off', universal(ARM64).subarray(0, 20), NONE],
  ['arm64', 'a text', Buffer.from('hello, hello'), NONE],
  ['arm64', 'nothing', Buffer.alloc(0), NONE],
] as const)('for %s: a listener of %s %s', async (architecture, _, body, verdict) => {
  const listener: TarEntry = { name: 'bin/Runner.Listener', mode: 0o755, body };
  const others = RUNNER_ENTRIES.filter(({ name }) => !name.endsWith('Listener'));
  const reply = await bench.unpack(tarGz([...others, listener]), { source: { architecture } });
  expect(reply.ok ? FITS : reply.message).toContain(verdict);
});

it('looks at the Node in externals, too', async () => {
  const node = (version: string, body: Buffer): TarEntry => ({ name: `externals/${version}/bin/node`, body });
  const good = [node('node20', thin(ARM64)), { name: 'externals/README', body: 'x' }];
  expect(await bench.unpack(tarGz([...RUNNER_ENTRIES, ...good]))).toMatchObject({ ok: true });
  const reply = await bench.unpack(tarGz([...RUNNER_ENTRIES, ...good, node('node24', thin(X64))]));
  expect(reply).toMatchObject({ code: 'bad-archive', message: expect.stringContaining(INTEL) as unknown });
  expect(bench.names()).toEqual([]);
});

it.each(['bin/Runner.Listener', 'config.sh', 'run.sh'])('refuses an archive without %s', async (missing) => {
  const rest = RUNNER_ENTRIES.filter(({ name }) => name !== `./${missing}`);
  const folder: TarEntry = { name: `${missing}/`, type: '5' };
  for (const entries of [rest, [...rest, folder]]) {
    expect(await bench.unpack(tarGz(entries))).toMatchObject({
      code: 'bad-archive',
      message: `The runner package cannot be used, because it holds no ${missing}.`,
    });
  }
});

it('tells 32-bit and big-endian programs, which no Mac of today runs', () => {
  expect(programKind(words('writeUInt32LE', [0xfeedface, 7]))).toEqual({
    kind: 'mac',
    architectures: ['other'],
  });
  expect(programKind(words('writeUInt32BE', [0xfeedfacf, 0x01000012]))).toEqual({
    kind: 'mac',
    architectures: ['other'],
  });
});
