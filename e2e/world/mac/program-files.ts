/** The folder of programs that an app, or a PATH, takes in place of macOS's own. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROGRAMS } from './faults.ts';
import { TOOL_PROGRAMS } from './tools.ts';
import type { WorldProgram } from './faults.ts';

/** Writes one small executable per program of macOS's own. Only the user may read them: they hold the way in. */
export function writePrograms(folder: string, script: (name: WorldProgram) => string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const name of PROGRAMS) {
    if (!TOOL_PROGRAMS.has(name)) writeFileSync(join(folder, name), script(name), { mode: 0o700 });
  }
}
