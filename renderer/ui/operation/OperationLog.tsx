/** The last lines of an operation's log: closed at first, at its end when it opens, and following while it is there. */
import { useEffect, useRef, useState, type ReactElement } from 'react';
import type { OperationLogLine } from '../../../shared/operation.ts';
import { formatTimeOfDay } from '../../../shared/format.ts';
import { Chevron } from '../Chevron.tsx';
import { operationWords as text } from './words.ts';

/** Nothing where nothing was written. */
export function OperationLog({ log }: { log: readonly OperationLogLine[] }): ReactElement | null {
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const following = useRef(true);
  useEffect(() => {
    const { current } = box;
    const grew = log.length > 0 && following.current;
    if (open && grew && current !== null) current.scrollTop = current.scrollHeight;
  }, [open, log]);
  if (log.length === 0) return null;
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <Chevron />
        {text.log}
      </summary>
      <div
        ref={box}
        className="lines"
        role="region"
        aria-label={text.log}
        // What scrolls must be within the keyboard's reach.
        tabIndex={0}
        onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
          following.current = scrollHeight - scrollTop - clientHeight < 8;
        }}
      >
        {log.map(({ at, text: line }, index) => (
          // Lines have no name of their own, and the oldest go as new ones come.
          // oxlint-disable-next-line react/no-array-index-key
          <p key={`${at} ${index}`}>
            <time>{formatTimeOfDay(at)}</time> <code>{line}</code>
          </p>
        ))}
      </div>
    </details>
  );
}
