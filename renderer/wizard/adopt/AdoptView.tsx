/** `?view=adopt`: a runner that somebody else set up comes into Trackside’s care, without a new registration. */
import { useState, type ReactElement } from 'react';
import type { Runner, RunnerId } from '../../../shared/domain.ts';
import type { AdoptChoices, SetUpScope, Tuning } from '../../../shared/set-up.ts';
import { Segments, Switch } from '../../ui/controls.tsx';
import { FailureMessage } from '../../ui/Message.tsx';
import { useAsk } from '../../ui/use-ask.ts';
import { NO_TUNING } from '../answers.ts';
import { NoRunner } from '../NoRunner.tsx';
import { RunnerCard } from '../RunnerCard.tsx';
import { RunnerFlow } from '../RunnerFlow.tsx';
import { TuningForm } from '../tuning/TuningForm.tsx';
import { useKnownRunner } from '../use-known-runner.ts';
import { wizardWords } from '../words.ts';

const text = wizardWords.adopt;

function scopeOf({ scope }: Runner): SetUpScope | null {
  return scope.kind === 'unknown' ? null : scope;
}

function Adopt({ runner }: { runner: Runner }): ReactElement {
  const [service, setService] = useState<AdoptChoices['service']>('keep');
  const [tuned, setTuned] = useState<'on' | 'off'>('off');
  const [changed, setChanged] = useState<Partial<Tuning>>({});
  const suggestion = useAsk('setup.suggest', { scope: scopeOf(runner) });
  const tuning: Tuning = { ...(suggestion.value?.tuning ?? NO_TUNING), ...changed };
  return (
    <RunnerFlow
      kind="adopt"
      runnerId={runner.id}
      title={text.title(runner.name)}
      lead={text.lead}
      succeeded={text.succeeded(runner.name)}
      request={{
        kind: 'adopt',
        choices: { directory: runner.directory, service, tuning: tuned === 'on' ? tuning : null },
      }}
      go={{}}
      lacks={null}
    >
      <RunnerCard runner={runner} />
      <div className="card group">
        <div>
          <Segments label={text.service} options={text.services} value={service} onChoose={setService} />
          <p className="hint below">{text.serviceHints[service]}</p>
        </div>
        <Switch label={text.tune} hint={text.tuneHint} state={tuned} onFlip={setTuned} />
      </div>
      {tuned === 'off' ? null : (
        <>
          <FailureMessage failure={suggestion.failure} />
          <TuningForm
            tuning={tuning}
            suggestion={suggestion.value}
            onChange={(patch) => setChanged((before) => ({ ...before, ...patch }))}
          />
        </>
      )}
    </RunnerFlow>
  );
}

/** A runner that is not known says so. */
export function AdoptView({ runnerId }: { runnerId: RunnerId }): ReactElement {
  const runner = useKnownRunner(runnerId);
  if (runner === null) return <NoRunner kind="adopt" runnerId={runnerId} />;
  return <Adopt key={runnerId} runner={runner} />;
}
