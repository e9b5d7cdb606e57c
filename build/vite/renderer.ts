/** How the views are bundled: one HTML page each, scripts and styles as files beside it, as the CSP asks. */
import { fileURLToPath } from 'node:url';
import type { InlineConfig } from 'vite';

const root = fileURLToPath(new URL('../../renderer/', import.meta.url));
/** The page of a view, by the name of its folder. */
const page = (view: string): string =>
  fileURLToPath(new URL(`../../renderer/${view}/index.html`, import.meta.url));
const outDir = fileURLToPath(new URL('../../out/renderer/', import.meta.url));

/**
 * The Vite configuration of the renderer bundle; give it to Vite's `build`.
 * Relative addresses, so that the same files serve `app://` and http. Output: `out/renderer/<view>/index.html`.
 * What two views share goes to chunks of its own, so that neither loads the other.
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
        input: { popover: page('popover'), wizard: page('wizard') },
      },
    },
  };
}
