/** Windows that a person switches to, unlike the popover's panel. An app without a Dock icon needs one while it has any. */

export type Policy = 'regular' | 'accessory';

/** The part of Electron's BrowserWindow that the rule needs. */
export interface ClosableWindow {
  on(event: 'closed', listener: () => void): unknown;
}

/** Gives what is to be called with each window that is made. Else it could not be reached by Cmd-Tab or the Dock. */
export function followRealWindows(setPolicy: (policy: Policy) => void): (window: ClosableWindow) => void {
  let open = 0;
  return (window) => {
    open += 1;
    if (open === 1) setPolicy('regular');
    window.on('closed', () => {
      open -= 1;
      if (open === 0) setPolicy('accessory');
    });
  };
}
