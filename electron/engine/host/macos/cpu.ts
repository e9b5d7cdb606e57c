/** Load per core since the last call, in the order of `os.cpus()` (on an M-series Mac the slow cores come first). */
import { cpus } from 'node:os';
import type { Probe } from '../host.ts';

export type CpuMeter = () => Promise<Probe<readonly number[]>>;

/**
 * The Mac's meter. `systeminformation`'s `currentLoad` is the one call of that package that is right and cheap there:
 * it only reads `os.cpus()` (macos.md section 4). The file is taken by itself and when first needed, since the
 * package's index loads twenty more. The first call waits half a second; calls less than 200 ms apart get the same.
 */
export function systemInformationCpu(): CpuMeter {
  return async () => {
    try {
      const { currentLoad } = await import('systeminformation/lib/cpu.js');
      const load = await currentLoad();
      return { ok: true, value: load.cpus.map((core) => percent(core.load)) };
    } catch (error) {
      return { ok: false, why: `The load of the cores cannot be read (${nameOf(error)}).` };
    }
  };
}

interface CoreTicks {
  readonly idle: number;
  readonly total: number;
}

/** For systems that are no Mac: there `currentLoad` starts a shell and blocks the whole program while it runs. */
export function osCpu(read: typeof cpus = cpus): CpuMeter {
  let earlier = ticks(read());
  return () => {
    const now = ticks(read());
    const loads = now.map((core, index) => {
      const before = earlier[index] ?? { idle: 0, total: 0 };
      const total = core.total - before.total;
      return total <= 0 ? 0 : percent(100 * (1 - (core.idle - before.idle) / total));
    });
    earlier = now;
    return Promise.resolve({ ok: true, value: loads });
  };
}

function ticks(cores: ReturnType<typeof cpus>): readonly CoreTicks[] {
  return cores.map(({ times }) => ({
    idle: times.idle,
    total: times.user + times.nice + times.sys + times.idle + times.irq,
  }));
}

function percent(value: number): number {
  return Number.isFinite(value) ? Math.min(100, Math.max(0, value)) : 0;
}
function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown error';
}
