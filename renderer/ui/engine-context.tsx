/** Gives every component the engine: its state by selector, its calls by name. */
import { createContext, use, type ReactElement, type ReactNode } from 'react';
import { useStore } from 'zustand';
import type { ViewState } from '../../shared/contract.ts';
import type { Engine, Mirror } from '../engine.ts';

const EngineContext = createContext<Engine | null>(null);

/** Puts an engine around a view. */
export function EngineProvider({ engine, children }: { engine: Engine; children: ReactNode }): ReactElement {
  return <EngineContext value={engine}>{children}</EngineContext>;
}

/** The engine around this component; throws where there is none, which is a mistake in the code. */
export function useEngine(): Engine {
  const engine = use(EngineContext);
  if (engine === null) throw new Error('No EngineProvider around this component');
  return engine;
}

/** A part of the mirror; renders again when that part changes. The selector must give a stable value. */
export function useMirror<T>(select: (mirror: Mirror) => T): T {
  return useStore(useEngine().store, select);
}

/** A part of the engine's state, or null before the first snapshot. */
export function useView<T>(select: (state: ViewState) => T): T | null {
  return useMirror((mirror) => (mirror.state === null ? null : select(mirror.state)));
}
