/** How a change that the engine sends turns one state into the next. Pure. */
import type { Change, ViewState } from './contract.ts';

/** One change on a state; everything else keeps its identity, so that unchanged parts do not render again. */
export function applyChange(state: ViewState, change: Change): ViewState {
  if (!('key' in change)) return { ...state, [change.slice]: change.value };
  const { [change.key]: _gone, ...others } = state.runners;
  return {
    ...state,
    runners: change.value === null ? others : { ...state.runners, [change.key]: change.value },
  };
}
