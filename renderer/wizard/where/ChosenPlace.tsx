/** A closer look at the chosen place: what the login may do there, its groups, and what a public one means. */
import type { ReactElement } from 'react';
import type { AnswerProblem, PlaceReport, RunnerGroup, SetUpScope } from '../../../shared/set-up.ts';
import { FieldProblems, SelectField, TextField, type FieldProblem } from '../../ui/fields.tsx';
import { Message } from '../../ui/Message.tsx';
import { Abilities } from '../Abilities.tsx';
import { Answered } from '../Answered.tsx';
import { problemsOf, type SetUpModel } from '../model.ts';
import { placeName } from '../../../shared/place-address.ts';
import { wizardWords } from '../words.ts';
import { PublicWarning } from './PublicWarning.tsx';

const text = wizardWords.where;

/** What the default group is called in a list; it is the answer `null`. */
const DEFAULT = '';

function Groups({ model, groups }: { model: SetUpModel; groups: readonly RunnerGroup[] }): ReactElement {
  const { group } = model.answers;
  const there = groups.some(({ name, isDefault }) => (group === null ? isDefault : name === group));
  // A draft may know a group that is gone; its own line lets it be seen.
  const gone = group !== null && !there ? [{ value: group, label: text.groupGone(group) }] : [];
  const options = groups.map(({ name, isDefault }) => ({ value: isDefault ? DEFAULT : name, label: name }));
  return (
    <div className="card">
      <SelectField
        label={text.group}
        hint={text.groupHint}
        value={group ?? DEFAULT}
        options={[...options, ...gone]}
        problems={problemsOf(model, 'group')}
        onChoose={(value) => model.change({ group: value === DEFAULT ? null : value })}
      />
    </div>
  );
}

/** Where GitHub does not list the groups, one can still be named. */
function GroupByName({ model }: { model: SetUpModel }): ReactElement {
  return (
    <div className="card">
      <TextField
        label={text.group}
        hint={text.groupByName}
        value={model.answers.group ?? ''}
        maxLength={100}
        problems={problemsOf(model, 'group')}
        onType={(value) => model.change({ group: value === '' ? null : value })}
      />
    </div>
  );
}

function Report(props: { model: SetUpModel; scope: SetUpScope; report: PlaceReport }): ReactElement {
  const { model, scope, report } = props;
  return (
    <>
      {report.refusal === null ? null : <Message severity="critical" title={report.refusal} live="alert" />}
      {report.abilities.length === 0 || model.answers.access === 'registration-token' ? null : (
        <div className="card">
          <Abilities abilities={report.abilities} />
        </div>
      )}
      {report.groups.length > 0 ? (
        <Groups model={model} groups={report.groups} />
      ) : scope.kind !== 'repository' && model.answers.access === 'registration-token' ? (
        <GroupByName model={model} />
      ) : null}
    </>
  );
}

/** What the check says of the place beside what stands on this page already. */
function unsaid(model: SetUpModel, report: PlaceReport | null, warned: boolean): readonly AnswerProblem[] {
  const said = [report?.refusal, ...(report?.abilities.map(({ sentence }) => sentence) ?? [])];
  return problemsOf(model, 'scope').filter(({ severity, message }) => {
    if (severity === 'warning') return !warned;
    // An ability's sentence has no subject where it stands alone: “May not …” there, “This login may not …” here.
    return !said.some(
      (sentence) =>
        sentence !== null && sentence !== undefined && message.toLowerCase().includes(sentence.toLowerCase()),
    );
  });
}

/** What is wrong with the name as it was typed so far; before a letter is typed the warning itself is enough. */
function nameProblems(model: SetUpModel, name: string, known: 'public' | 'unknown'): readonly FieldProblem[] {
  const { typedName } = model.answers;
  if (typedName === '' || name.startsWith(typedName)) return [];
  return known === 'public'
    ? [{ severity: 'error', message: wizardWords.publicPlace.wrongName(name) }]
    : problemsOf(model, 'typedName');
}

/** Without a login GitHub shows nothing of a place; what that leaves unknown is said. */
export function ChosenPlace({ model, scope }: { model: SetUpModel; scope: SetUpScope }): ReactElement {
  const { place, answers } = model;
  const blind = answers.access === 'registration-token' && place.failure?.code === 'login-needed';
  const report = place.current ? place.value : null;
  const visibility = report?.place.visibility ?? null;
  const known = visibility === 'public' ? 'public' : visibility === null ? 'unknown' : 'not-public';
  // One that this login does not find is not warned of: there is nothing to go on to.
  const missing = answers.access === 'login' && place.failure?.code === 'not-found';
  const asked = place.current || (place.phase === 'failed' && !missing);
  const warned = scope.kind === 'repository' && (known === 'public' || (asked && known === 'unknown'));
  // Where GitHub does not say who can see the place, the check decides whether the name is wanted.
  const wantsName =
    known === 'public' || answers.typedName !== '' || problemsOf(model, 'typedName').length > 0;
  return (
    <>
      {blind ? (
        <>
          <Message severity="info" title={text.blind} live="status">
            <p>{text.blindText}</p>
          </Message>
          {scope.kind === 'repository' ? null : <GroupByName model={model} />}
        </>
      ) : (
        <Answered
          asked={place.current ? place : { ...place, value: null }}
          waiting={text.looking(placeName(scope))}
        >
          {(value) => <Report model={model} scope={scope} report={value} />}
        </Answered>
      )}
      {warned ? (
        <PublicWarning
          name={placeName(scope)}
          known={known}
          confirm={wantsName ? 'typed' : 'no'}
          typed={answers.typedName}
          problems={nameProblems(model, placeName(scope), known)}
          onType={(typedName) => model.change({ typedName })}
        />
      ) : null}
      <FieldProblems id="scope-problems" problems={unsaid(model, report, warned)} />
    </>
  );
}
