/** The tools that workflows need: there with a version, or the exact way to get them. */
import { useEffect, useState, type ReactElement } from 'react';
import type { Operation } from '../../../shared/operation.ts';
import type { ToolId, ToolReport } from '../../../shared/set-up.ts';
import { Copyable } from '../../ui/Copyable.tsx';
import { useView } from '../../ui/engine-context.tsx';
import { Mark } from '../../ui/Mark.tsx';
import { FailureMessage } from '../../ui/Message.tsx';
import { ProgressButtons, ProgressView } from '../../ui/operation/ProgressView.tsx';
import { hasEnded } from '../../../shared/operation-view.ts';
import { useLink } from '../../ui/use-link.ts';
import { wizardWords } from '../words.ts';
import { InstallTool } from './InstallTool.tsx';
import { missingTools } from './mac-facts.ts';

const text = wizardWords.mac;

function ToolMark({ state }: { state: ToolReport['state'] }): ReactElement {
  switch (state.kind) {
    case 'found':
      return <Mark kind="good" label={text.found} />;
    case 'missing':
      return <Mark kind="skipped" label={text.missing} />;
    case 'unknown':
      return <Mark kind="lost" label={text.unknown} />;
  }
}

function version({ state }: ToolReport): string {
  switch (state.kind) {
    case 'found':
      return state.version ?? text.versionUnknown;
    case 'missing':
      return text.missing;
    case 'unknown':
      return text.unknown;
  }
}

function PageLink({ url, name }: { url: string; name: string }): ReactElement {
  const link = useLink();
  return (
    <>
      <p className="link">
        <button type="button" className="btn small" onClick={() => void link.open(url)}>
          {text.openPage(name)}
        </button>{' '}
        <span className="address">{url}</span>
      </p>
      <FailureMessage failure={link.failure} />
    </>
  );
}

function Remedy(props: {
  tool: ToolReport;
  installing: 'this' | 'other' | 'none';
  focus: 'taken' | 'left';
  onInstall: () => void;
}): ReactElement | null {
  const { tool } = props;
  const { remedy } = tool;
  if (remedy === null || props.installing === 'this') return null;
  switch (remedy.kind) {
    case 'one-click':
      return (
        <p className="link">
          <button
            type="button"
            className="btn small"
            disabled={props.installing === 'other'}
            autoFocus={props.focus === 'taken'}
            aria-label={text.installNamed(tool.name)}
            onClick={props.onInstall}
          >
            {text.install}
          </button>{' '}
          <code>{remedy.command}</code>
        </p>
      );
    case 'command':
      return (
        <>
          <p className="soft">{remedy.why}</p>
          <Copyable value={remedy.command} what={text.commandFor(tool.name)} />
        </>
      );
    case 'page':
      return (
        <>
          <p className="soft">{remedy.why}</p>
          <PageLink url={remedy.url} name={tool.name} />
        </>
      );
  }
}

/** Why it is not known, or what a person should know of the one that is there. */
function Remark({ state }: { state: ToolReport['state'] }): ReactElement | null {
  const said = state.kind === 'unknown' ? state.why : state.kind === 'found' ? state.note : undefined;
  return said === undefined ? null : <p className="soft">{said}</p>;
}

function ToolRow(props: {
  tool: ToolReport;
  installing: 'this' | 'other' | 'none';
  focus: 'taken' | 'left';
  onInstall: () => void;
  onDone: () => void;
  onLeave: () => void;
}): ReactElement {
  const { tool } = props;
  return (
    <li className="tool">
      <ToolMark state={tool.state} />
      <span className="title">
        {tool.name} <em>{tool.purpose}</em>
      </span>
      <span className="version" title={tool.state.kind === 'found' ? tool.state.path : undefined}>
        {version(tool)}
      </span>
      <div className="more">
        <Remark state={tool.state} />
        <Remedy {...props} />
        {props.installing === 'this' ? (
          <InstallTool tool={tool.id} name={tool.name} onDone={props.onDone} onLeave={props.onLeave} />
        ) : null}
      </div>
    </li>
  );
}

/** One that was begun before this page was opened; it goes on whether or not somebody looks. */
function UnderWay(props: { operation: Operation; onEnd: () => void }): ReactElement {
  const { operation, onEnd } = props;
  // It leaves this place when it has ended, whichever way: then what is there has changed.
  // oxlint-disable-next-line react/exhaustive-deps
  useEffect(() => onEnd, []);
  return (
    <section className="card install" aria-label={operation.plan.title}>
      <h3>{operation.plan.title}</h3>
      <ProgressView operation={operation} />
      <div className="inline-buttons">
        <ProgressButtons operation={operation} />
      </div>
    </section>
  );
}

const isUnderWay = (operation: Operation): boolean =>
  operation.kind === 'install-tool' && !hasEnded(operation);

/** One is installed at a time; when it is done, this Mac is looked at again. */
export function Tools(props: { tools: readonly ToolReport[]; onChange: () => void }): ReactElement {
  const [installing, setInstalling] = useState<ToolId | null>(null);
  // Whose plan was left: its button comes back, and takes the focus back.
  const [left, setLeft] = useState<ToolId | null>(null);
  const underWay = useView((state) => state.operations.find(isUnderWay) ?? null);
  const missing = props.tools.filter(({ state }) => state.kind === 'missing').length;
  return (
    <section aria-label={text.tools}>
      <div className="section-head">
        <h2>{text.tools}</h2>
        <span>{missing === 0 ? text.toolsThere : missingTools(missing)}</span>
      </div>
      {underWay !== null && installing === null ? (
        <UnderWay key={underWay.id} operation={underWay} onEnd={props.onChange} />
      ) : null}
      <ul className="card rows tools">
        {props.tools.map((tool) => (
          <ToolRow
            key={tool.id}
            tool={tool}
            installing={
              installing === tool.id ? 'this' : installing === null && underWay === null ? 'none' : 'other'
            }
            onInstall={() => {
              setLeft(null);
              setInstalling(tool.id);
            }}
            focus={left === tool.id ? 'taken' : 'left'}
            onLeave={() => {
              setLeft(tool.id);
              setInstalling(null);
            }}
            onDone={() => {
              setInstalling(null);
              // The row has no button any more.
              document.querySelector<HTMLElement>('main h1')?.focus();
              props.onChange();
            }}
          />
        ))}
      </ul>
      <p className="aside">{text.toolsNote}</p>
    </section>
  );
}
