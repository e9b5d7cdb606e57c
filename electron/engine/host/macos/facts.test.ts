import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { HostFacts } from '../host.ts';
import type { RunTool } from '../tool.ts';
import { createFacts } from './facts.ts';

const SAMPLES = join(dirname(fileURLToPath(import.meta.url)), '../../../../../shared/samples/macos');

/** A sysctl that knows these names; at an unknown one it goes on, as newer ones do, or stops. */
function sysctl(known: Readonly<Record<string, string>>, unknown: 'goes-on' | 'stops'): RunTool {
  return async (name, args) => {
    if (name !== 'sysctl') return { kind: 'not-found' };
    let [stdout, failures] = ['', 0];
    for (const key of args) {
      const value = known[key];
      if (value !== undefined) stdout += `${key}: ${value}\n`;
      else failures += 1;
      if (value === undefined && unknown === 'stops') break;
    }
    return { kind: 'exited', status: failures, stdout, stderr: 'sysctl: unknown oid\n'.repeat(failures) };
  };
}

async function factsOf(run: RunTool): Promise<HostFacts | null> {
  const probe = await createFacts(run).facts();
  return probe.ok ? probe.value : null;
}

const M4 = {
  'hw.model': 'Mac16,10',
  'machdep.cpu.brand_string': 'Apple M4',
  'hw.memsize': '17179869184',
  'hw.nperflevels': '2',
  'hw.optional.arm64': '1',
  'sysctl.proc_translated': '0',
};
const INTEL = {
  'hw.model': 'Macmini8,1',
  'machdep.cpu.brand_string': 'Intel(R) Core(TM) i7-8700B CPU @ 3.20GHz',
  'hw.memsize': '8589934592',
};

describe.each(['goes-on', 'stops'] as const)('with a sysctl that at an unknown name %s', (unknown) => {
  it('an Apple silicon Mac is told, also where Trackside is translated', async () => {
    expect(await factsOf(sysctl(M4, unknown))).toMatchObject({ appleSilicon: true, translated: false });
    expect(await factsOf(sysctl({ ...M4, 'sysctl.proc_translated': '1' }, unknown))).toMatchObject({
      appleSilicon: true,
      translated: true,
    });
  });

  it('an Intel Mac, which knows none of the names, is told by its chip, and nothing else is lost', async () => {
    expect(await factsOf(sysctl(INTEL, unknown))).toMatchObject({
      appleSilicon: false,
      translated: null,
      model: 'Macmini8,1',
      memoryBytes: 8_589_934_592,
    });
  });

  it('where neither is told, neither is guessed', async () => {
    const { 'hw.optional.arm64': _arm, 'sysctl.proc_translated': _translated, ...rest } = M4;
    expect(await factsOf(sysctl(rest, unknown))).toMatchObject({ appleSilicon: null, translated: null });
  });
});

describe.skipIf(!existsSync(SAMPLES))('in real prints', () => {
  const print = (name: string): RunTool => {
    const stdout = readFileSync(join(SAMPLES, name), 'utf8');
    return async (program) =>
      program === 'sysctl' ? { kind: 'exited', status: 1, stdout, stderr: '' } : { kind: 'not-found' };
  };

  it('of an Intel Mac', async () => {
    expect(await factsOf(print('system/sysctl-a-10.14.txt'))).toMatchObject({ appleSilicon: false });
  });

  it('of an iMac with M4, which was not asked for its processor', async () => {
    expect(await factsOf(print('metrics/sysctl-m4-imac.txt'))).toMatchObject({
      model: 'Mac16,3',
      chip: 'Apple M4',
      appleSilicon: null,
    });
  });
});
