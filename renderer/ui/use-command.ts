/** A call made from a control: whether it is under way, and what went wrong, to be shown beside it. */
import { useState } from 'react';
import type { CallName, Failure, Input, Output, Reply } from '../../shared/contract.ts';
import { useEngine } from './engine-context.tsx';

export interface Command {
  readonly phase: 'ready' | 'working';
  readonly failure: Failure | null;
  readonly run: <N extends CallName>(name: N, input: Input<N>) => Promise<Reply<Output<N>>>;
}

/** One call at a time is meant: disable the control while `phase` is `working`. */
export function useCommand(): Command {
  const engine = useEngine();
  const [status, setStatus] = useState<Pick<Command, 'phase' | 'failure'>>({ phase: 'ready', failure: null });
  return {
    ...status,
    async run(name, input) {
      setStatus({ phase: 'working', failure: null });
      const reply = await engine.call(name, input);
      setStatus({ phase: 'ready', failure: reply.ok ? null : reply });
      return reply;
    },
  };
}
