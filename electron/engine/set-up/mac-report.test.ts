import { cpus } from 'node:os';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { macReport, processorOf } from './mac-report.ts';
import { aBenchMac } from './test-bench.ts';
import type { BenchMac } from './test-bench.ts';

let mac: BenchMac;
beforeEach(() => {
  mac = aBenchMac();
});
afterEach(() => mac.remove());

function answers(more = ''): void {
  mac.system(
    'sysctl',
    `case "$*" in
*hw.model*) printf 'hw.model: Mac16,10\\nmachdep.cpu.brand_string: Apple M4\\nhw.memsize: 17179869184\\nhw.nperflevels: 1\\n${more}';;
*) printf 'hw.perflevel0.name: Super\\nhw.perflevel0.logicalcpu: ${cpus().length}\\n';;
esac`,
  );
  mac.system('sw_vers', 'printf "ProductVersion:\\t\\t26.6.2\\n"');
  mac.system('scutil', 'echo "My Mac mini"');
  mac.system('launchctl', 'exit 0');
}
const report = () => macReport(mac.host, { root: mac.root });

describe('this Mac', () => {
  it('tells chip, memory, cores by kind, macOS, disk, name, processor and session', async () => {
    answers('hw.optional.arm64: 1\\nsysctl.proc_translated: 0\\n');
    expect(await report()).toMatchObject({
      name: 'My Mac mini',
      model: 'Mac16,10',
      chip: 'Apple M4',
      systemVersion: '26.6.2',
      memoryBytes: 17_179_869_184,
      cores: cpus().length,
      coreKinds: [{ name: 'Super', cores: cpus().length }],
      disk: { totalBytes: expect.any(Number), availableBytes: expect.any(Number) },
      processor: 'apple-silicon',
      screenSession: true,
    });
  });

  it('with no answer to anything says so, and guesses nothing', async () => {
    const silent = await report();
    expect(silent).toMatchObject({
      name: null,
      chip: null,
      systemVersion: null,
      memoryBytes: null,
      coreKinds: [],
      processor: 'unknown',
      screenSession: null,
    });
    expect(silent.concerns.map(({ code }) => code)).toContain('unknown');
  });

  it('asks for FileVault only where nobody is logged in at the screen', async () => {
    answers('hw.optional.arm64: 1\\nsysctl.proc_translated: 0\\n');
    mac.system('fdesetup', `echo asked >> ${mac.root}/calls; echo "FileVault is On."`);
    await report();
    expect(mac.calls()).toEqual([]);
    mac.system('launchctl', 'exit 125');
    const { concerns, screenSession } = await report();
    expect(screenSession).toBe(false);
    expect(mac.calls()).toEqual(['asked']);
    expect(concerns[0]).toMatchObject({
      code: 'no-screen-session',
      detail: expect.stringContaining('FileVault is on'),
    });
  });

  it('tells the person who runs it as root', async () => {
    answers();
    const asRoot = await macReport({ ...mac.host, uid: 0 }, { root: mac.root });
    expect(asRoot.concerns[0]).toMatchObject({ code: 'runs-as-root', severity: 'stops' });
  });
});

describe('the processor', () => {
  it.each([
    [true, false, 'apple-silicon'],
    [true, true, 'rosetta'],
    [true, null, 'unknown'],
    [false, null, 'intel'],
    [null, false, 'unknown'],
  ] as const)('Apple silicon %s, translated %s: %s', (appleSilicon, translated, processor) => {
    expect(processorOf({ appleSilicon, translated })).toBe(processor);
  });

  it('is unknown where nothing answered', () => {
    expect(processorOf(null)).toBe('unknown');
  });
});
