/**
 * Taking a runner that is there already into Trackside's care: without registering it anew, and without ending a job.
 * What it has is kept, unless the person wants it changed; every change can be taken back.
 */
import { fail, ok, type Failure, type Reply } from '../../../shared/contract.ts';
import type { AdoptChoices, Tuning } from '../../../shared/set-up.ts';
import type { Built, Definition, Step } from '../operations/definition.ts';
import { runsOutsideServices } from '../runners/choose-agent.ts';
import { runnerIdOf } from '../runners/find.ts';
import { nameableDirectory } from '../runners/naming.ts';
import type { RunnerRecord } from '../runners/record.ts';
import { type AdoptSpec, adoptSpec } from './adopt-spec.ts';
import { nameStep } from './steps/known-folder-steps.ts';
import { listeningStep } from './steps/listening-step.ts';
import { protectStep } from './steps/protect-step.ts';
import { serviceFileStep, stopStep } from './steps/removal-steps.ts';
import { ownServiceSteps } from './steps/service-steps.ts';
import { tuningSteps } from './steps/tuning-steps.ts';
import { type KnownFolders, shownPath, type StepParts } from './step-parts.ts';

export interface AdoptParts extends StepParts {
  readonly knownFolders: KnownFolders;
  /** What a tuning makes of the environment that the runner has. */
  readonly environment: (tuning: Tuning, directory: string) => Promise<Reply<AdoptSpec['environment']>>;
}

/** As the runner has it: its own PATH, and none of our variables. */
const UNTUNED: Tuning = {
  nodeHeapMegabytes: null,
  threadPool: null,
  dockerPlatform: 'off',
  pnpmHome: 'off',
  homebrewPath: 'off',
  caches: 'off',
  shellProfile: 'off',
  startHook: 'off',
  endHook: 'off',
};

export function adoptDefinition(
  parts: AdoptParts,
): Definition<{ readonly choices: AdoptChoices }, AdoptSpec> {
  return {
    kind: 'adopt',
    spec: adoptSpec,
    onFailure: 'undo',
    prepare: async ({ choices }) => await prepare(choices, parts),
    build: (spec) => build(spec, parts),
  };
}

async function prepare(choices: AdoptChoices, parts: AdoptParts): Promise<Reply<AdoptSpec>> {
  const { host } = parts;
  const written = choices.directory.startsWith('~/')
    ? host.home + choices.directory.slice(1)
    : choices.directory;
  const found = await nameableDirectory(written);
  if (!found.ok) return found;
  const directory = found.value;
  await parts.runners.look();
  const record = parts.runners.at(directory)?.record() ?? null;
  const refused = refusalOf(record, choices);
  if (refused !== null) return refused;
  const configured = record?.configuration.kind === 'configured' ? record.configuration : null;
  const scope = configured === null || configured.scope.kind === 'unknown' ? null : configured.scope;
  const service = serviceOf(record);
  const environment = await parts.environment(choices.tuning ?? UNTUNED, directory);
  if (!environment.ok) return environment;
  return ok({
    directory,
    name: configured?.name ?? directory.split('/').at(-1) ?? 'runner',
    scope,
    service,
    change: changeOf(choices, service),
    tuning: choices.tuning,
    environment: environment.value,
    login: scope !== null && (await parts.admin.hasLogin(scope.host)) ? 'yes' : 'no',
  });
}

function changeOf(choices: AdoptChoices, service: AdoptSpec['service']): AdoptSpec['change'] {
  if (choices.service === 'keep' || service?.kind === 'own') return 'keep';
  return service === null ? 'make' : 'switch';
}

/** What stands in the way of changing its service now; null: nothing. */
function refusalOf(record: RunnerRecord | null, choices: AdoptChoices): Failure | null {
  if (record === null) return null;
  if (record.pending !== null) {
    return fail(
      'busy-with-command',
      'Something is already under way for this runner.',
      'Wait until it is done.',
    );
  }
  if (choices.service === 'keep') return null;
  if (record.configuration.kind !== 'configured') {
    return fail(
      'wrong-state',
      'This runner is not registered, so a service would have nothing to run.',
      'Set it up anew.',
    );
  }
  if (record.processes.kind !== 'answered' || record.launchd.kind !== 'answered') {
    return fail('job-unknown', 'Trackside cannot see right now whether it runs.', 'Try again in a moment.');
  }
  if (runsOutsideServices(record)) {
    return fail(
      'wrong-state',
      'It was started in a terminal and still runs, so a service would be refused by GitHub.',
      'End it there with Control-C, when no job runs, then adopt it.',
    );
  }
  return null;
}

function serviceOf(record: RunnerRecord | null): AdoptSpec['service'] {
  const agent = record?.agents[0];
  if (record === null || agent === undefined) return null;
  const kind =
    record.launchd.kind === 'answered'
      ? record.launchd.answer.services.find(({ label }) => label === agent.label)?.kind
      : undefined;
  return { label: agent.label, path: agent.path, kind: kind ?? 'hand-made' };
}

function build(spec: AdoptSpec, parts: AdoptParts): Built {
  const { change, service, scope } = spec;
  const changes = change !== 'keep';
  const steps: readonly Step[] = [
    protectStep(spec.directory, parts),
    ...(change === 'switch' && service !== null
      ? [stopStep(spec, parts, 'starts-again'), serviceFileStep(service, parts, 'old-service')]
      : []),
    // Behind the stop: what is taken back must be so before the runner starts again.
    ...(spec.tuning === null
      ? []
      : tuningSteps(
          { directory: spec.directory, tuning: spec.tuning, environment: spec.environment },
          parts,
        )),
    ...(changes && scope !== null
      ? [
          ...ownServiceSteps(
            {
              directory: spec.directory,
              scope,
              name: spec.name,
              startAtLogin: 'yes',
              environment: spec.environment,
            },
            parts,
          ),
          listeningStep(
            { directory: spec.directory, scope, login: spec.login },
            parts,
            async () => undefined,
          ),
        ]
      : []),
    ...(service === null && change === 'keep' ? [nameStep(spec, parts.knownFolders)] : []),
  ];
  return {
    plan: {
      title: `Adopt “${spec.name}”`,
      needs: changes ? ['That no job runs while its service is changed; a running one is waited for.'] : [],
      warnings: warningsOf(spec, parts),
      confirmation: { kind: 'button', label: 'Adopt it' },
    },
    steps,
    runnerId: runnerIdOf(spec.directory),
    result: () => resultOf(spec),
  };
}

function warningsOf(spec: AdoptSpec, parts: AdoptParts): readonly string[] {
  if (spec.change !== 'switch' || spec.service === null) return [];
  return [
    `${shownPath(parts.host, spec.service.path)} goes to the Trash; macOS may tell of a new background item.`,
  ];
}

function resultOf(spec: AdoptSpec): readonly string[] {
  const adopted = `Trackside looks after “${spec.name}” now.`;
  return spec.tuning !== null && spec.change === 'keep'
    ? [
        adopted,
        'What was tuned takes effect when the runner starts again: choose Restart, after the running job.',
      ]
    : [adopted];
}
