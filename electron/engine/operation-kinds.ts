/** The kinds of operations that there are, and how a request becomes a plan of one. */
import { fail, type Reply } from '../../shared/contract.ts';
import type { Operation } from '../../shared/operation.ts';
import type { OperationRequest } from '../../shared/set-up.ts';
import type { Host } from './host/host.ts';
import { anyDefinition, type AnyDefinition } from './operations/definition.ts';
import type { Operations } from './operations/operations.ts';
import { createInstallTool } from './set-up/install-tool.ts';

export interface OperationKinds {
  readonly definitions: readonly AnyDefinition[];
  plan(operations: Operations, request: OperationRequest): Promise<Reply<Operation>>;
}

export function createOperationKinds(parts: { readonly host: Host }): OperationKinds {
  const installTool = createInstallTool(parts);
  return {
    definitions: [anyDefinition(installTool)],
    plan: async (operations, request) => {
      switch (request.kind) {
        case 'install-tool':
          return await operations.plan(installTool, request);
        case 'set-up':
        case 'adopt':
        case 'remove':
          return fail('not-supported-here', 'Not there yet.');
      }
    },
  };
}
