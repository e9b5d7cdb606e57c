/** The folder of programs that an app, or a PATH, takes in place of macOS's own. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROGRAMS } from './faults.ts';
import { programScript } from './server.ts';

/** Writes one small executable per program. Only the user may read them: they hold the way in. */
export function writePrograms(folder: string, port: number, secret: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const name of PROGRAMS) {
    writeFileSync(join(folder, name), programScript(name, port, secret), { mode: 0o700 });
  }
}
