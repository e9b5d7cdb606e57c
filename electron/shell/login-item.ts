/** Keeps the system's login item as the setting says; tells the person when the system wants a word from them. */
import type { Notice } from '../../shared/domain.ts';
import type { EnginePort } from './engine-port.ts';

export interface LoginItem {
  get(): { readonly openAtLogin: boolean; readonly status: string };
  set(openAtLogin: boolean): void;
}

const APPROVE: Notice = {
  id: 'login-item-approval',
  severity: 'warning',
  title: 'macOS wants your permission to open Trackside at login',
  detail: 'Turn Trackside on in System Settings > General > Login Items & Extensions.',
};
const NOT_KEPT: Notice = {
  id: 'login-item-not-kept',
  severity: 'warning',
  title: 'macOS did not add Trackside to the login items',
  detail:
    'This works from the Applications folder: move Trackside there, open it, and switch the setting again.',
};

/**
 * Acts at once and at each change of the setting. Asks the system only then: it is never polled.
 * `status` is Electron's word for SMAppService: `requires-approval` waits for the person.
 */
export function keepLoginItem(engine: EnginePort, item: LoginItem): () => void {
  let applied: boolean | null = null;
  const apply = (wanted: boolean): void => {
    if (wanted === applied) return;
    applied = wanted;
    if (isRegistered(item) !== wanted) item.set(wanted);
    const { openAtLogin, status } = item.get();
    tell(APPROVE, wanted && status === 'requires-approval');
    tell(NOT_KEPT, wanted && !openAtLogin && status !== 'requires-approval');
  };
  const tell = (notice: Notice, holds: boolean): void =>
    engine.notice(holds ? notice : { remove: notice.id });
  apply(engine.state().settings.startAtLogin);
  return engine.onChange((state) => apply(state.settings.startAtLogin));
}

/** One that waits for approval does not open at login yet, but is registered, and must be taken out like any other. */
function isRegistered(item: LoginItem): boolean {
  const { openAtLogin, status } = item.get();
  return openAtLogin || status === 'requires-approval';
}
