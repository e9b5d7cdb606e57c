/** Runs the app's main script as Electron would: `electron [switches] <file or folder> [arguments]`. */
import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { setAppPath } from './app-path.ts';

const target = process.argv.slice(2).find((argument) => !argument.startsWith('-'));
if (target === undefined) {
  process.stderr.write('The stand-in for Electron needs the app to run: electron <file or folder>\n');
  process.exit(2);
}
const path = resolve(target);
process.argv.splice(1, 1);
await import(pathToFileURL(mainOf(path)).href);

function mainOf(path: string): string {
  if (!statSync(path).isDirectory()) {
    setAppPath(resolve(path, '..'));
    return path;
  }
  setAppPath(path);
  const manifest: unknown = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
  const named =
    typeof manifest === 'object' && manifest !== null && 'main' in manifest ? manifest.main : null;
  return join(path, typeof named === 'string' ? named : 'index.js');
}
