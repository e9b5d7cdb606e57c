/** After a success: what the three witnesses say of the new runner, and what a workflow needs to use it. */
import type { ReactElement } from 'react';
import type { Runner, RunnerId } from '../../../shared/domain.ts';
import { labelsToAskFor, runsOnLine, TEST_WORKFLOW_PATH, testWorkflow } from '../../../shared/runs-on.ts';
import type { MacReport } from '../../../shared/set-up.ts';
import { Chevron } from '../../ui/Chevron.tsx';
import { Copyable } from '../../ui/Copyable.tsx';
import { useView } from '../../ui/engine-context.tsx';
import { Mark } from '../../ui/Mark.tsx';
import { automaticLabels, isAutomaticLabel } from '../answers.ts';
import { wizardWords } from '../words.ts';
import { testimony } from './testimony.ts';

const text = wizardWords.do;

/** A witness that was not asked, or did not answer, is said to be so. */
function Witnesses({ runner }: { runner: Runner | null }): ReactElement {
  return (
    <section aria-label={text.witnesses}>
      <div className="section-head">
        <h2>{text.witnesses}</h2>
      </div>
      {runner === null ? (
        <p className="card none">{text.notSeen}</p>
      ) : (
        <ul className="card rows witnesses">
          {testimony(runner.witnesses).map(({ who, says, mark, word }) => (
            <li key={who}>
              <Mark kind={mark} label={word} />
              <b>{who}</b> <span>{says}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/**
 * By what GitHub lists of the runner, once it was asked; else by what is known here.
 * @param props `labels`: those that the person gave it; `report`: null where this Mac was not asked.
 */
export function Listening(props: {
  runnerId: RunnerId | null;
  labels: readonly string[];
  report: MacReport | null;
}): ReactElement {
  const { runnerId } = props;
  const runner = useView((state) => (runnerId === null ? null : (state.runners[runnerId] ?? null)));
  const listed = runner?.labels ?? [];
  const itself = listed.filter(isAutomaticLabel);
  const automatic = itself.length > 0 ? itself : automaticLabels(props.report?.processor ?? null);
  // As they were chosen, for the order says which is worth asking for; of a run begun elsewhere, as the runner has them.
  const labels = labelsToAskFor(props.labels.length > 0 ? props.labels : listed, automatic);
  return (
    <>
      <Witnesses runner={runner} />
      <section aria-label={text.use}>
        <div className="section-head">
          <h2>{text.use}</h2>
        </div>
        <div className="card use">
          <p>{text.runsOn}</p>
          <Copyable value={runsOnLine(labels)} what={text.runsOnLine} />
          <details>
            <summary>
              <Chevron />
              {text.test}
            </summary>
            <p className="soft">{text.testNote(TEST_WORKFLOW_PATH)}</p>
            <Copyable value={testWorkflow(labels)} what={text.testWorkflow} shape="block" />
          </details>
        </div>
      </section>
    </>
  );
}
