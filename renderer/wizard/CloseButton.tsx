/** Closes the window; in a browser it leads back to the main view. */
import type { ReactElement } from 'react';
import type { Operation } from '../../shared/operation.ts';
import { useEngine } from '../ui/engine-context.tsx';
import { wizardWords } from './words.ts';

/** Where there is still something to be done, that is what its button stands out for. */
export const closeLook = ({ offers }: Operation): 'primary' | 'quiet' =>
  offers.includes('continue') || offers.includes('undo') ? 'quiet' : 'primary';

/** `before`: what is done along with it, e.g. to take an ended operation off the list. */
export function CloseButton(props: { look?: 'primary' | 'quiet'; before?: () => void }): ReactElement {
  const engine = useEngine();
  return (
    <button
      type="button"
      className={props.look === 'primary' ? 'btn primary' : 'btn'}
      onClick={() => {
        props.before?.();
        // A browser lets a page close only the windows that it opened. The part behind # is what lets it in.
        if (engine.store.getState().state?.app.host === 'electron') window.close();
        else location.assign(`../popover/index.html${location.hash}`);
      }}
    >
      {wizardWords.close}
    </button>
  );
}
