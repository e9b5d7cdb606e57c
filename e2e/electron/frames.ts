/** The frames of a page, by the execution contexts that DevTools tells of. */
import type { Session } from './cdp.ts';
import { fromChromium } from './web-address.ts';

export interface Frame {
  readonly url: string;
  readonly origin: string;
  readonly parent: Frame | null;
}

interface Known {
  readonly parentId: string | null;
  readonly url: string;
}

/** Follows the page of `session` from now on. */
export class Frames {
  readonly _frames = new Map<string, Known>();
  readonly _contexts = new Map<number, string>();

  constructor(session: Session) {
    session.on(
      'Page.frameNavigated',
      ({ frame }: { frame: { id: string; parentId?: string; url: string } }) => {
        this._frames.set(frame.id, { parentId: frame.parentId ?? null, url: fromChromium(frame.url) });
      },
    );
    session.on('Page.frameDetached', ({ frameId }: { frameId: string }) => this._frames.delete(frameId));
    session.on(
      'Runtime.executionContextCreated',
      ({ context }: { context: { id: number; auxData?: { frameId?: string } } }) => {
        const frameId = context.auxData?.frameId;
        if (frameId !== undefined) this._contexts.set(context.id, frameId);
      },
    );
    session.on(
      'Runtime.executionContextDestroyed',
      ({ executionContextId }: { executionContextId: number }) => this._contexts.delete(executionContextId),
    );
    session.on('Runtime.executionContextsCleared', () => this._contexts.clear());
  }

  /** Null when the context has gone, as Electron's `senderFrame` is. */
  ofContext(contextId: number): Frame | null {
    const id = this._contexts.get(contextId);
    return id === undefined ? null : this._frame(id);
  }

  /** Every context of the main frame. */
  mainContexts(): readonly number[] {
    return [...this._contexts]
      .filter(([, id]) => this._frames.get(id)?.parentId === null)
      .map(([context]) => context);
  }

  _frame(id: string): Frame | null {
    const known = this._frames.get(id);
    if (known === undefined) return null;
    const parent = known.parentId === null ? null : this._frame(known.parentId);
    return { url: known.url, origin: originOf(known.url), parent };
  }
}

/** As Chromium would say it; Node says "null" for schemes that it does not know. */
function originOf(url: string): string {
  if (!URL.canParse(url)) return 'null';
  const { protocol, host, origin } = new URL(url);
  return host === '' ? 'null' : origin === 'null' ? `${protocol}//${host}` : origin;
}
