/** The built popover at its own size, on a state made for the spec. */
import type { ViewState } from '../../shared/contract.ts';
import { expect, test as base, type ViewOptions, type ViewPage } from './view-page.ts';

export interface PopoverPage extends Omit<ViewPage, 'open'> {
  /** Opens the popover on this state; null: the engine cannot be reached. */
  open(state: ViewState | null, options?: ViewOptions & { hash?: string }): Promise<void>;
}

/** `popover` for a spec. */
export const test = base.extend<{ popover: PopoverPage }>({
  viewport: { width: 380, height: 600 },
  popover: ({ view }, use) =>
    use({
      ...view,
      open: (state, options = {}) =>
        view.open(`/popover/index.html${options.hash ?? ''}`, '.popover', state, options),
    }),
});
export { expect };
