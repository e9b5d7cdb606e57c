/** The Mac's memory as Electron reads it, without starting a program. */
import type { MemoryReading } from '../engine/host/host.ts';

const KILOBYTE = 1024;

/**
 * In bytes. Used is what Activity Monitor counts: neither free, nor a file's copy, nor to be thrown away at once
 * (macos.md 3.2; the fields are Electron's, in kilobytes, and told on macOS only).
 */
export function electronMemory(): MemoryReading {
  const { total, free, fileBacked, purgeable } = process.getSystemMemoryInfo();
  return { totalBytes: total * KILOBYTE, usedBytes: (total - free - fileBacked - purgeable) * KILOBYTE };
}
