/** A page over the main one: a title, a way back, what scrolls. */
import { useEffect, useRef, type ReactElement, type ReactNode } from 'react';
import { words } from '../words.ts';

/** Takes the focus when it opens; whoever opened it takes it back. */
export function Subpage(props: { title: string; onBack: () => void; children: ReactNode }): ReactElement {
  const back = useRef<HTMLButtonElement>(null);
  useEffect(() => back.current?.focus(), []);
  return (
    <div className="page">
      <header className="top">
        <button
          ref={back}
          type="button"
          className="icon"
          aria-label={words.back}
          title={words.back}
          onClick={props.onBack}
        >
          <svg viewBox="0 0 16 16" aria-hidden="true">
            <path className="stroke" d="M10 3 5 8l5 5" />
          </svg>
        </button>
        <div className="who">
          <h1>{props.title}</h1>
        </div>
      </header>
      <main>{props.children}</main>
    </div>
  );
}
