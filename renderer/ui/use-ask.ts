/** A question to the engine that a component puts by being there, and puts anew when what it asks for changes. */
import { useEffect, useState } from 'react';
import type { CallName, Failure, Input, Output } from '../../shared/contract.ts';
import { useEngine, useMirror } from './engine-context.tsx';

export interface Asked<T> {
  /** `idle`: nothing is asked for now. */
  readonly phase: 'idle' | 'asking' | 'answered' | 'failed';
  /** The last good answer, kept while something else is asked, so that nothing flickers. */
  readonly value: T | null;
  /** Whether `value` answers what is asked for now. */
  readonly current: boolean;
  /** Why there is no answer to what is asked for now. */
  readonly failure: Failure | null;
  readonly again: () => void;
}

interface Answer<T> {
  readonly key: string;
  readonly turn: number;
  readonly failure: Failure | null;
  readonly value: T | null;
}

/**
 * Asks once, and again when `input` changes or the line to the engine is back; an answer that comes too late is dropped.
 * @param input null: do not ask now.
 * @param delay milliseconds that `input` must have stood still, for what is typed.
 */
export function useAsk<N extends CallName>(name: N, input: Input<N> | null, delay = 0): Asked<Output<N>> {
  const engine = useEngine();
  const live = useMirror((mirror) => mirror.connection !== 'away');
  const [turn, setTurn] = useState(0);
  const [answer, setAnswer] = useState<Answer<Output<N>> | null>(null);
  const key = input === null ? null : JSON.stringify(input);

  useEffect(() => {
    if (key === null || !live) return;
    let dropped = false;
    const ask = async (): Promise<void> => {
      const reply = await engine.call(name, JSON.parse(key) as Input<N>);
      if (dropped) return;
      setAnswer((before) =>
        reply.ok
          ? { key, turn, failure: null, value: reply.value }
          : { key, turn, failure: reply, value: before?.value ?? null },
      );
    };
    const timer = delay === 0 ? null : setTimeout(() => void ask(), delay);
    if (timer === null) void ask();
    return () => {
      dropped = true;
      if (timer !== null) clearTimeout(timer);
    };
  }, [engine, name, key, delay, turn, live]);

  const current = answer !== null && answer.key === key && answer.turn === turn;
  return {
    phase: key === null ? 'idle' : !current ? 'asking' : answer.failure === null ? 'answered' : 'failed',
    value: answer?.value ?? null,
    current: current && answer.failure === null,
    failure: current ? answer.failure : null,
    again: () => setTurn((before) => before + 1),
  };
}
