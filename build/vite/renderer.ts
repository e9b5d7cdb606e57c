/** How the views are bundled: one HTML page each, scripts and styles as files beside it, as the CSP asks. */
import { fileURLToPath } from 'node:url';
import type { InlineConfig } from 'vite';

const root = fileURLToPath(new URL('../../renderer/', import.meta.url));
const outDir = fileURLToPath(new URL('../../out/renderer/', import.meta.url));

/**
 * The Vite configuration of the renderer bundle; give it to Vite's `build`.
 * Relative addresses, so that the same files serve `app://` and http. Output: `out/renderer/popover/index.html`.
 */
export function rendererConfig(): InlineConfig {
  return {
    configFile: false,
    root,
    base: './',
    mode: 'production',
    logLevel: 'warn',
    // React's development build would be three times the size; a test runner's NODE_ENV must not choose it.
    define: { 'process.env.NODE_ENV': JSON.stringify('production') },
    build: {
      outDir,
      emptyOutDir: true,
      target: 'chrome156',
      // Its polyfill would be an inline script, and Chromium knows modulepreload.
      modulePreload: { polyfill: false },
      assetsInlineLimit: 0,
      reportCompressedSize: false,
      rolldownOptions: {
        input: {
          popover: fileURLToPath(new URL('popover/index.html', new URL('../../renderer/', import.meta.url))),
        },
      },
    },
  };
}
