import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseNetstat } from './netstat.ts';
import { parseSwVers } from './sw-vers.ts';
import { coreKinds, parsePressureAndSwap, parseSysctl, perfLevelNames } from './sysctl.ts';
import { cachedBytes, parseVmStat, usedBytes } from './vm-stat.ts';

fc.configureGlobal({ seed: 24 });

describe('vm_stat', () => {
  const text = `Mach Virtual Memory Statistics: (page size of 16384 bytes)
Pages free:                                    20147.
Pages wired down:                             146638.
Pages purgeable:                                  60.
"Translation faults":                     2825126633.
File-backed pages:                            146593.
Anonymous pages:                              280815.
Pages stored in compressor:                  1037148.
Pages occupied by compressor:                 419678.
Pages tag-storage:                             98304.
`;

  it('counts used memory as Activity Monitor does', () => {
    const stat = parseVmStat(text);
    expect(stat && usedBytes(stat)).toBe((280_815 - 60 + 146_638 + 419_678) * 16_384);
    expect(stat && cachedBytes(stat)).toBe((146_593 + 60) * 16_384);
    expect(stat?.counts.get('Translation faults')).toBe(2_825_126_633);
  });

  it('gives no figure rather than a wrong one', () => {
    expect(parseVmStat('nonsense')).toBeNull();
    for (const key of ['Anonymous pages', 'Pages purgeable', 'Pages wired down', 'Pages occupied by']) {
      const stat = parseVmStat(text.replace(new RegExp(`^${key}.*$`, 'm'), ''));
      expect(stat && usedBytes(stat)).toBeNull();
    }
  });

  it('reads any figures in any width', () => {
    const pages = fc.integer({ min: 0, max: 2 ** 40 });
    fc.assert(
      fc.property(
        pages,
        pages,
        pages,
        fc.constantFrom(4096, 16_384),
        fc.nat(30),
        (anonymous, wired, held, size, gap) => {
          const line = (name: string, value: number): string => `${name}:${' '.repeat(gap + 1)}${value}.\n`;
          const stat = parseVmStat(
            `Mach Virtual Memory Statistics: (page size of ${size} bytes)\n` +
              line('Pages purgeable', 0) +
              line('Anonymous pages', anonymous) +
              line('Pages wired down', wired) +
              line('Pages occupied by compressor', held),
          );
          expect(stat && usedBytes(stat)).toBe((anonymous + wired + held) * size);
        },
      ),
    );
  });
});

describe('sysctl', () => {
  it('reads pressure and swap in any order, with either decimal sign', () => {
    const swap = 'total = 2048.00M  used = 1043.25M  free = 1004.75M  (encrypted)';
    const used = 1043.25 * 1024 * 1024;
    expect(parsePressureAndSwap(`1\n${swap}\n`)).toEqual({ pressure: 'normal', swapUsedBytes: used });
    expect(parsePressureAndSwap(`${swap.replaceAll('.', ',')}\n4\n`)).toEqual({
      pressure: 'critical',
      swapUsedBytes: used,
    });
    expect(parsePressureAndSwap('2\n')).toEqual({ pressure: 'warning', swapUsedBytes: null });
    expect(parsePressureAndSwap(`vm.swapusage: ${swap}\n`)).toEqual({ pressure: null, swapUsedBytes: used });
    expect(parsePressureAndSwap('3\n').pressure).toBeNull();
  });

  const m4 = `hw.nperflevels: 2
hw.perflevel0.name: Performance
hw.perflevel0.logicalcpu: 4
hw.perflevel1.name: Efficiency
hw.perflevel1.logicalcpu: 6
`;

  it('puts the slow cores first, as os.cpus() does', () => {
    expect(coreKinds(parseSysctl(m4), 10)).toEqual({
      kinds: [
        { name: 'Performance', indexes: [6, 7, 8, 9] },
        { name: 'Efficiency', indexes: [0, 1, 2, 3, 4, 5] },
      ],
    });
  });

  it('does not guess where the numbers do not add up', () => {
    expect(coreKinds(parseSysctl(m4), 8)).toBeNull();
    expect(coreKinds(parseSysctl(m4), 12)).toBeNull();
    expect(coreKinds(parseSysctl(m4.replace('Efficiency', '')), 10)).toBeNull();
    expect(coreKinds(parseSysctl('hw.nperflevels: 400000\n'), 10)).toBeNull();
    expect(coreKinds(new Map(), 10)).toBeNull();
  });

  it('gives every core exactly one kind, or none at all', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 16 }), { minLength: 1, maxLength: 8 }), (sizes) => {
        const total = sizes.reduce((sum, size) => sum + size, 0);
        const text = sizes
          .map(
            (size, level) => `hw.perflevel${level}.name: L${level}\nhw.perflevel${level}.logicalcpu: ${size}`,
          )
          .join('\n');
        const values = parseSysctl(`hw.nperflevels: ${sizes.length}\n${text}\n`);
        const indexes = coreKinds(values, total)?.kinds.flatMap((kind) => kind.indexes) ?? [];
        expect(indexes.toSorted((a, b) => a - b)).toEqual(Array.from({ length: total }, (_, index) => index));
        expect(coreKinds(values, total + 1)).toBeNull();
      }),
    );
  });

  it('asks for a bounded number of names', () => {
    expect(perfLevelNames(2)).toHaveLength(4);
    expect(perfLevelNames(1_000_000)).toHaveLength(16);
  });
});

describe('netstat', () => {
  const heading =
    'Name       Mtu   Network       Address            Ipkts Ierrs     Ibytes    Opkts Oerrs     Obytes  Coll';

  it('counts each real interface once', () => {
    const text = `${heading}
lo0        16384 <Link#1>                       6717761     0 21341346719  6717761     0 21341346719     0
en0        1500  <Link#7>    1c:f6:4c:00:00:cc        2     0        100        3     0        200     0
en0        1500  192.168.1     192.168.1.222          2     -        100        3     -        200     -
utun4      1380  <Link#24>                           56     0      11648       35     0       6265     0
en7*       1500  <Link#25>                            1     0         11        1     0         22     0
bridge0    1500  <Link#16>   36:d6:f3:aa:76:80        0     0         50        0     0         50     0
`;
    expect(parseNetstat(text)).toEqual({ receivedBytes: 111, sentBytes: 222 });
  });

  it('has no answer where there are no byte columns', () => {
    expect(
      parseNetstat('Name  Mtu   Network       Address            Ipkts Ierrs    Opkts Oerrs  Coll\n'),
    ).toBeNull();
    expect(parseNetstat('')).toBeNull();
  });

  it('reads rows with and without an address alike', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(1e9), fc.nat(1e9), fc.boolean()), { maxLength: 12 }),
        (interfaces) => {
          const rows = interfaces.map(
            ([received, sent, address], index) =>
              `en${index} 1500 <Link#${index + 1}> ${address ? '1c:f6:4c:00:00:cc ' : ''}1 0 ${received} 2 0 ${sent} 0`,
          );
          expect(parseNetstat([heading, ...rows].join('\n'))).toEqual({
            receivedBytes: interfaces.reduce((sum, [received]) => sum + received, 0),
            sentBytes: interfaces.reduce((sum, [, sent]) => sum + sent, 0),
          });
        },
      ),
    );
  });
});

describe('sw_vers', () => {
  it('reads one tab or two, and a rapid response', () => {
    expect(parseSwVers('ProductName:\tmacOS\nProductVersion:\t14.6\n')).toBe('14.6');
    expect(parseSwVers('ProductVersion:\t\t26.6.2\nProductVersionExtra:\t\t(a)\n')).toBe('26.6.2 (a)');
    expect(parseSwVers('nothing')).toBeNull();
  });
});
