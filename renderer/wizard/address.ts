/** Which view of the wizard the window's address asks for. */
import type { RunnerId } from '../../shared/domain.ts';
import type { OperationId } from '../../shared/operation.ts';

export type WizardView =
  | { readonly kind: 'set-up' }
  | { readonly kind: 'adopt'; readonly runnerId: RunnerId }
  | { readonly kind: 'remove'; readonly runnerId: RunnerId }
  | { readonly kind: 'operation'; readonly operationId: OperationId };

/**
 * From `?view=adopt&runner=ID`, or from the same behind `#`, by which an open window is asked for something else
 * (shared/wizard-address.ts). Whatever it does not know is a set-up, which does nothing by itself.
 */
export function wizardView({ search, hash }: Pick<Location, 'search' | 'hash'>): WizardView {
  const later = new URLSearchParams(hash.slice(1));
  // In a browser the token of its host stands there.
  const asked = later.has('view') ? later : new URLSearchParams(search);
  const runner = asked.get('runner');
  const operation = asked.get('operation');
  const view = asked.get('view');
  if (runner !== null && (view === 'adopt' || view === 'remove')) {
    return { kind: view, runnerId: runner as RunnerId };
  }
  if (operation !== null && view === 'operation')
    return { kind: view, operationId: operation as OperationId };
  return { kind: 'set-up' };
}
