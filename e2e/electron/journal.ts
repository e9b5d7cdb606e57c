/** What the app has asked of the system, and what a test wants the system to answer. */

import type { KeychainControl } from './safe-storage.ts';

export interface JournalEntry {
  readonly what: string;
  readonly detail: unknown;
}

const entries: JournalEntry[] = [];
const LIMIT = 10_000;

/** `detail` must be JSON-safe: tests read it across processes. */
export function note(what: string, detail: unknown = null): void {
  entries.push({ what, detail });
  if (entries.length > LIMIT) entries.shift();
}

/** Changed by tests, from outside, through `globalThis.standIn`. */
export const control = {
  notifications: 'shown' as 'shown' | 'failed' | 'unsupported',
  /** What becomes of a registration; until there is one the status is `not-registered`. */
  loginStatus: 'enabled' as 'enabled' | 'requires-approval' | 'not-found',
  /** Whether the app is registered to open at login; a person may change it in System Settings. */
  loginRegistered: false,
  /** Whether the app runs from a bundle of its own: what `app.isPackaged` says. Only read at start. */
  packaged: false,
  /** Where the menu bar has put the icon. macOS 26 hides one by `{x: 0, y: screen height}`. */
  trayBounds: { x: 1000, y: 0, width: 24, height: 24 },
  chosenFolder: null as string | null,
  /** The button, from 0, that a person presses in every message box; null: the box stays until `standIn.answerBox` is called. */
  messageBox: 0 as number | null,
  keychain: 'available' as KeychainControl['keychain'],
  signature: 'signed',
  thermal: 'nominal' as 'unknown' | 'nominal' | 'fair' | 'serious' | 'critical',
};

const given = process.env['STAND_IN_CONTROL'];
if (given !== undefined) Object.assign(control, JSON.parse(given));

export function journal(): readonly JournalEntry[] {
  return entries;
}
