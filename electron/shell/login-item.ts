/**
 * The system's login item and the setting. The person may change either: the system's is only read at start, and the setting
 * follows it; it is written only when the person has just changed the setting. Never polled.
 */
import type { Notice } from '../../shared/domain.ts';
import type { EnginePort } from './engine-port.ts';

export interface LoginItem {
  /** `status` is Electron's word for SMAppService: `requires-approval` waits for the person. */
  get(): { readonly openAtLogin: boolean; readonly status: string };
  set(openAtLogin: boolean): void;
}

export interface LoginItemParts {
  readonly engine: Pick<EnginePort, 'state' | 'onChange' | 'notice'>;
  /** Null for an app that is not installed (`npm start`): macOS would open Electron itself at login. */
  readonly item: LoginItem | null;
  /** Writes the setting. Resolves when that is done or has failed; never rejects. */
  readonly save: (startAtLogin: boolean) => Promise<unknown>;
}

const APPROVE: Notice = {
  id: 'login-item-approval',
  kind: 'condition',
  severity: 'warning',
  title: 'macOS wants your permission to open Trackside at login',
  detail: 'Turn Trackside on in System Settings > General > Login Items & Extensions.',
};
const NOT_KEPT: Notice = {
  id: 'login-item-not-kept',
  kind: 'condition',
  severity: 'warning',
  title: 'macOS did not add Trackside to the login items',
  detail:
    'This works from the Applications folder: move Trackside there, open it, and switch the setting on again.',
};

/** Call once the settings are read. Gives the way to stop. */
export function keepLoginItem({ engine, item, save }: LoginItemParts): () => void {
  let seen = engine.state().settings.startAtLogin;
  let correcting: boolean | null = null;
  const tell = (notice: Notice, holds: boolean): void =>
    engine.notice(holds ? notice : { remove: notice.id });
  /** Makes the setting say what is true; that change is not the person's. */
  const correct = (truth: boolean): void => {
    if (seen === truth) return;
    correcting = truth;
    void save(truth).finally(() => {
      correcting = null;
    });
  };
  const follow = (): void => {
    if (item === null) return;
    const { openAtLogin, status } = item.get();
    const waits = status === 'requires-approval';
    tell(APPROVE, waits && seen);
    if (!waits) correct(openAtLogin);
  };
  const change = (wanted: boolean): void => {
    tell(NOT_KEPT, false);
    if (item !== null && isRegistered(item) !== wanted) item.set(wanted);
    const { openAtLogin, status } = item?.get() ?? NOT_INSTALLED;
    const waits = wanted && status === 'requires-approval';
    tell(APPROVE, waits);
    if (!wanted || openAtLogin || waits) return;
    tell(NOT_KEPT, true);
    correct(false);
  };
  const stop = engine.onChange(({ settings: { startAtLogin } }) => {
    if (startAtLogin === seen) return;
    seen = startAtLogin;
    if (startAtLogin !== correcting) change(startAtLogin);
  });
  follow();
  return stop;
}

const NOT_INSTALLED = { openAtLogin: false, status: 'not-found' } as const;

/** One that waits for approval does not open at login yet, but is registered, and must be taken out like any other. */
function isRegistered(item: LoginItem): boolean {
  const { openAtLogin, status } = item.get();
  return openAtLogin || status === 'requires-approval';
}
