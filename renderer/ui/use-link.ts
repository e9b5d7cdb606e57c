/** Opens a page at GitHub, where the engine agrees that it may be opened. */
import type { Failure } from '../../shared/contract.ts';
import { useEngine } from './engine-context.tsx';
import { useCommand } from './use-command.ts';

export interface Link {
  readonly failure: Failure | null;
  readonly open: (url: string) => Promise<void>;
}

/** In the app the shell opens it; in a browser this page does, once the engine has found the address in order. */
export function useLink(): Link {
  const engine = useEngine();
  const { failure, run } = useCommand();
  return {
    failure,
    async open(url) {
      const reply = await run('link.open', { url });
      const host = engine.store.getState().state?.app.host;
      if (reply.ok && host === 'headless') window.open(url, '_blank', 'noopener,noreferrer');
    },
  };
}
