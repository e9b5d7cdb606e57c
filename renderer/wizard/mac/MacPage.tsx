/** Step 1: what this Mac is, what a person should know about it, and the tools that workflows need. */
import { Fragment, type ReactElement } from 'react';
import type { MacConcern, MacReport } from '../../../shared/set-up.ts';
import { Message } from '../../ui/Message.tsx';
import { Answered } from '../Answered.tsx';
import type { SetUpModel } from '../model.ts';
import { wizardWords } from '../words.ts';
import { macFacts } from './mac-facts.ts';
import { Tools } from './Tools.tsx';

const text = wizardWords.mac;

const SEVERITY = { stops: 'critical', warning: 'warning', info: 'info' } as const;
const RANK: Record<MacConcern['severity'], number> = { stops: 0, warning: 1, info: 2 };

function Facts({ report }: { report: MacReport }): ReactElement {
  return (
    <dl className="card facts-table">
      {macFacts(report).map(({ name, value }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value ?? <em>{text.unknown}</em>}</dd>
        </div>
      ))}
    </dl>
  );
}

/** What it finds is asked anew by “Look again” and after each tool that was installed. */
export function MacPage({ model }: { model: SetUpModel }): ReactElement {
  const { report } = model;
  return (
    <Answered asked={report} waiting={text.waiting}>
      {(value) => (
        <>
          {[...value.concerns]
            .sort((a, b) => RANK[a.severity] - RANK[b.severity])
            .map(({ code, severity, title, detail }) => (
              <Fragment key={`${code} ${title}`}>
                <Message severity={SEVERITY[severity]} title={title}>
                  <p>{detail}</p>
                </Message>
              </Fragment>
            ))}
          <Facts report={value} />
          <Tools tools={value.tools} onChange={report.again} />
        </>
      )}
    </Answered>
  );
}
