/** What no page may do, whatever it contains: open windows, go elsewhere, ask for permissions, embed. */
import { app, session } from 'electron';
import type { WebContents, WebPreferences } from 'electron';

/** Of every window. `preload` is the absolute path of the built preload script. */
export function safePreferences(preload: string): WebPreferences {
  return {
    preload,
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webviewTag: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    spellcheck: false,
    navigateOnDragDrop: false,
  };
}

/** Before ready: every page that is ever made is held to the rules from its first moment. */
export function guardEveryPage(): void {
  app.on('web-contents-created', (_event, contents) => guard(contents));
}

/** Needs a ready app: no permission is ever granted, none is ever reported as granted. */
export function denyPermissions(): void {
  const ours = session.defaultSession;
  ours.setPermissionRequestHandler((_contents, _permission, decide) => decide(false));
  ours.setPermissionCheckHandler(() => false);
  ours.setDevicePermissionHandler(() => false);
}

function guard(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-frame-navigate', (event) => event.preventDefault());
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
}
