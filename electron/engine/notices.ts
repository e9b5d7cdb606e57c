/** Takes away what a person has read. */
import { fail, ok, type Reply } from '../../shared/contract.ts';
import type { EngineStore } from './state/store.ts';

/** One that is gone already is no failure: two windows may show it. What is still so stays. */
export function dismissNotice(store: Pick<EngineStore, 'get' | 'dispatch'>, id: string): Reply<null> {
  const notice = store.get().notices.find((each) => each.id === id);
  if (notice?.kind === 'condition') {
    return fail('not-allowed', 'This is still so; the notice goes when it no longer is.');
  }
  store.dispatch({ type: 'notice-cleared', id });
  return ok(null);
}
