/** What the gauges say: from when on something deserves a look, and in which words. Plain values in and out. */
import type { MachineSample, Runner, Severity } from '../../shared/domain.ts';
import {
  formatDisk,
  formatMemory,
  formatPercent,
  formatSpan,
  memoryOfTotal,
  type Quantity,
} from '../../shared/format.ts';
import { words } from '../words.ts';

const text = words.machine;
const GB = 1e9;
/** Under these a build is likely to fail soon (a checkout, a toolchain), or at once. */
const LOW_BYTES = 10 * GB;
const LOW_SHARE = 0.05;
const FULL_BYTES = 2 * GB;

export type Tone = Exclude<Severity, 'info'>;
type Memory = NonNullable<MachineSample['memory']>;
type Disk = NonNullable<MachineSample['disk']>;

/** How loud a gauge is: null where all is well or not known. */
export function diskTone(disk: Disk): Tone | null {
  if (disk.availableBytes < FULL_BYTES) return 'critical';
  return disk.availableBytes < Math.max(LOW_BYTES, disk.totalBytes * LOW_SHARE) ? 'warning' : null;
}

/** The word for a tone, else how large the disk is. */
export function diskSub(disk: Disk): string {
  const tone = diskTone(disk);
  return tone === null ? text.ofTotal(formatDisk(disk.totalBytes)) : text.space[tone];
}

export const diskTitle = (disk: Disk): string =>
  text.spaceFree(formatDisk(disk.availableBytes), formatDisk(disk.totalBytes));

export const memoryTone = ({ pressure }: Memory): Tone | null => (pressure === 'normal' ? null : pressure);

/** Swap in use is only worth the place where there is some and all is well. */
export function memorySub(memory: Memory): string {
  const pressure = memory.pressure === null ? text.pressureUnknown : text.pressure[memory.pressure];
  const swap = memory.swapUsedBytes ?? 0;
  return swap >= 100 * 1024 ** 2 && memory.pressure === 'normal' ? text.swap(formatMemory(swap)) : pressure;
}

export function memoryTitle(memory: Memory): string {
  const swap = text.swap(
    memory.swapUsedBytes === null ? words.unknownValue : formatMemory(memory.swapUsedBytes),
  );
  return memory.pressure === null ? swap : `${text.pressure[memory.pressure]}, ${swap}`;
}

export const memoryQuantity = (memory: Memory): Quantity =>
  memoryOfTotal(memory.usedBytes, memory.totalBytes);

/** Percent of the whole machine that the runners' processes use; null unless every one of them is known. */
export function runnersShare(runners: readonly Runner[], cores: number): number | null {
  let sum = 0;
  for (const { witnesses } of runners) {
    if (witnesses.processes.kind !== 'answered') return null;
    sum += witnesses.processes.answer.cpuPercent;
  }
  return runners.length === 0 || cores <= 0 ? null : Math.min(100, sum / cores);
}

/** What stands under the CPU; a blank where there is no runner whose share could be told. */
export function shareSub(runners: readonly Runner[], cores: number): string {
  if (runners.length === 0) return ' ';
  const share = runnersShare(runners, cores);
  return share === null ? text.shareUnknown : text.runnerShare(formatPercent(share), runners.length);
}

/** A trail in words: only of the stretch that was really measured. */
export function trailLabel(name: string, values: readonly (number | null)[], stepSeconds: number): string {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return text.noTrail(name);
  const measured = values.length - values.findIndex((value) => value !== null);
  const span = formatSpan(measured * stepSeconds * 1000);
  return text.trail(name, formatPercent(Math.min(...known)), formatPercent(Math.max(...known)), span);
}
