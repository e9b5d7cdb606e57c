/** vm_stat and swap, from this machine's own memory (macos.md 3.3). */
import { readFileSync } from 'node:fs';
import { freemem, totalmem } from 'node:os';
import { printed } from './answer.ts';
import type { Program } from './answer.ts';

/** As on every Mac with Apple silicon. */
export const PAGE_BYTES = 16_384;
const MEGABYTE = 1024 * 1024;

interface Memory {
  readonly total: number;
  readonly free: number;
  readonly used: number;
  readonly anonymous: number;
  readonly active: number;
  readonly inactive: number;
  readonly fileBacked: number;
  readonly swapTotal: number;
  readonly swapFree: number;
}

/** Bytes, from this machine's own memory. */
function readMemory(): Memory {
  if (process.platform !== 'linux') {
    const [total, free] = [totalmem(), freemem()];
    const used = total - free;
    return {
      total,
      free,
      used,
      anonymous: used * 0.7,
      active: used * 0.5,
      inactive: used * 0.3,
      fileBacked: 0,
      swapTotal: 0,
      swapFree: 0,
    };
  }
  const text = readFileSync('/proc/meminfo', 'latin1');
  const bytes = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1] ?? 0) * 1024;
  const used = Math.max(0, bytes('MemTotal') - bytes('MemAvailable'));
  return {
    total: bytes('MemTotal'),
    free: bytes('MemFree'),
    used,
    anonymous: Math.min(used, bytes('AnonPages') + bytes('Shmem')),
    active: bytes('Active'),
    inactive: bytes('Inactive'),
    fileBacked: Math.max(0, bytes('Cached') + bytes('Buffers') - bytes('Shmem')),
    swapTotal: bytes('SwapTotal'),
    swapFree: bytes('SwapFree'),
  };
}

/** The value of `vm.swapusage`. */
export function swapUsage(): string {
  const { swapTotal, swapFree } = readMemory();
  const size = (bytes: number): string => `${(bytes / MEGABYTE).toFixed(2)}M`;
  return `total = ${size(swapTotal)}  used = ${size(swapTotal - swapFree)}  free = ${size(swapFree)}  (encrypted)`;
}

/** vm_stat: such numbers that anonymous − purgeable + wired + compressor is what this machine really has in use. */
export function createVmStat(): Program {
  return () => {
    const memory = readMemory();
    const rows: (readonly [string, number])[] = [
      ['Pages free', memory.free],
      ['Pages active', memory.active],
      ['Pages inactive', memory.inactive],
      ['Pages speculative', 0],
      ['Pages throttled', 0],
      ['Pages wired down', Math.max(0, memory.used - memory.anonymous)],
      ['Pages purgeable', 0],
      ['"Translation faults"', 2_825_126_633 * PAGE_BYTES],
      ['Pages copy-on-write', 171_178_546 * PAGE_BYTES],
      ['Pages zero filled', 4_134_610_258 * PAGE_BYTES],
      ['Pages reactivated', 0],
      ['Pages purged', 0],
      ['File-backed pages', memory.fileBacked],
      ['Anonymous pages', memory.anonymous],
      ['Pages stored in compressor', 0],
      ['Pages occupied by compressor', 0],
      ['Decompressions', 0],
      ['Compressions', 0],
      ['Pageins', 0],
      ['Pageouts', 0],
      ['Swapins', 0],
      ['Swapouts', 0],
    ];
    const lines = rows.map(
      ([name, bytes]) => `${`${name}:`.padEnd(41)} ${String(Math.round(bytes / PAGE_BYTES)).padStart(10)}.`,
    );
    return printed(
      `Mach Virtual Memory Statistics: (page size of ${PAGE_BYTES} bytes)\n${lines.map((line) => `${line}\n`).join('')}`,
    );
  };
}
