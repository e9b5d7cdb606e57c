/** Builds the three bundles (views, main, preload) into out/ with Vite. `npm run build`. */
import { mkdir, rm } from 'node:fs/promises';
import { build } from 'vite';
import { OUT, ROOT } from './paths.ts';
import { mainConfig } from './vite/main.ts';
import { preloadConfig } from './vite/preload.ts';
import { rendererConfig } from './vite/renderer.ts';

/** Rejects with the builder's own message when a bundle cannot be built. */
export async function bundle(): Promise<void> {
  await rm(OUT, { recursive: true, force: true });
  await mkdir(OUT, { recursive: true });
  await build(rendererConfig());
  await build(mainConfig({ root: ROOT }));
  await build(preloadConfig({ root: ROOT }));
}

if (import.meta.main) await bundle();
