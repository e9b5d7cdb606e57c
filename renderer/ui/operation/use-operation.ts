/** One operation, as the engine last told of it. */
import { useState } from 'react';
import type { Operation, OperationId } from '../../../shared/operation.ts';
import { useView } from '../engine-context.tsx';

/** Null: never heard of. One that was taken off the list stays as it was last seen. */
export function useOperation(id: OperationId | null): Operation | null {
  const now = useView((state) => state.operations.find((operation) => operation.id === id) ?? null);
  const [last, setLast] = useState<Operation | null>(null);
  if (now !== null && now !== last) setLast(now);
  return now ?? (last?.id === id ? last : null);
}
