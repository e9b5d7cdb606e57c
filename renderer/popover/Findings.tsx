/** What was noticed: one line on the main page, a page of its own with the evidence. */
import type { ReactElement } from 'react';
import type { ViewState } from '../../shared/contract.ts';
import type { Finding, Severity } from '../../shared/domain.ts';
import { Chevron } from '../ui/Chevron.tsx';
import { SeverityShape } from '../ui/Message.tsx';
import { words } from '../words.ts';
import { Subpage } from './Subpage.tsx';

const RANK: Record<Severity, number> = { critical: 0, warning: 1, info: 2 };
const bySeverity = (findings: readonly Finding[]): Finding[] =>
  [...findings].sort((a, b) => RANK[a.severity] - RANK[b.severity]);

/** Nothing where nothing was noticed. */
export function FindingsLine(props: {
  findings: readonly Finding[];
  onOpen: () => void;
}): ReactElement | null {
  const [worst] = bySeverity(props.findings);
  if (worst === undefined) return null;
  const urgent = props.findings.filter((finding) => finding.severity !== 'info').length;
  return (
    <button type="button" className="card row findings-line" onClick={props.onOpen}>
      <SeverityShape severity={worst.severity} />
      <span className="cut">
        {urgent > 0 ? words.findings.attention(urgent) : words.findings.notes(props.findings.length)}
      </span>
      <Chevron />
    </button>
  );
}

function FindingCard(props: { finding: Finding; runnerName: string | null }): ReactElement {
  const { finding } = props;
  return (
    <li className="card finding">
      <SeverityShape severity={finding.severity} />
      <div>
        <h2>{finding.title}</h2>
        {props.runnerName === null ? null : <p className="soft">{props.runnerName}</p>}
        <p>{finding.detail}</p>
        {finding.evidence.length === 0 ? null : (
          <details>
            <summary>{words.findings.evidence}</summary>
            <ul>
              {finding.evidence.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          </details>
        )}
      </div>
    </li>
  );
}

/** All findings, the worst first. */
export function FindingsView({ state, onBack }: { state: ViewState; onBack: () => void }): ReactElement {
  const findings = bySeverity(state.findings);
  return (
    <Subpage title={words.findings.section} onBack={onBack}>
      {findings.length === 0 ? <p className="blank">{words.findings.none}</p> : null}
      <ul className="list">
        {findings.map((finding) => (
          <FindingCard
            key={finding.id}
            finding={finding}
            runnerName={finding.runnerId === null ? null : (state.runners[finding.runnerId]?.name ?? null)}
          />
        ))}
      </ul>
    </Subpage>
  );
}
