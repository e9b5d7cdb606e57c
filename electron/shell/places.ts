/** Names that the main process, the pages and the bundler must agree on. */

export const SCHEME = 'app';
export const HOST = 'trackside';
export const ORIGIN = `${SCHEME}://${HOST}`;
/** The page of the popover; the normal window shows the same one. */
export const POPOVER_PAGE = `${ORIGIN}/popover/index.html`;
/** The page of the wizard's window. */
export const WIZARD_PAGE = `${ORIGIN}/wizard/index.html`;
/** The one call channel and the one push channel. */
export const CALL_CHANNEL = 'trackside';
export const PUSH_CHANNEL = 'trackside:push';
/** In points. */
export const POPOVER_SIZE = { width: 380, height: 600 } as const;
export const WIZARD_SIZE = { width: 760, height: 620 } as const;
export const WIZARD_MINIMUM = { width: 560, height: 440 } as const;
