/** The kinds of operations that there are, and how a request becomes a plan of one. */
import { fail, type Reply } from '../../shared/contract.ts';
import type { Operation } from '../../shared/operation.ts';
import type { OperationRequest } from '../../shared/set-up.ts';
import type { AnyDefinition } from './operations/definition.ts';
import type { Operations } from './operations/operations.ts';

export interface OperationKinds {
  readonly definitions: readonly AnyDefinition[];
  plan(operations: Operations, request: OperationRequest): Promise<Reply<Operation>>;
}

export function createOperationKinds(): OperationKinds {
  return {
    definitions: [],
    plan: async () => fail('not-supported-here', 'Not there yet.'),
  };
}
