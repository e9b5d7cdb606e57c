/** What a view says of its line to the engine: practice world, the first moment, no connection. */
import type { ReactElement } from 'react';
import { formatExact, formatWhen } from '../../shared/format.ts';
import { words } from '../words.ts';
import { useMinute } from './clock.ts';
import { useEngine, useMirror } from './engine-context.tsx';
import { Late } from './Late.tsx';
import { Message } from './Message.tsx';

/** Says that this is no real machine. */
export function Banner({ text }: { text: string }): ReactElement {
  return (
    <aside className="banner" aria-label={words.banner}>
      {text}
    </aside>
  );
}

/** The whole view is waiting for its first snapshot. */
export function Loading(): ReactElement {
  return (
    <Late>
      <p className="blank" role="status">
        {words.loading}
      </p>
    </Late>
  );
}

function RetryButton(): ReactElement {
  const engine = useEngine();
  return (
    <button type="button" className="btn small" onClick={() => engine.retry()}>
      {words.disconnected.retry}
    </button>
  );
}

/** Where nothing is known yet and the engine cannot be reached. */
export function Away(): ReactElement {
  return (
    <div className="blank" role="status">
      <h2>{words.disconnected.title}</h2>
      <p>{words.disconnected.hint}</p>
      <RetryButton />
    </div>
  );
}

/** Where something is known, but not whether it is still so. */
export function Stale(): ReactElement | null {
  const connection = useMirror((mirror) => mirror.connection);
  const freshAt = useMirror((mirror) => mirror.freshAt);
  const now = useMinute();
  if (connection !== 'away') return null;
  return (
    <Message severity="warning" title={words.disconnected.title} live="status">
      <p>
        {words.disconnected.hint}
        {freshAt === null ? null : (
          <>
            {' '}
            {words.disconnected.stale} <time title={formatExact(freshAt)}>{formatWhen(freshAt, now)}</time>.
          </>
        )}
      </p>
      <RetryButton />
    </Message>
  );
}
