/** Step 4: the runner's name, labels and folders, and how it is started. */
import { useState, type ReactElement } from 'react';
import type { SetUpAnswers } from '../../../shared/set-up.ts';
import { Chevron } from '../../ui/Chevron.tsx';
import { Segments, Switch } from '../../ui/controls.tsx';
import { FieldProblems, TextField } from '../../ui/fields.tsx';
import { FailureMessage } from '../../ui/Message.tsx';
import { automaticLabels } from '../answers.ts';
import { problemsOf, type SetUpModel } from '../model.ts';
import { wizardWords } from '../words.ts';
import { LabelsField } from './LabelsField.tsx';

const text = wizardWords.how;

/** A switch or a choice has no place of its own for what is wrong with it. */
function Problems({ model, field }: { model: SetUpModel; field: keyof SetUpAnswers }): ReactElement {
  return <FieldProblems id={`${field}-problems`} problems={problemsOf(model, field)} />;
}

function Name({ model }: { model: SetUpModel }): ReactElement {
  const problems = problemsOf(model, 'name');
  return (
    <TextField
      label={text.name}
      hint={text.nameHint}
      value={model.answers.name}
      maxLength={200}
      problems={problems}
      missing={problems.length > 0 ? 'missing' : undefined}
      onType={(name) => model.change({ name })}
    />
  );
}

function Folders({ model }: { model: SetUpModel }): ReactElement {
  const { answers, change } = model;
  return (
    <div className="card group">
      <TextField
        label={text.directory}
        hint={text.directoryHint}
        value={answers.directory}
        maxLength={1024}
        problems={problemsOf(model, 'directory')}
        onType={(directory) => change({ directory })}
      />
      <TextField
        label={text.workFolder}
        hint={text.workFolderHint}
        value={answers.workFolder}
        maxLength={1024}
        problems={problemsOf(model, 'workFolder')}
        onType={(workFolder) => change({ workFolder })}
      />
    </div>
  );
}

function More({ model }: { model: SetUpModel }): ReactElement {
  const { answers, change } = model;
  const wanted =
    answers.service !== 'trackside' || answers.version !== null || problemsOf(model, 'version').length > 0;
  const [open, setOpen] = useState(wanted);
  return (
    <details
      className="card more-options"
      open={open || wanted}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>
        <Chevron />
        {text.more}
      </summary>
      <div className="group">
        <div>
          <Segments
            label={text.service}
            options={text.services}
            value={answers.service}
            onChoose={(service) => change({ service })}
          />
          <p className="hint below">{text.serviceHints[answers.service]}</p>
          <Problems model={model} field="service" />
        </div>
        <TextField
          label={text.version}
          hint={text.versionHint}
          placeholder={text.newest}
          value={answers.version ?? ''}
          maxLength={40}
          problems={problemsOf(model, 'version')}
          onType={(version) => change({ version: version.trim() === '' ? null : version.trim() })}
        />
      </div>
    </details>
  );
}

/** What was suggested stands in the fields; what is wrong stands beside them. */
export function HowPage({ model }: { model: SetUpModel }): ReactElement {
  const { answers, change, report, suggestion, check } = model;
  return (
    <>
      <FailureMessage failure={suggestion.failure ?? check.failure} />
      <div className="card group">
        <Name model={model} />
        <LabelsField
          labels={answers.labels}
          automatic={automaticLabels(report.value?.processor ?? null)}
          problems={problemsOf(model, 'labels')}
          onChange={(labels) => change({ labels })}
        />
        <div>
          <Segments
            label={text.sameName}
            options={text.sameNames}
            value={answers.sameName}
            onChoose={(sameName) => change({ sameName })}
          />
          <p className="hint below">{text.sameNameHints[answers.sameName]}</p>
          <Problems model={model} field="sameName" />
        </div>
      </div>
      <Folders model={model} />
      <div className="card group">
        <Switch
          label={text.startAtLogin}
          hint={text.startAtLoginHint}
          state={answers.startAtLogin === 'yes' ? 'on' : 'off'}
          onFlip={(to) => change({ startAtLogin: to === 'on' ? 'yes' : 'no' })}
        />
        <Problems model={model} field="startAtLogin" />
      </div>
      <More model={model} />
    </>
  );
}
