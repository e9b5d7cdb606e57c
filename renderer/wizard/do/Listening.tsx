/** After a success: what the three witnesses say of the new runner, and what a workflow needs to use it. */
import type { ReactElement } from 'react';
import type { Runner, RunnerId } from '../../../shared/domain.ts';
import { labelsToAskFor, runsOnLine, TEST_WORKFLOW_PATH, testWorkflow } from '../../../shared/runs-on.ts';
import type { MacReport, SetUpAnswers } from '../../../shared/set-up.ts';
import { Chevron } from '../../ui/Chevron.tsx';
import { Copyable } from '../../ui/Copyable.tsx';
import { useView } from '../../ui/engine-context.tsx';
import { Mark } from '../../ui/Mark.tsx';
import { scopeText } from '../../ui/scope-text.ts';
import { automaticLabels } from '../answers.ts';
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

/** The operation may not know the runner's id, for there was none when it was planned: its name and place tell it too. */
function isTheNewOne(runner: Runner, id: RunnerId | null, { name, scope }: SetUpAnswers): boolean {
  if (id !== null) return runner.id === id;
  return scope !== null && runner.name === name && scopeText(runner.scope) === scopeText(scope);
}

/** `runnerId`: null where it is not known. */
export function Listening(props: {
  runnerId: RunnerId | null;
  answers: SetUpAnswers;
  report: MacReport | null;
}): ReactElement {
  const { runnerId, answers } = props;
  const runner = useView(
    (state) => Object.values(state.runners).find((each) => isTheNewOne(each, runnerId, answers)) ?? null,
  );
  const automatic = automaticLabels(props.report?.processor ?? null);
  // As they were chosen, for the order says which is worth asking for; of a run begun elsewhere, as the runner has them.
  const own = answers.labels.length > 0 ? answers.labels : (runner?.labels ?? []);
  const labels = labelsToAskFor(own, automatic);
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
