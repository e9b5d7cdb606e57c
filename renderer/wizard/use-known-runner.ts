/** The runner that a view is about, and what is under way for it. */
import { useState } from 'react';
import type { Runner, RunnerId } from '../../shared/domain.ts';
import type { OperationId, OperationKind } from '../../shared/operation.ts';
import { useEngine, useView } from '../ui/engine-context.tsx';
import { hasEnded } from '../../shared/operation-view.ts';

/** As last seen, for a removal ends with the runner being gone. Null: never seen. */
export function useKnownRunner(id: RunnerId): Runner | null {
  const now = useView((state) => state.runners[id] ?? null);
  const [last, setLast] = useState<Runner | null>(null);
  if (now !== null && now !== last) setLast(now);
  return now ?? last;
}

/** What was begun for it: before this view opened, or in it. */
export function useBegun(
  kind: OperationKind,
  runnerId: RunnerId,
): [OperationId | null, (id: OperationId | null) => void] {
  const { store } = useEngine();
  return useState<OperationId | null>(() => {
    const operations = store.getState().state?.operations ?? [];
    const underWay = operations.find(
      (operation) => operation.kind === kind && operation.runnerId === runnerId && !hasEnded(operation),
    );
    return underWay?.id ?? null;
  });
}
