/** Which view of the wizard the window's address asks for. */
import type { RunnerId } from '../../shared/domain.ts';
import type { OperationId } from '../../shared/operation.ts';

export type WizardView =
  | { readonly kind: 'set-up' }
  | { readonly kind: 'adopt'; readonly runnerId: RunnerId }
  | { readonly kind: 'remove'; readonly runnerId: RunnerId }
  | { readonly kind: 'operation'; readonly operationId: OperationId };

/** From `?view=adopt&runner=ID`. Whatever it does not know is a set-up, which does nothing by itself. */
export function wizardView(search: string): WizardView {
  const asked = new URLSearchParams(search);
  const runner = asked.get('runner');
  const operation = asked.get('operation');
  switch (asked.get('view')) {
    case 'adopt':
      return runner === null ? { kind: 'set-up' } : { kind: 'adopt', runnerId: runner as RunnerId };
    case 'remove':
      return runner === null ? { kind: 'set-up' } : { kind: 'remove', runnerId: runner as RunnerId };
    case 'operation':
      return operation === null
        ? { kind: 'set-up' }
        : { kind: 'operation', operationId: operation as OperationId };
    case null:
    default:
      return { kind: 'set-up' };
  }
}
