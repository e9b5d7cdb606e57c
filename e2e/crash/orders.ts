/** What a process with an engine is told to do, and the doing of it through the contract. */
import type { Connection } from '../../electron/engine/server.ts';
import type { Engine } from '../../electron/engine/engine.ts';
import type { Reply } from '../../shared/contract.ts';
import type { Operation, OperationId } from '../../shared/operation.ts';
import type { OperationRequest } from '../../shared/set-up.ts';

export interface Orders {
  /** Null: nothing new, only what was cut short. */
  readonly request: OperationRequest | null;
  readonly typed: string;
  readonly registrationToken: string | null;
  readonly removeToken: string | null;
  readonly crashAt: string | null;
}
export interface Outcome {
  /** The operation as it ended, or the sentence with which it was refused. */
  readonly shown: Operation | string;
  readonly points: readonly string[];
  readonly milliseconds: number;
}

/** Plans and begins. */
export async function ask(
  connection: Connection,
  orders: Orders,
): Promise<{ readonly begun: OperationId } | { readonly refused: string }> {
  if (orders.request === null) return { refused: 'nothing was asked' };
  const planned = (await connection.request('operation.plan', {
    request: orders.request,
  })) as Reply<Operation>;
  if (!planned.ok) return { refused: `${planned.code}: ${planned.message}` };
  const begun = await connection.request('operation.start', {
    operationId: planned.value.id,
    typed: orders.typed,
    ...(orders.registrationToken === null ? {} : { registrationToken: orders.registrationToken }),
    ...(orders.removeToken === null ? {} : { removeToken: orders.removeToken }),
  });
  return begun.ok ? { begun: planned.value.id } : { refused: `${begun.code}: ${begun.message}` };
}

/** Resolves when it has ended or is held. */
export function ended(engine: Pick<Engine, 'state' | 'onChange'>, id: OperationId): Promise<Operation> {
  return new Promise((resolve) => {
    const look = (): void => {
      const one = engine.state().operations.find((operation) => operation.id === id);
      if (one === undefined || one.state.kind === 'running' || one.state.kind === 'undoing') return;
      stop();
      resolve(one);
    };
    const stop = engine.onChange(look);
    look();
  });
}
