/** The preload script: one CommonJS file, for a sandboxed preload knows neither ES modules nor a second file. */
import { join } from 'node:path';
import type { InlineConfig } from 'vite';

export interface PreloadBundle {
  /** The project's root, absolute. */
  readonly root: string;
  /** Directory that gets `preload.cjs`; left out: `out/electron`. */
  readonly outDir?: string;
}

/** Gives the configuration for Vite's `build()`. */
export function preloadConfig({ root, outDir }: PreloadBundle): InlineConfig {
  return {
    root,
    configFile: false,
    logLevel: 'warn',
    ssr: { noExternal: true },
    build: {
      ssr: join(root, 'electron/preload.ts'),
      outDir: outDir ?? join(root, 'out/electron'),
      emptyOutDir: false,
      target: 'chrome156',
      minify: true,
      sourcemap: false,
      reportCompressedSize: false,
      rolldownOptions: {
        external: ['electron'],
        output: { format: 'cjs', entryFileNames: 'preload.cjs', codeSplitting: false },
      },
    },
  };
}
