/** No runner yet: the way to one, and what Trackside finds by itself. */
import type { ReactElement } from 'react';
import { words } from '../words.ts';
import { AddFolder } from './AddFolder.tsx';
import { WizardButton } from './WizardButton.tsx';

/** Shown once the engine has looked and found none. */
export function Empty(): ReactElement {
  return (
    <section className="card empty">
      <h2>{words.empty.title}</h2>
      <p>{words.empty.setUp}</p>
      <div className="ways">
        <WizardButton wanted={{ view: 'set-up' }} className="btn primary">
          {words.wizard.setUp}
        </WizardButton>
        <AddFolder />
      </div>
      <p className="soft">{words.empty.found}</p>
    </section>
  );
}
