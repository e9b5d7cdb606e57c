/** A word about waiting, for those who have to. */
import { useEffect, useState, type ReactElement, type ReactNode } from 'react';

/** Most answers come in a few milliseconds; a word about waiting would only flash. */
const PATIENCE = 150;

/** Nothing for a moment, then what is inside. No spinner. */
export function Late({ children }: { children: ReactNode }): ReactElement | null {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), PATIENCE);
    return () => clearTimeout(timer);
  }, []);
  return late ? <>{children}</> : null;
}
