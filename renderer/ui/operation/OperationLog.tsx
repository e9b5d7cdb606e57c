/** The last lines of an operation's log: closed at first, at its end when it opens, and following while it is there. */
import { useEffect, useRef, useState, type ReactElement } from 'react';
import type { OperationLogLine } from '../../../shared/operation.ts';
import { formatTimeOfDay } from '../../../shared/format.ts';
import { operationWords as text } from './words.ts';

/** Nothing where nothing was written. */
export function OperationLog({ log }: { log: readonly OperationLogLine[] }): ReactElement | null {
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const following = useRef(true);
  // oxlint-disable-next-line react/exhaustive-effect-dependencies -- a new line is what it follows
  useEffect(() => {
    const { current } = box;
    if (open && current !== null && following.current) current.scrollTop = current.scrollHeight;
  }, [open, log]);
  if (log.length === 0) return null;
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <svg className="chevron" viewBox="0 0 14 14" aria-hidden="true">
          <path className="stroke" d="M5 3l4 4-4 4" />
        </svg>
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
