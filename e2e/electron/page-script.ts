/** What is put into a page before its own scripts: the preload script, in a small copy of Electron's sandbox. */

export const BINDING = 'standInPost';
export const RECEIVE = 'standInReceive';

/** The page's side. Runs in Chromium as text: it may use nothing from around it. */
function pageSide(
  binding: string,
  receive: string,
  startsAs: DocumentVisibilityState,
  preload: (require: unknown, module: unknown, exports: unknown) => void,
): void {
  type Message = {
    id?: number;
    ok?: boolean;
    value?: unknown;
    channel?: string;
    args?: unknown[];
    visibility?: DocumentVisibilityState;
  };
  const post: ((text: string) => void) | undefined = Reflect.get(globalThis, binding);
  Reflect.deleteProperty(globalThis, binding);
  if (window !== window.top || post === undefined) return;

  let visibility = startsAs;
  Object.defineProperty(document, 'visibilityState', {
    get: () => visibility,
    configurable: true,
  });
  Object.defineProperty(document, 'hidden', { get: () => visibility === 'hidden', configurable: true });

  // Electron asks the app before it makes a window; the specs' app never allows one, so there is none to give back.
  window.open = (url) => {
    post(JSON.stringify({ kind: 'open', url: new URL(String(url ?? 'about:blank'), location.href).href }));
    return null;
  };

  // Chromium lets a script close only what a script has opened; Electron lets it close its own window.
  window.close = () => post(JSON.stringify({ kind: 'close' }));

  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  const listeners = new Map<string, ((event: object, ...args: unknown[]) => void)[]>();
  let last = 0;
  Object.defineProperty(globalThis, receive, {
    enumerable: false,
    value: (message: Message) => {
      if (message.visibility !== undefined) {
        visibility = message.visibility;
        document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
      } else if (message.channel !== undefined) {
        // The list is never changed in place, so a listener may take itself off.
        for (const listener of listeners.get(message.channel) ?? []) listener({}, ...(message.args ?? []));
      } else if (message.id !== undefined) {
        const call = waiting.get(message.id);
        waiting.delete(message.id);
        if (message.ok === true) call?.resolve(message.value);
        else call?.reject(new Error(String(message.value)));
      }
    },
  });
  const ipcRenderer = {
    invoke: (channel: string, ...args: unknown[]) => {
      const id = (last += 1);
      // Throws for what cannot be cloned, as Electron does. JSON carries the rest: a Map or NaN arrives as null or {}.
      const cloned = structuredClone(args).map((value) => (value === undefined ? { none: true } : { value }));
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        post(JSON.stringify({ kind: 'invoke', id, channel, args: cloned }));
      });
    },
    on: (channel: string, listener: (event: object, ...args: unknown[]) => void) => {
      listeners.set(channel, [...(listeners.get(channel) ?? []), listener]);
    },
    off: (channel: string, listener: (event: object, ...args: unknown[]) => void) => {
      listeners.set(
        channel,
        (listeners.get(channel) ?? []).filter((known) => known !== listener),
      );
    },
  };
  const contextBridge = {
    exposeInMainWorld: (name: string, api: object) => {
      Object.defineProperty(globalThis, name, {
        value: Object.freeze({ ...api }),
        writable: false,
        enumerable: true,
      });
    },
  };
  const strict = <T extends object>(target: T, of: string): T =>
    new Proxy(target, {
      get: (inner, key): unknown => {
        if (key in inner) return Reflect.get(inner, key);
        if (typeof key === 'symbol' || ['then', '__esModule', 'default'].includes(key)) return undefined;
        throw new Error(`The stand-in for Electron does not model ${of}.${key}`);
      },
    });
  const electron = strict(
    {
      ipcRenderer: strict(ipcRenderer, 'ipcRenderer'),
      contextBridge: strict(contextBridge, 'contextBridge'),
    },
    'electron',
  );
  const require = (name: string): object => {
    if (name === 'electron') return electron;
    throw new Error(`module not found: ${name} (a sandboxed preload may require only electron)`);
  };
  try {
    preload(require, { exports: {} }, {});
  } catch (error) {
    post(JSON.stringify({ kind: 'preload-error', message: String(error) }));
  }
}

/** Gives the script's text. `preload` is the preload file's text, or '' for a window without one. */
export function pageScript(preload: string, visibility: DocumentVisibilityState): string {
  const wrapped = `function (require, module, exports) {\n${preload}\n}`;
  return `(${pageSide.toString()})(${JSON.stringify(BINDING)}, ${JSON.stringify(RECEIVE)}, ${JSON.stringify(visibility)}, ${wrapped});`;
}
