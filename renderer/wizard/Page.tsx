/** One page of the wizard: a heading, what scrolls, and a row of buttons that stays. */
import { useEffect, useRef, type ReactElement, type ReactNode } from 'react';
import { Stale } from '../ui/connection.tsx';

/** Takes the focus to its heading when it appears, so that a screen reader begins there. Give each page a `key`. */
export function Page(props: {
  title: string;
  lead?: ReactNode;
  children: ReactNode;
  buttons: ReactNode;
}): ReactElement {
  const heading = useRef<HTMLHeadingElement>(null);
  const scroll = useRef<HTMLElement>(null);
  const { title } = props;
  useEffect(() => {
    // The window's own, too: a screen reader says it, and the list of windows shows it.
    document.title = title;
    heading.current?.focus();
    if (scroll.current !== null) scroll.current.scrollTop = 0;
  }, [title]);
  return (
    <div className="page">
      <main ref={scroll}>
        <Stale />
        <header>
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {props.lead === undefined ? null : <p className="lead">{props.lead}</p>}
        </header>
        {props.children}
      </main>
      <footer>{props.buttons}</footer>
    </div>
  );
}
