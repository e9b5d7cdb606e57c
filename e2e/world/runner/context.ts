/** What a stand-in process knows of itself: its place, version and pace, as its bin script handed them over. */
import { dirname, join } from 'node:path';
import type { Pace } from './pace.ts';
import { createPace } from './pace.ts';

export interface Context {
  /** The runner's root, a physical path. */
  readonly root: string;
  /** The physical folder of the binaries: `<root>/bin`, or `<root>/bin.X.Y.Z` after an update. */
  readonly bin: string;
  readonly diag: string;
  readonly version: string;
  readonly pace: Pace;
  /** Where the practice GitHub listens; null = at the origin of the URL that config.sh is given. */
  readonly github: string | null;
  /** `ignored`: started in the background of a script, which leaves Ctrl-C ignored (runner.md 4.3). */
  readonly interrupts: 'heard' | 'ignored';
  /** What the person typed. */
  readonly args: readonly string[];
}

/**
 * Reads the arguments that `bin/Runner.Listener` and `bin/Runner.Worker` put before the typed ones. Takes out of the
 * environment what only made Node start faster: jobs must not find it there.
 */
export function readContext(argv: readonly string[]): Context {
  delete process.env['NODE_COMPILE_CACHE'];
  const [bin, version, speed, github, interrupts, ...args] = argv;
  if (bin === undefined || version === undefined) {
    throw new Error('Start this through the bin folder of a runner.');
  }
  const root = dirname(bin);
  return {
    root,
    bin,
    diag: join(root, '_diag'),
    version,
    pace: createPace(Number(speed)),
    github: github === undefined || github === '' ? null : github,
    interrupts: interrupts === 'ignored' ? 'ignored' : 'heard',
    args,
  };
}
