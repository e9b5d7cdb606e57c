/** The main process: one ES module with everything in it but Electron and Node's own modules. */
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { builtinModules } from 'node:module';
import type { InlineConfig, Plugin } from 'vite';

export interface MainBundle {
  /** The project's root, absolute. */
  readonly root: string;
  /** Source of the main process; left out: the app's. */
  readonly entry?: string;
  /** Directory that gets `main.mjs` and `icons/`; left out: `out/electron`. */
  readonly outDir?: string;
}

/** Gives the configuration for Vite's `build()`. Zero packages are needed beside the result. */
export function mainConfig({ root, entry, outDir }: MainBundle): InlineConfig {
  return {
    root,
    configFile: false,
    logLevel: 'warn',
    plugins: [trayIcons(join(root, 'build/icons'))],
    ssr: { noExternal: true, target: 'node' },
    build: {
      ssr: entry ?? join(root, 'electron/main.ts'),
      outDir: outDir ?? join(root, 'out/electron'),
      emptyOutDir: false,
      target: 'node24',
      minify: true,
      sourcemap: false,
      reportCompressedSize: false,
      rolldownOptions: {
        external: ['electron', /^node:/, ...builtinModules],
        output: { format: 'es', entryFileNames: 'main.mjs', codeSplitting: false },
      },
    },
  };
}

/** Puts the drawn template images beside the bundle, where the tray looks for them. */
function trayIcons(folder: string): Plugin {
  return {
    name: 'trackside-tray-icons',
    async generateBundle() {
      const names = (await readdir(folder)).filter((name) => /Template(@2x)?\.png$/.test(name));
      for (const name of names) {
        this.emitFile({
          type: 'asset',
          fileName: `icons/${name}`,
          source: await readFile(join(folder, name)),
        });
      }
    },
  };
}
