/** `sysctl`: named values, memory pressure and swap, and the kinds of cores (macos.md 3.1–3.3). */
import type { MemoryPressure } from '../../../../../shared/domain.ts';
import type { CoreKinds } from '../../host.ts';

/** Reads `name: value` lines, as `sysctl NAME…` prints them. An unknown name has no line. */
export function parseSysctl(output: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const line of output.split('\n')) {
    const match = /^([\w.-]+): ?(.*?)\s*$/.exec(line);
    if (match?.[1] !== undefined && match[2] !== undefined) values.set(match[1], match[2]);
  }
  return values;
}

/**
 * Reads `sysctl -n kern.memorystatus_vm_pressure_level vm.swapusage`, by shape and not by position, since a name
 * that this system does not know has no line at all. Each half may be null by itself.
 */
export function parsePressureAndSwap(output: string): {
  readonly pressure: MemoryPressure | null;
  readonly swapUsedBytes: number | null;
} {
  const level = /^(?:kern\.memorystatus_vm_pressure_level: )?(\d+)\s*$/m.exec(output)?.[1];
  const used = /\bused = (\d+(?:[.,]\d+)?)([BKMGT]?)/.exec(output);
  return {
    pressure: level === undefined ? null : (PRESSURE.get(level) ?? null),
    swapUsedBytes:
      used?.[1] === undefined
        ? null
        : Math.round(Number(used[1].replace(',', '.')) * (UNITS.get(used[2] ?? '') ?? 1)),
  };
}

const PRESSURE: ReadonlyMap<string, MemoryPressure> = new Map([
  ['1', 'normal'],
  ['2', 'warning'],
  ['4', 'critical'],
]);
const UNITS: ReadonlyMap<string, number> = new Map([
  ['K', 1024],
  ['M', 1024 ** 2],
  ['G', 1024 ** 3],
  ['T', 1024 ** 4],
]);

/** A whole number of a sysctl map, or null. */
export function sysctlNumber(values: ReadonlyMap<string, string>, name: string): number | null {
  const value = values.get(name);
  return value !== undefined && /^\d{1,15}$/.test(value) ? Number(value) : null;
}

/**
 * Which core index of `os.cpus()` is of which kind. The system numbers its levels from the fastest, `os.cpus()`
 * lists the slowest first (macos.md 3.2). Null unless names and numbers add up to `coreCount`: no guess.
 */
export function coreKinds(values: ReadonlyMap<string, string>, coreCount: number): CoreKinds | null {
  const levels = sysctlNumber(values, 'hw.nperflevels');
  if (levels === null || levels < 1 || levels > 8) return null;
  const kinds: { name: string; indexes: number[] }[] = [];
  let next = 0;
  for (let level = levels - 1; level >= 0; level -= 1) {
    const name = values.get(`hw.perflevel${level}.name`);
    const cores = sysctlNumber(values, `hw.perflevel${level}.logicalcpu`);
    if (name === undefined || name === '' || cores === null || cores > coreCount) return null;
    const first = next;
    next += cores;
    kinds.unshift({ name, indexes: Array.from({ length: cores }, (_, index) => first + index) });
  }
  return next === coreCount ? { kinds } : null;
}

/** The names to ask for, for so many levels. */
export function perfLevelNames(levels: number): readonly string[] {
  return Array.from({ length: Math.min(levels, 8) }, (_, level) => [
    `hw.perflevel${level}.name`,
    `hw.perflevel${level}.logicalcpu`,
  ]).flat();
}
