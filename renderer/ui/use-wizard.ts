/** Opens the wizard's window; in a browser, its tab. */
import { useState } from 'react';
import type { Failure, Input } from '../../shared/contract.ts';
import { wizardParameters } from '../../shared/wizard-address.ts';
import { words } from '../words.ts';
import { useEngine } from './engine-context.tsx';

/** One tab, too: asked again, the browser brings it to the front. */
const TAB = 'trackside-wizard';

const BLOCKED: Failure = { ok: false, code: 'not-supported-here', ...words.wizard.blocked };

/** The wizard's page beside this one. The part behind `#` holds this host's token. */
export function wizardAddress(
  page: Pick<Location, 'href' | 'hash'>,
  wanted: Input<'app.openWizard'>,
): string {
  return new URL(`../wizard/index.html?${wizardParameters(wanted)}${page.hash}`, page.href).href;
}

export interface Wizard {
  readonly failure: Failure | null;
  readonly open: (wanted: Input<'app.openWizard'>) => Promise<void>;
}

export function useWizard(): Wizard {
  const engine = useEngine();
  const [failure, setFailure] = useState<Failure | null>(null);
  return {
    failure,
    async open(wanted) {
      const reply = await engine.call('app.openWizard', wanted);
      if (!reply.ok) return setFailure(reply);
      const inBrowser = engine.store.getState().state?.app.host === 'headless';
      const tab = inBrowser ? window.open(wizardAddress(location, wanted), TAB) : null;
      setFailure(inBrowser && tab === null ? BLOCKED : null);
      tab?.focus();
    },
  };
}
