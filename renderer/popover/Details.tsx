/** What one needs to know of a runner now and then: labels, scope, folder, service, and how GitHub sees it. Closed at first. */
import { useEffect, useRef, useState, type ReactElement, type ReactNode } from 'react';
import type { Runner } from '../../shared/domain.ts';
import { formatExact } from '../../shared/format.ts';
import { Chevron } from '../ui/Chevron.tsx';
import { TextButton } from '../ui/controls.tsx';
import { copyFrom } from '../ui/copy-from.ts';
import { FailureMessage } from '../ui/Message.tsx';
import { scopeText } from '../ui/scope-text.ts';
import { useLink } from '../ui/use-link.ts';
import { words } from '../words.ts';
import { githubView, runsOn, serviceState } from './detail-words.ts';
import { RunnerChanges } from './RunnerChanges.tsx';

const text = words.details;

/** A card of its own where there is but one runner, or a part of the runner's row. */
type Place = 'card' | 'row';

function Fact(props: { name: string; children: ReactNode }): ReactElement {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}

function Labels({ labels }: { labels: readonly string[] }): ReactElement {
  const [copied, setCopied] = useState(false);
  const value = useRef<HTMLSpanElement>(null);
  return (
    <>
      <span ref={value}>{labels.join(', ')}</span>{' '}
      <button
        type="button"
        className="plain copy"
        title={text.copyLabels}
        onClick={() => setCopied(value.current !== null && copyFrom(value.current, runsOn(labels)))}
      >
        <span aria-live="polite">{copied ? text.copied : text.copy}</span>
      </button>
    </>
  );
}

function Service({ runner }: { runner: Runner }): ReactElement {
  const { launchd } = runner.witnesses;
  if (launchd.kind === 'unknown') return <span title={launchd.why}>{text.unknown}</span>;
  const services = launchd.kind === 'answered' ? launchd.answer.services : [];
  if (services.length === 0) return <>{text.serviceNone}</>;
  return (
    <>
      {services.map((service) => (
        <span key={service.label} className="line">
          {service.label} <em>{serviceState(service)}</em>
        </span>
      ))}
    </>
  );
}

function Facts({ runner, place }: { runner: Runner; place: Place }): ReactElement {
  const link = useLink();
  const { url, labels } = runner;
  const { github } = runner.witnesses;
  const seen = githubView(runner.witnesses);
  const asked = github.kind === 'answered' ? formatExact(github.at) : undefined;
  return (
    <>
      <dl className="facts">
        <Fact name={text.labels}>
          {labels === null ? <em>{text.labelsUnknown}</em> : <Labels labels={labels} />}
        </Fact>
        <Fact name={text.registered}>
          {url === null ? (
            scopeText(runner.scope)
          ) : (
            <TextButton title={words.openOnGitHub} onClick={() => void link.open(url)}>
              {scopeText(runner.scope)}
            </TextButton>
          )}
        </Fact>
        {seen === null ? null : (
          <Fact name={text.github}>
            <span title={github.kind === 'unknown' ? github.why : asked}>{seen}</span>
          </Fact>
        )}
        <Fact name={text.version}>{runner.version ?? text.unknown}</Fact>
        <Fact name={text.folder}>{runner.directory}</Fact>
        <Fact name={text.service}>
          <Service runner={runner} />
        </Fact>
        {runner.ephemeral ? <Fact name={text.ephemeral}>{text.oneJob}</Fact> : null}
      </dl>
      <FailureMessage failure={link.failure} />
      <RunnerChanges runner={runner} among={place === 'card' ? 'none' : 'others'} />
    </>
  );
}

export function Details({ runner, place }: { runner: Runner; place: Place }): ReactElement {
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    // It opens downwards, often below what is in sight.
    if (open) box.current?.scrollIntoView({ block: 'nearest' });
  }, [open]);
  return (
    <details
      ref={box}
      className={place === 'card' ? 'card details' : 'details'}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>
        <Chevron />
        <span>{text.section}</span>
        {open || runner.labels === null ? null : <em className="cut">{runner.labels.join(', ')}</em>}
      </summary>
      {open ? <Facts runner={runner} place={place} /> : null}
    </details>
  );
}
