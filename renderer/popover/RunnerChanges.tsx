/** The greater changes to one runner, which the wizard does: taking it over, and taking it away. */
import type { ReactElement } from 'react';
import type { Runner } from '../../shared/domain.ts';
import { words } from '../words.ts';
import { WizardButton } from './WizardButton.tsx';

/** True where launchd told, and what it told of is not all Trackside's own: official, hand-made, or nothing at all. */
export function canBeAdopted({ witnesses: { launchd } }: Runner): boolean {
  if (launchd.kind !== 'answered') return false;
  const { services } = launchd.answer;
  return services.length === 0 || services.some(({ kind }) => kind !== 'own');
}

/** `none`: it is the only runner, so that the way to another stands here and not below a list. */
export function RunnerChanges({ runner, among }: { runner: Runner; among: 'none' | 'others' }): ReactElement {
  const { id: runnerId } = runner;
  return (
    <div className="changes">
      {canBeAdopted(runner) ? (
        <WizardButton
          wanted={{ view: 'adopt', runnerId }}
          className="btn small"
          title={words.wizard.adoptHint}
        >
          {words.wizard.adopt}
        </WizardButton>
      ) : null}
      <WizardButton
        wanted={{ view: 'remove', runnerId }}
        className="btn small"
        title={words.wizard.removeHint}
      >
        {words.wizard.remove}
      </WizardButton>
      {among === 'none' ? (
        <WizardButton wanted={{ view: 'set-up' }} className="btn small">
          {words.wizard.setUpAnother}
        </WizardButton>
      ) : null}
    </div>
  );
}
