/** Unpacks a package as the engine does; prints time and memory. Its only argument is JSON: source, folder, part. */
import { readFileSync } from 'node:fs';
import { runProgram } from '../../electron/engine/host/run-program.ts';
import { unpackPackage, type UnpackOptions } from '../../electron/engine/install/unpack-package.ts';

export interface UnpackRun {
  readonly milliseconds: number;
  /** The largest it ever was, above what it was before. */
  readonly moreBytes: number;
  /** Null: it went well. */
  readonly problem: string | null;
}

/** Linux hands the largest size of the process that started it on to a new one; what it tells of itself is its own. */
function largest(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS * 1024;
  return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024;
}

const asked = JSON.parse(process.argv[2] ?? '') as Pick<UnpackOptions, 'source' | 'folder' | 'part'>;
const before = process.memoryUsage.rss();
const start = performance.now();
const reply = await unpackPackage({
  ...asked,
  signal: new AbortController().signal,
  onProgress: () => undefined,
  program: runProgram,
});
const run: UnpackRun = {
  milliseconds: performance.now() - start,
  moreBytes: largest() - before,
  problem: reply.ok ? null : reply.message,
};
console.log(JSON.stringify(run));
