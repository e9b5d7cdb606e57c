/**
 * Taking a runner that is there already into Trackside's care: without registering it anew, and without ending a job.
 * What it has is kept, unless the person wants it changed; every change can be taken back.
 */
import type { AdoptChoices } from '../../../shared/set-up.ts';
import type { Built, Definition, Step } from '../operations/definition.ts';
import { runnerIdOf } from '../runners/find.ts';
import { type AdoptSpec, adoptSpec } from './adopt-spec.ts';
import { prepareAdopt } from './prepare-adopt.ts';
import { type KnownFolders, shownPath, type StepParts } from './step-parts.ts';
import { nameStep } from './steps/known-folder-steps.ts';
import { listeningStep } from './steps/listening-step.ts';
import { protectStep } from './steps/protect-step.ts';
import { ownServiceSteps, startOwnStep } from './steps/service-steps.ts';
import { dropStep, setAsideStep } from './steps/set-aside-step.ts';
import { stopStep } from './steps/stop-step.ts';
import { tuningSteps } from './steps/tuning-steps.ts';

export interface AdoptParts extends StepParts {
  readonly knownFolders: KnownFolders;
}

export function adoptDefinition(
  parts: AdoptParts,
): Definition<{ readonly choices: AdoptChoices }, AdoptSpec> {
  return {
    kind: 'adopt',
    spec: adoptSpec,
    onFailure: 'undo',
    prepare: async ({ choices }) => await prepareAdopt(choices, parts),
    build: (spec) => build(spec, parts),
  };
}

/**
 * The old service's file is only set aside, and goes to the Trash when the new one is proven: until then everything can be
 * put back. What is tuned comes behind the stop, so that what is taken back is so before the runner starts again.
 */
function build(spec: AdoptSpec, parts: AdoptParts): Built {
  const { directory, replaces } = spec;
  const old = { directory, services: replaces };
  const steps: readonly Step[] = [
    protectStep(directory, parts),
    ...(replaces.length > 0 ? [stopStep(spec, parts), setAsideStep(old, parts)] : []),
    ...tuningSteps(spec, parts),
    ...serviceSteps(spec, parts),
    ...(replaces.length > 0 ? [dropStep(old, parts)] : []),
    ...(spec.list === 'put-on' ? [nameStep(spec, parts.knownFolders)] : []),
  ];
  return {
    plan: {
      title: `Adopt “${spec.name}”`,
      needs:
        replaces.length > 0
          ? ['That no job runs while its service is changed; a running one is waited for.']
          : [],
      warnings: warningsOf(spec, parts),
      confirmation: { kind: 'button', label: 'Adopt it' },
    },
    steps,
    runnerId: runnerIdOf(spec.directory),
    result: () => resultOf(spec),
  };
}

function serviceSteps(spec: AdoptSpec, parts: AdoptParts): readonly Step[] {
  const { directory, scope, name, environment, login, own, ownLabel, replaces } = spec;
  if (own === 'keep' || scope === null) return [];
  const [instead] = replaces;
  return [
    ...(own === 'there' && ownLabel !== null
      ? [startOwnStep(directory, ownLabel, parts)]
      : ownServiceSteps(
          {
            directory,
            scope,
            name,
            startAtLogin: 'yes',
            environment,
            ...(instead === undefined ? {} : { instead }),
          },
          parts,
        )),
    listeningStep({ directory, scope, login }, parts, async () => undefined),
  ];
}

function warningsOf({ replaces }: AdoptSpec, { host }: AdoptParts): readonly string[] {
  return replaces.flatMap(({ path, script }) => [
    `${shownPath(host, path)} goes to the Trash; macOS may tell of a new background item.`,
    ...(script === null
      ? []
      : [
          `It is started by ${script} now. Trackside’s service starts the runner itself: what that does besides will not be done any more.`,
        ]),
  ]);
}

function resultOf({ name, own, tuning }: AdoptSpec): readonly string[] {
  const adopted = `Trackside looks after “${name}” now.`;
  return tuning !== null && own === 'keep'
    ? [
        adopted,
        'What was tuned takes effect when the runner starts again: choose Restart, after the running job.',
      ]
    : [adopted];
}
