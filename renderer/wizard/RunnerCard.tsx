/** The runner that a view is about: its name, where it belongs, its folder. */
import type { ReactElement } from 'react';
import type { Runner } from '../../shared/domain.ts';
import { scopeText } from '../ui/scope-text.ts';
import { StateShape } from '../ui/StateShape.tsx';
import { words } from '../words.ts';

/** One glance, so that nobody takes one runner for another. */
export function RunnerCard({ runner }: { runner: Runner }): ReactElement {
  return (
    <div className="card runner-card">
      <StateShape kind={runner.state.kind} />
      <div>
        <h2>
          {runner.name} <em>{words.state[runner.state.kind]}</em>
        </h2>
        <p className="soft">
          {scopeText(runner.scope)} · {runner.directory}
        </p>
      </div>
    </div>
  );
}
