/** The way of one operation through a view: its plan, the person's word, what becomes of it. */
import { useEffect, useRef, useState } from 'react';
import type { Failure, Reply } from '../../../shared/contract.ts';
import type { Operation, OperationId } from '../../../shared/operation.ts';
import type { OperationRequest } from '../../../shared/set-up.ts';
import { useEngine } from '../engine-context.tsx';
import { useCommand } from '../use-command.ts';
import { useOperation } from './use-operation.ts';

/** For one operation alone: they go to this one call and are kept nowhere. */
export interface Tokens {
  readonly registrationToken?: string;
  readonly removeToken?: string;
}
/** What a person gives along with their word. */
export interface Go extends Tokens {
  readonly typed?: string;
}

export type Flow =
  | { readonly phase: 'idle' }
  | { readonly phase: 'planning' }
  | { readonly phase: 'refused'; readonly failure: Failure; readonly again: () => void }
  | {
      readonly phase: 'planned';
      readonly operation: Operation;
      readonly working: boolean;
      readonly failure: Failure | null;
      readonly start: (go: Go) => Promise<void>;
      readonly again: () => void;
    }
  | { readonly phase: 'begun'; readonly operation: Operation };

interface Planned {
  readonly key: string;
  readonly turn: number;
  readonly reply: Reply<Operation>;
}

/**
 * Plans what is asked for, and again when that changes; a plan that is left unconfirmed is thrown away.
 * @param request null: nothing is asked for yet.
 * @param begun an operation that is under way or has ended already; nothing is planned then.
 */
export function useFlow(
  request: OperationRequest | null,
  begun: OperationId | null,
  onBegun: (id: OperationId) => void,
): Flow {
  const engine = useEngine();
  const starting = useCommand();
  const [turn, setTurn] = useState(0);
  const [planned, setPlanned] = useState<Planned | null>(null);
  const confirmed = useRef<OperationId | null>(null);
  const seen = useOperation(begun);
  const key = request === null || begun !== null ? null : JSON.stringify(request);

  useEffect(() => {
    if (key === null) return;
    let left = false;
    let made: OperationId | null = null;
    const putAway = (operationId: OperationId): void => {
      if (confirmed.current !== operationId) void engine.call('operation.dismiss', { operationId });
    };
    const plan = async (): Promise<void> => {
      const request = JSON.parse(key) as OperationRequest;
      const reply = await engine.call('operation.plan', { request });
      if (reply.ok && left) return putAway(reply.value.id);
      if (reply.ok) made = reply.value.id;
      if (!left) setPlanned({ key, turn, reply });
    };
    void plan();
    return () => {
      left = true;
      if (made !== null) putAway(made);
    };
  }, [engine, key, turn]);

  const reply = planned !== null && planned.key === key && planned.turn === turn ? planned.reply : null;
  const again = (): void => setTurn((before) => before + 1);
  if (begun !== null) {
    const before =
      planned?.reply.ok === true && planned.reply.value.id === begun ? planned.reply.value : null;
    const operation = seen ?? before;
    return operation === null ? { phase: 'planning' } : { phase: 'begun', operation };
  }
  if (key === null) return { phase: 'idle' };
  if (reply === null) return { phase: 'planning' };
  if (!reply.ok) return { phase: 'refused', failure: reply, again };
  const operation = reply.value;
  return {
    phase: 'planned',
    operation,
    working: starting.phase === 'working',
    failure: starting.failure,
    again,
    start: async (go) => {
      // Said before the answer, so that a view that closes meanwhile does not put away what begins.
      confirmed.current = operation.id;
      const started = await starting.run('operation.start', { operationId: operation.id, ...go });
      if (started.ok) onBegun(operation.id);
      else confirmed.current = null;
    },
  };
}
