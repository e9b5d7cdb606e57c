/** The built wizard at its own size, with an engine's answers to all that it asks. */
import type { Reply, ViewState } from '../../shared/contract.ts';
import type { SetUpDraft } from '../../shared/set-up.ts';
import { aRunner, aView } from './fixtures.ts';
import { aSetUp } from './fixtures/wizard-operations.ts';
import { aPlace, ghLogin, good, macReport, places, rocket, suggestion } from './fixtures/set-up.ts';
import { expect, test as base, type Call, type ViewOptions, type ViewPage } from './view-page.ts';

const usual: Record<string, Reply<unknown>> = {
  'mac.report': good(macReport),
  'github.login': good(ghLogin),
  'github.places': good({ places, more: false, note: null }),
  'github.place': good(aPlace(rocket)),
  'github.deviceState': good({ kind: 'none' }),
  'setup.draft': good(null),
  'setup.suggest': good(suggestion),
  'setup.check': good({ problems: [] }),
  'operation.plan': good(aSetUp()),
  'operation.start': good({ operationNumber: aSetUp().id }),
};

export interface WizardOptions extends ViewOptions {
  /** The part of the address behind `?`. */
  readonly search?: string;
  readonly draft?: SetUpDraft;
  readonly state?: ViewState | null;
}

export interface WizardPage extends Omit<ViewPage, 'open'> {
  open(options?: WizardOptions): Promise<void>;
  /** Waits for the heading of a page. */
  at(heading: string): Promise<void>;
  continue(): Promise<void>;
  /** The inputs of the calls of one name. */
  inputs(name: string): Promise<unknown[]>;
}

/** `wizard` for a spec. */
export const test = base.extend<{ wizard: WizardPage }>({
  viewport: { width: 760, height: 620 },
  // Larger pictures than the popover’s take longer than all that is looked at besides.
  deviceScaleFactor: 1,
  wizard: ({ view }, use) =>
    use({
      ...view,
      async open({ search = '', draft, state = aView([aRunner()]), replies = {}, held = [] } = {}) {
        const kept = draft === undefined ? {} : { 'setup.draft': good(draft) };
        await view.open(`/wizard/index.html${search}`, '.wizard', state, {
          replies: { ...usual, ...kept, ...replies },
          held,
        });
      },
      async at(heading) {
        await expect(view.page.getByRole('heading', { level: 1, name: heading })).toBeFocused();
      },
      // By its key: a click waits for a button that is not dimmed.
      continue: () => view.page.getByRole('button', { name: 'Continue' }).press('Enter'),
      inputs: async (name) =>
        (await view.calls()).filter((call: Call) => call.name === name).map(({ input }) => input),
    }),
});
export { expect };
