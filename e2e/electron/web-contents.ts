/** One page: a Chromium target, its calls, its pushes, and the navigations that the app may forbid. */
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Client, Session } from './cdp.ts';
import { Frames } from './frames.ts';
import { guard } from './guard.ts';
import { calls, schemeNames, schemes } from './handlers.ts';
import { note } from './journal.ts';
import { inTurn, openTarget } from './opening.ts';
import type { Size } from './opening.ts';
import { BINDING, RECEIVE, pageScript } from './page-script.ts';
import { fromChromium, toChromium } from './web-address.ts';

export interface PageOptions {
  /** Absolute path of the preload script. */
  readonly preload: string | undefined;
  /** What the document says at first. */
  readonly visibility: DocumentVisibilityState;
}
export type OpenHandler = (details: { url: string }) => { action: 'deny' | 'allow' };
interface Paused {
  readonly requestId: string;
  readonly request: {
    readonly url: string;
    readonly method: string;
    readonly headers: Record<string, string>;
  };
  readonly frameId: string;
  readonly resourceType: string;
}
const LOAD_LIMIT = 15_000;
const all = new Map<number, WebContents>();
let lastId = 0;

export class WebContents extends EventEmitter {
  readonly id: number;
  /** Settles when the page can be talked to. */
  readonly _opened: Promise<Session>;
  readonly _preload: string;
  readonly _client: Client;
  _size: Size;
  _target: string | null = null;
  _frames: Frames | null = null;
  _open: OpenHandler = () => ({ action: 'allow' });
  _asked = new Set<string>();
  _url = '';
  _visibility: DocumentVisibilityState;
  _zoom = 0;
  _script: string | null = null;
  _destroyed = false;
  /** What Electron would queue: shows and sends in the order in which they were asked. */
  _queue: Promise<unknown>;

  constructor(client: Client, size: Size, page: PageOptions) {
    super();
    this.id = lastId += 1;
    this._client = client;
    this._size = size;
    this._visibility = page.visibility;
    this._preload = page.preload === undefined ? '' : readFileSync(page.preload, 'utf8');
    this._opened = inTurn(() => this._make(size));
    this._opened.catch((error: unknown) => note('page-failed', String(error)));
    this._queue = this._opened;
    all.set(this.id, this);
  }

  static fromId(id: number): WebContents | undefined {
    return all.get(id);
  }
  static getAllWebContents(): WebContents[] {
    return [...all.values()];
  }
  static fromDevToolsTargetId(target: string): WebContents | undefined {
    return [...all.values()].find((contents) => contents._target === target);
  }

  getURL(): string {
    return this._url;
  }
  isDestroyed(): boolean {
    return this._destroyed;
  }
  isDevToolsOpened(): boolean {
    return false;
  }
  setWindowOpenHandler(handler: OpenHandler): void {
    this._open = handler;
  }
  close(): void {
    this.emit('-close');
  }

  /** Resolves when the page has loaded; rejects when it could not or was closed. */
  async loadURL(address: string): Promise<void> {
    const session = await this._opened;
    const url = toChromium(address, schemeNames());
    this._asked.add(url.split('#')[0] ?? url);
    const loaded = this._loaded(session);
    const result = await session.send('Page.navigate', { url });
    if (typeof result['errorText'] === 'string' && result['errorText'] !== '') {
      throw new Error(`${result['errorText']} loading '${address}'`);
    }
    // Only the part after # was new: there is no load to wait for.
    if (result['loaderId'] === undefined) return;
    await loaded;
  }

  send(channel: string, ...args: unknown[]): void {
    // As Electron: throws here for what cannot be cloned.
    const message = { channel, args: structuredClone(args) };
    this._say(message);
  }

  executeJavaScript(code: string): Promise<unknown> {
    return this._opened
      .then((session) =>
        session.send('Runtime.evaluate', { expression: code, awaitPromise: true, returnByValue: true }),
      )
      .then((answer) => valueOf(answer['result']));
  }

  getZoomLevel(): number {
    return this._zoom;
  }
  /** For all pages, as all of the app's are of one origin. A page that is zoomed has fewer, larger points. */
  setZoomLevel(level: number): void {
    for (const contents of all.values()) contents._setZoom(level);
  }
  _setSize(size: Size): void {
    this._size = size;
    this._setZoom(this._zoom);
  }
  _setZoom(level: number): void {
    this._zoom = level;
    const factor = 1.2 ** level;
    const metrics = {
      width: Math.round(this._size.width / factor),
      height: Math.round(this._size.height / factor),
      deviceScaleFactor: factor,
      mobile: false,
    };
    this._queue = this._queue
      .then(() => this._opened)
      .then((session) => session.send('Emulation.setDeviceMetricsOverride', metrics))
      .catch(() => undefined);
  }

  _setVisibility(visibility: DocumentVisibilityState): void {
    // The first showing of a page that passed for visible is no change, and the page hears of none.
    if (this._visibility === visibility) return;
    this._visibility = visibility;
    this._say({ visibility });
    this._queue = this._queue.then(() => this._putScript()).catch(() => undefined);
  }

  _setColourScheme(scheme: 'light' | 'dark' | 'system'): void {
    const features = scheme === 'system' ? [] : [{ name: 'prefers-color-scheme', value: scheme }];
    this._queue = this._queue
      .then(() => this._opened)
      .then((session) => session.send('Emulation.setEmulatedMedia', { features }))
      .catch(() => undefined);
  }

  _destroy(): void {
    if (this._destroyed) return;
    this._destroyed = true;
    all.delete(this.id);
    if (this._target !== null) {
      this._client.browser.send('Target.closeTarget', { targetId: this._target }).catch(() => undefined);
    }
    this.emit('destroyed');
  }

  async _make(size: Size): Promise<Session> {
    const { browser } = this._client;
    const targetId = await openTarget(browser, size);
    this._target = targetId;
    const { sessionId } = await browser.send('Target.attachToTarget', { targetId, flatten: true });
    const session = this._client.session(String(sessionId));
    this._frames = new Frames(session);
    this._listen(session);
    await session.send('Page.enable');
    await session.send('Runtime.addBinding', { name: BINDING });
    await session.send('Runtime.enable');
    await session.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] });
    await session.send('Emulation.setDeviceMetricsOverride', {
      ...size,
      deviceScaleFactor: 0,
      mobile: false,
    });
    await this._putScript(session);
    if (this._destroyed) await browser.send('Target.closeTarget', { targetId });
    return session;
  }

  _listen(session: Session): void {
    session.on('Fetch.requestPaused', (paused: Paused) => {
      this._fetch(session, paused).catch((error: unknown) => note('fetch-failed', String(error)));
    });
    session.on(
      'Runtime.bindingCalled',
      (called: { name: string; payload: string; executionContextId: number }) => {
        if (called.name !== BINDING) return;
        this._hear(session, JSON.parse(called.payload), called.executionContextId).catch(() => undefined);
      },
    );
    session.on('Page.frameNavigated', ({ frame }: { frame: { parentId?: string; url: string } }) => {
      if (frame.parentId !== undefined) return;
      this._url = fromChromium(frame.url);
      this.emit('did-navigate', {}, this._url, 200, 'OK');
    });
    session.on('Page.navigatedWithinDocument', ({ url }: { url: string }) => {
      this._url = fromChromium(url);
      this.emit('did-navigate-in-page', {}, this._url, true, 0, 0);
    });
    session.on('Page.loadEventFired', () => this.emit('did-finish-load'));
    session.on('Inspector.targetCrashed', () =>
      this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 }),
    );
    session.on(
      'Runtime.consoleAPICalled',
      ({ type, args }: { type: string; args: { value?: unknown }[] }) => {
        const message = args.map(({ value }) => String(value)).join(' ');
        this.emit('console-message', { level: type === 'error' ? 'error' : 'info', message });
      },
    );
    session.on(
      'Runtime.exceptionThrown',
      ({ exceptionDetails: details }: { exceptionDetails: { exception?: { description?: string } } }) => {
        this.emit('console-message', {
          level: 'error',
          message: details.exception?.description ?? 'an error',
        });
      },
    );
  }

  async _fetch(session: Session, paused: Paused): Promise<void> {
    const { requestId, request, resourceType } = paused;
    const address = fromChromium(request.url);
    if (resourceType === 'Document' && this._isForbidden(paused, address)) {
      note('navigation-prevented', address);
      await session.send('Fetch.failRequest', { requestId, errorReason: 'Aborted' });
      return;
    }
    const handler = schemes.get(new URL(address).protocol.slice(0, -1));
    if (handler === undefined) {
      note('request-refused', address);
      await session.send('Fetch.failRequest', { requestId, errorReason: 'InternetDisconnected' });
      return;
    }
    const response = await handler(new Request(address, { method: request.method }));
    const body = Buffer.from(await response.arrayBuffer()).toString('base64');
    const responseHeaders = [...response.headers].map(([name, value]) => ({ name, value }));
    await session.send('Fetch.fulfillRequest', {
      requestId,
      responseCode: response.status,
      responseHeaders,
      body,
    });
  }

  /** The app's own loads are not asked about; a page's own navigation is, as in Electron. */
  _isForbidden(paused: Paused, address: string): boolean {
    if (this._asked.delete(paused.request.url.split('#')[0] ?? '')) return false;
    const isMainFrame = paused.frameId === this._target;
    let prevented = false;
    const event = { url: address, isMainFrame, preventDefault: () => (prevented = true) };
    this.emit('will-frame-navigate', event);
    if (isMainFrame) this.emit('will-navigate', event, address);
    return prevented;
  }

  async _hear(session: Session, message: Heard, contextId: number): Promise<void> {
    if (message.kind === 'preload-error') {
      this.emit('preload-error', {}, '', new Error(message.message));
      return;
    }
    if (message.kind === 'close') {
      this.close();
      return;
    }
    if (message.kind === 'open') {
      this._askToOpen(fromChromium(message.url));
      return;
    }
    const args = message.args.map(({ value }) => value);
    const listener = calls.get(message.channel);
    const reply = await answerOf(async () => {
      if (listener === undefined) throw new Error(`No handler registered for '${message.channel}'`);
      const senderFrame = this._frames?.ofContext(contextId) ?? null;
      // The app sees what Electron's event has; the rest is guarded.
      const event: unknown = guard({ sender: this, senderFrame, type: 'invoke' }, 'IpcMainInvokeEvent');
      return structuredClone(await Reflect.apply(listener, null, [event, ...args]));
    });
    await this._evaluate(session, contextId, { id: message.id, ...reply });
  }

  /** The app's word on a window that the page wants; allowing one is not modelled. */
  _askToOpen(url: string): 'deny' {
    const { action } = this._open({ url });
    note('window-open', { url, action });
    if (action === 'deny') return action;
    throw new Error('The stand-in for Electron does not model windows opened by a page');
  }

  _say(message: object): void {
    this._queue = this._queue
      .then(async () => {
        const session = await this._opened;
        const contexts = this._frames?.mainContexts() ?? [];
        for (const context of contexts) await this._evaluate(session, context, message);
      })
      .catch(() => undefined);
  }

  async _evaluate(session: Session, contextId: number, message: object): Promise<void> {
    if (this._destroyed) return;
    const expression = `globalThis[${JSON.stringify(RECEIVE)}]?.(${JSON.stringify(message)})`;
    await session.send('Runtime.evaluate', { expression, contextId });
  }

  async _putScript(session?: Session): Promise<void> {
    const to = session ?? (await this._opened);
    if (this._destroyed) return;
    if (this._script !== null) {
      await to.send('Page.removeScriptToEvaluateOnNewDocument', { identifier: this._script });
    }
    const source = pageScript(this._preload, this._visibility);
    const { identifier } = await to.send('Page.addScriptToEvaluateOnNewDocument', { source });
    this._script = String(identifier);
  }

  _loaded(session: Session): Promise<void> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => done(new Error('The page did not load in 15 s')), LOAD_LIMIT);
      const done = (error: Error | null): void => {
        clearTimeout(late);
        session.off('Page.loadEventFired', loaded);
        this.off('destroyed', gone);
        if (error === null) resolve();
        else reject(error);
      };
      const loaded = (): void => done(null);
      const gone = (): void => done(new Error('ERR_ABORTED: the window was closed'));
      session.on('Page.loadEventFired', loaded);
      this.on('destroyed', gone);
      if (this._destroyed) gone();
    });
  }
}

type Heard =
  | { readonly kind: 'open'; readonly url: string }
  | { readonly kind: 'close' }
  | { readonly kind: 'preload-error'; readonly message: string }
  | {
      readonly kind: 'invoke';
      readonly id: number;
      readonly channel: string;
      readonly args: readonly { readonly value?: unknown }[];
    };

async function answerOf(run: () => Promise<unknown>): Promise<{ ok: boolean; value: unknown }> {
  try {
    return { ok: true, value: await run() };
  } catch (error) {
    return { ok: false, value: `Error invoking remote method: ${String(error)}` };
  }
}

function valueOf(result: unknown): unknown {
  return typeof result === 'object' && result !== null && 'value' in result ? result.value : undefined;
}

/** A window that a page opened by itself: the opener's handler says whether it may stay. */
export function watchOpenedWindows(client: Client): void {
  client.browser.on(
    'Target.targetCreated',
    ({ targetInfo }: { targetInfo: { targetId: string; type: string; openerId?: string; url: string } }) => {
      const opener =
        targetInfo.openerId === undefined ? undefined : WebContents.fromDevToolsTargetId(targetInfo.openerId);
      if (opener === undefined || targetInfo.type !== 'page') return;
      opener._askToOpen(fromChromium(targetInfo.url));
      const { targetId } = targetInfo;
      client.browser.send('Target.closeTarget', { targetId }).catch(() => undefined);
    },
  );
}
