/**
 * How the wizard's page is told what to show: in the query of its address when it is opened, and behind `#` when it is
 * open already and something else is wanted (it hears `hashchange`).
 */
import type { Input } from './contract.ts';

/** `view=set-up`, `view=adopt&runner=ID`, `view=remove&runner=ID`, `view=operation&operation=ID`. Ids are plain hex. */
export function wizardParameters(wanted: Input<'app.openWizard'>): string {
  switch (wanted.view) {
    case 'set-up':
      return 'view=set-up';
    case 'adopt':
    case 'remove':
      return `view=${wanted.view}&runner=${wanted.runnerId}`;
    case 'operation':
      return `view=operation&operation=${wanted.operationId}`;
  }
}
