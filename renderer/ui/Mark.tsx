/** How a step or a job stands, as a small mark. The word stands beside it or in its label. */
import type { ReactElement } from 'react';

export type MarkKind =
  | 'good'
  | 'issues'
  | 'bad'
  | 'cancelled'
  | 'skipped'
  | 'lost'
  | 'running'
  | 'pending'
  | 'back';

function drawing(kind: MarkKind): ReactElement {
  switch (kind) {
    case 'good':
      return <path d="M3 7.6 5.8 10.4 11 4.2" className="stroke" />;
    case 'issues':
      return <path d="M2.4 7.6 5.2 10.4 9.6 4.4M12 4.4v3.4M12 10.2v.2" className="stroke" />;
    case 'bad':
      return <path d="M3.6 3.6l6.8 6.8M10.4 3.6l-6.8 6.8" className="stroke" />;
    case 'cancelled':
      return <path d="M7 2.2a4.8 4.8 0 1 0 0 9.6a4.8 4.8 0 0 0 0-9.6M3.8 10.2l6.4-6.4" className="stroke" />;
    case 'skipped':
      return <path d="M3.4 7h7.2" className="stroke" />;
    case 'lost':
      return <path d="M4.8 5.2a2.3 2.3 0 1 1 3.4 2c-.8.5-1.2.9-1.2 1.7M7 11.4v.2" className="stroke" />;
    case 'running':
      return <circle cx="7" cy="7" r="4" className="fill" />;
    case 'pending':
      return <circle cx="7" cy="7" r="3.9" className="stroke thin" />;
    case 'back':
      return <path d="M5.4 3 2.6 5.8l2.8 2.8M2.6 5.8h5.6a2.8 2.8 0 0 1 0 5.6H6" className="stroke" />;
  }
}

/** A mark with its word for those who do not see it; null where the word stands beside it. */
export function Mark({ kind, label }: { kind: MarkKind; label: string | null }): ReactElement {
  const spoken = label === null ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label };
  return (
    <svg className={`mark mark-${kind}`} viewBox="0 0 14 14" {...spoken}>
      {drawing(kind)}
    </svg>
  );
}
