/** The Mac's gauges (macos.md 3.2–3.6). Each costs at most one program run, and fails by itself. */
import { statfs } from 'node:fs/promises';
import type { MemoryReading, Meters, Probe } from '../host.ts';
import { whyNoAnswer } from '../run-program.ts';
import { osCpu, systemInformationCpu } from './cpu.ts';
import { parseNetstat } from './parse/netstat.ts';
import { parsePressureAndSwap } from './parse/sysctl.ts';
import { parseVmStat, usedBytes } from './parse/vm-stat.ts';
import { within } from '../within.ts';
import type { RunTool } from '../tool.ts';

const PROBE_MS = 5_000;

export interface MeterOptions {
  readonly run: RunTool;
  /** A path on the volume that fills up. */
  readonly volume: string;
  /** Bytes of memory that the Mac has. */
  readonly totalMemory: () => Promise<number>;
  /** Electron's own reading, which starts no program; null: `vm_stat`. */
  readonly memory: (() => MemoryReading) | null;
}

/** Gives the gauges. Network and pressure figures are for the whole Mac, disk for one volume. */
export function createMeters(options: MeterOptions): Meters {
  return {
    cpu: process.platform === 'darwin' ? systemInformationCpu() : osCpu(),
    memory: () => memory(options),
    pressureAndSwap: () => pressureAndSwap(options.run),
    disk: () => disk(options.volume),
    network: () => network(options.run),
  };
}

async function memory(options: MeterOptions): Promise<Probe<MemoryReading>> {
  if (options.memory !== null) {
    try {
      return { ok: true, value: options.memory() };
    } catch {
      // The system's own reading failed; vm_stat below is the second way to the same figure.
    }
  }
  const result = await options.run('vm_stat', [], { timeoutMs: PROBE_MS });
  if (result.kind !== 'exited' || result.status !== 0) {
    return { ok: false, why: whyNoAnswer('vm_stat', result) };
  }
  const stat = parseVmStat(result.stdout);
  const used = stat === null ? null : usedBytes(stat);
  if (used === null) return { ok: false, why: 'vm_stat printed nothing that Trackside understands.' };
  return { ok: true, value: { totalBytes: await options.totalMemory(), usedBytes: used } };
}

async function pressureAndSwap(run: RunTool): ReturnType<Meters['pressureAndSwap']> {
  const names = ['kern.memorystatus_vm_pressure_level', 'vm.swapusage'];
  const result = await run('sysctl', ['-n', ...names], { timeoutMs: PROBE_MS });
  // Status 1: one of the names is unknown to this system; the other one is printed all the same.
  if (result.kind !== 'exited' || result.status > 1) {
    return { ok: false, why: whyNoAnswer('sysctl', result) };
  }
  const value = parsePressureAndSwap(result.stdout);
  if (value.pressure === null && value.swapUsedBytes === null) {
    return { ok: false, why: 'sysctl printed nothing that Trackside understands.' };
  }
  return { ok: true, value };
}

async function disk(volume: string): ReturnType<Meters['disk']> {
  try {
    const stat = await within(statfs(volume), PROBE_MS);
    if (stat === null) return { ok: false, why: 'The disk did not answer in time.' };
    return {
      ok: true,
      value: { totalBytes: stat.bsize * stat.blocks, availableBytes: stat.bsize * stat.bavail },
    };
  } catch {
    // The message would only add the path and the name of the system call.
    return { ok: false, why: 'The disk cannot be read.' };
  }
}

async function network(run: RunTool): ReturnType<Meters['network']> {
  const result = await run('netstat', ['-ibn'], { timeoutMs: PROBE_MS });
  if (result.kind !== 'exited' || result.status !== 0) {
    return { ok: false, why: whyNoAnswer('netstat', result) };
  }
  const value = parseNetstat(result.stdout);
  return value === null
    ? { ok: false, why: 'netstat printed nothing that Trackside understands.' }
    : { ok: true, value };
}
