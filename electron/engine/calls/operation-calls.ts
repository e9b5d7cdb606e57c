/** The calls of operations. */
import { fail } from '../../../shared/contract.ts';
import type { Handlers } from '../server.ts';

export type OperationCalls = Pick<Handlers, Extract<keyof Handlers, `operation.${string}`>>;

export function operationCalls(): OperationCalls {
  const notYet = () => fail('not-supported-here', 'Not there yet.');
  return {
    'operation.plan': notYet,
    'operation.start': notYet,
    'operation.cancel': notYet,
    'operation.continue': notYet,
    'operation.undo': notYet,
    'operation.dismiss': notYet,
  };
}
