/** What the app has registered: its schemes and its calls. Kept apart so that windows need not know `app`. */
import type { IpcMainInvokeEvent } from 'electron';

export type InvokeListener = (event: IpcMainInvokeEvent, ...args: unknown[]) => unknown;
export type SchemeHandler = (request: Request) => Response | Promise<Response>;

export const calls = new Map<string, InvokeListener>();
export const schemes = new Map<string, SchemeHandler>();

export function schemeNames(): ReadonlySet<string> {
  return new Set(schemes.keys());
}
