/** No runner yet: what Trackside finds by itself, and the way on. */
import type { ReactElement } from 'react';
import { words } from '../words.ts';
import { AddFolder } from './AddFolder.tsx';

/** Shown once the engine has looked and found none. */
export function Empty(): ReactElement {
  return (
    <section className="card empty">
      <h2>{words.empty.title}</h2>
      <p>{words.empty.found}</p>
      <AddFolder />
      <p className="soft">{words.empty.setUp}</p>
    </section>
  );
}
