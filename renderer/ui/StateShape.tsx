/** A runner's state as a shape with a word: no two states share a shape, so colour is never needed to tell them apart. */
import type { ReactElement } from 'react';
import type { RunnerStateKind } from '../../shared/domain.ts';
import { words } from '../words.ts';

function drawing(kind: RunnerStateKind): ReactElement {
  switch (kind) {
    case 'busy':
      return <circle cx="7" cy="7" r="5.5" className="fill" />;
    case 'draining':
      return (
        <>
          <circle cx="7" cy="7" r="5" className="stroke" />
          <path d="M2 7a5 5 0 0 0 10 0z" className="fill" />
        </>
      );
    case 'idle':
      return (
        <>
          <circle cx="7" cy="7" r="5" className="stroke" />
          <circle cx="7" cy="7" r="2.2" className="fill" />
        </>
      );
    case 'starting':
      return <circle cx="7" cy="7" r="5" className="stroke dashed" />;
    case 'updating':
      return (
        <>
          <circle cx="7" cy="7" r="5.4" className="stroke thin" />
          <path d="M7 3.8v6M4.6 7.4 7 9.8l2.4-2.4" className="stroke" />
        </>
      );
    case 'stopped':
      return <rect x="2.5" y="2.5" width="9" height="9" rx="1.6" className="fill" />;
    case 'paused':
      return <path d="M4.6 3v8M9.4 3v8" className="stroke thick" />;
    case 'offline':
      return (
        <>
          <path d="M7 1.6 13 12H1z" className="stroke" />
          <path d="M7 5.6v3M7 10.3v.2" className="stroke" />
        </>
      );
    case 'lost-registration':
      return <path d="M3 3l8 8M11 3l-8 8" className="stroke thick" />;
    case 'crash-looping':
      return (
        <>
          <path d="M4.6 1.5h4.8l3.1 3.1v4.8l-3.1 3.1H4.6L1.5 9.4V4.6z" className="fill" />
          <path d="M7 4v3.6M7 9.8v.2" className="cutout" />
        </>
      );
    case 'absent':
      return <rect x="2.5" y="2.5" width="9" height="9" rx="1.6" className="stroke dashed" />;
    case 'unknown':
      return <path d="M4.6 5.2a2.4 2.4 0 1 1 3.6 2.1c-.8.5-1.2.9-1.2 1.7M7 11.6v.2" className="stroke" />;
  }
}

/** The shape alone is for the eye; `spoken` gives it its word where none stands beside it. */
export function StateShape({ kind, spoken }: { kind: RunnerStateKind; spoken?: 'spoken' }): ReactElement {
  const label =
    spoken === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': words.state[kind] };
  return (
    <svg className={`shape state-${kind}`} viewBox="0 0 14 14" {...label}>
      {drawing(kind)}
    </svg>
  );
}
