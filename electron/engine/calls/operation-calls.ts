/** The calls of operations. */
import type { OperationRequest } from '../../../shared/set-up.ts';
import type { Reply } from '../../../shared/contract.ts';
import type { Operation } from '../../../shared/operation.ts';
import type { OperationSecrets } from '../operations/definition.ts';
import type { Operations } from '../operations/operations.ts';
import type { Handlers } from '../server.ts';

export type OperationCalls = Pick<Handlers, Extract<keyof Handlers, `operation.${string}`>>;

export interface OperationCallParts {
  readonly operations: Operations;
  /** Makes the plan for what was asked. */
  readonly plan: (request: OperationRequest) => Promise<Reply<Operation>>;
}

interface GivenTokens {
  readonly registrationToken?: string | undefined;
  readonly removeToken?: string | undefined;
}

export function operationCalls({ operations, plan }: OperationCallParts): OperationCalls {
  return {
    'operation.plan': ({ request }) => plan(request),
    'operation.start': ({ operationId, typed, ...tokens }) =>
      operations.begin(operationId, typed ?? '', secretsOf(tokens)),
    'operation.cancel': ({ operationId }) => operations.cancel(operationId),
    'operation.continue': ({ operationId, ...tokens }) => operations.continue(operationId, secretsOf(tokens)),
    'operation.undo': ({ operationId }) => operations.undo(operationId),
    'operation.leave': ({ operationId }) => operations.leave(operationId),
    'operation.dismiss': ({ operationId }) => operations.dismiss(operationId),
  };
}

function secretsOf({ registrationToken, removeToken }: GivenTokens): OperationSecrets {
  return { registrationToken: registrationToken ?? null, removeToken: removeToken ?? null };
}
