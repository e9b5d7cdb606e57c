/** What the parts of the stand-in share: the line to Chromium once it is there, and the app's events. */
import { EventEmitter } from 'node:events';
import { startBrowser } from './browser.ts';
import type { Browser } from './browser.ts';
import { watchOpenedWindows } from './web-contents.ts';

/** `app`'s own emitter, so that windows can announce themselves without knowing `app`. */
export const appEvents = new EventEmitter();

let browser: Browser | null = null;
export const browserReady: Promise<void> = startBrowser().then(async (started) => {
  browser = started;
  watchOpenedWindows(started.client);
  await started.client.browser.send('Target.setDiscoverTargets', { discover: true });
});

/** Throws before the app is ready, as Electron does for a window. */
export function theBrowser(): Browser {
  if (browser === null) throw new Error('Cannot create BrowserWindow before app is ready');
  return browser;
}

export function endBrowser(): void {
  browser?.end();
}
