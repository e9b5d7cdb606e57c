/** popover-js-gzip and preload-bytes: what a view has to load first. */
import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { bundle } from '../../../build/bundle.ts';
import { inRoot } from '../../../build/paths.ts';
import { atMost, type Figure, type Measurement } from '../figure.ts';

/** Every script that the page names, and those that they import at once. */
async function firstScripts(page: string): Promise<readonly string[]> {
  const html = await readFile(page, 'utf8');
  const found = new Set(
    [...html.matchAll(/(?:src|href)="([^"]+\.js)"/g)].map((match) => join(dirname(page), match[1] ?? '')),
  );
  for (const script of found) {
    const text = await readFile(script, 'utf8');
    for (const match of text.matchAll(/(?:from|import)\s*["'](\.[^"']+\.js)["']/g)) {
      found.add(join(dirname(script), match[1] ?? ''));
    }
  }
  return [...found];
}

async function run(): Promise<readonly Figure[]> {
  await bundle();
  const scripts = await firstScripts(inRoot('out', 'renderer', 'popover', 'index.html'));
  if (scripts.length === 0) throw new Error('The popover’s page names no script.');
  const sizes = await Promise.all(
    scripts.map(async (script) => gzipSync(await readFile(script), { level: 9 }).length),
  );
  const preload = await stat(inRoot('out', 'electron', 'preload.cjs'));
  return [
    atMost('popover-js-gzip', sizes.reduce((sum, size) => sum + size, 0) / 1024, 'KB', 120),
    atMost('preload-bytes', preload.size, 'bytes', 2048),
  ];
}

export const bundleSize: Measurement = { names: ['popover-js-gzip', 'preload-bytes'], run };
