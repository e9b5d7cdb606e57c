/** Setting up a runner, from nothing to listening for jobs. What fails is taken back to the last file. */
import { fail } from '../../../shared/contract.ts';
import type { SetUpAnswers } from '../../../shared/set-up.ts';
import { scopeName } from '../github/address.ts';
import { NOWHERE_ELSE } from '../install/hooks.ts';
import type { Built, Definition } from '../operations/definition.ts';
import { prepareSetUp, type PrepareParts } from './prepare-set-up.ts';
import { runnerIdOf } from '../runners/find.ts';
import { keepFolder, downloadStep, placeStep } from './steps/folder-steps.ts';
import { listeningStep } from './steps/listening-step.ts';
import { protectStep } from './steps/protect-step.ts';
import { registerStep } from './steps/register-step.ts';
import { runnersPage, type SetUpSpec, setUpSpec } from './set-up-spec.ts';
import { officialServiceSteps, ownServiceSteps } from './steps/service-steps.ts';
import { tuningSteps } from './steps/tuning-steps.ts';
import { shownPath, type StepParts } from './step-parts.ts';

const UNPACKED_MEGABYTES = 600;

export function setUpDefinition(
  parts: StepParts & PrepareParts,
): Definition<{ readonly answers: SetUpAnswers }, SetUpSpec> {
  return {
    kind: 'set-up',
    spec: setUpSpec,
    onFailure: 'undo',
    prepare: async ({ answers }) => await prepareSetUp(answers, parts),
    build: (spec) => buildSetUp(spec, parts),
  };
}

function buildSetUp(spec: SetUpSpec, parts: StepParts): Built {
  const { answers, directory, scope, login } = spec;
  const service =
    answers.service === 'official'
      ? officialServiceSteps({ directory }, parts)
      : ownServiceSteps(
          {
            directory,
            scope,
            name: answers.name,
            startAtLogin: answers.startAtLogin,
            environment: spec.environment,
          },
          parts,
        );
  const steps = [
    downloadStep(spec, parts),
    placeStep(spec, parts),
    registerStep(spec, parts),
    ...tuningSteps(
      {
        directory,
        tuning: answers.tuning,
        environment: { ...spec.environment, pathFile: 'write', before: {}, theirHooks: NOWHERE_ELSE },
      },
      parts,
    ),
    protectStep(directory, parts),
    ...service,
    listeningStep({ directory, scope, login }, parts, (context) => keepFolder(spec, context)),
  ];
  return {
    plan: {
      title: `Set up “${answers.name}” for ${shownScope(spec)}`,
      needs: [
        `About ${UNPACKED_MEGABYTES} MB in ${shownPath(parts.host, directory)}, and room for what your jobs build.`,
        `A connection to ${scope.host}${scope.host === 'github.com' ? '' : ' and to github.com'}.`,
        login === 'yes'
          ? 'Your login at GitHub, to register it.'
          : 'The registration token that you pasted; GitHub lets it be used for an hour.',
        'That you stay logged in at the screen: macOS ends such services at logout.',
      ],
      warnings: warningsOf(spec),
      confirmation: confirmationOf(spec),
    },
    steps,
    runnerId: runnerIdOf(directory),
    unready: ({ registrationToken }) =>
      login === 'no' && registrationToken === null
        ? fail(
            'login-needed',
            'Without a login it takes a registration token, and none was given.',
            `Paste the one that ${runnersPage(scope)}/new shows; it can be used for an hour.`,
          )
        : null,
    result: () => [`“${answers.name}” listens for jobs of ${shownScope(spec)}.`],
  };
}

function warningsOf({ answers, sameName, visibility, login, scope }: SetUpSpec): readonly string[] {
  const warnings: string[] = [];
  if (visibility === 'public') warnings.push(PUBLIC_REASON);
  if (visibility === null && login === 'no' && scope.kind === 'repository') {
    warnings.push(`Whether ${scope.owner}/${scope.repository} is public is not known. ${PUBLIC_REASON}`);
  }
  if (answers.sameName === 'replace' && sameName !== 'free') {
    warnings.push(
      sameName === 'taken'
        ? `A runner named “${answers.name}” is there and will be replaced: it loses its registration, and what runs under it is cut off from GitHub.`
        : `If a runner named “${answers.name}” is there, it will be replaced.`,
    );
  }
  if (answers.startAtLogin === 'no') {
    warnings.push(
      answers.service === 'official'
        ? 'The official service starts at login all the same.'
        : 'After a restart of the Mac it stays stopped until you start it here.',
    );
  }
  return warnings;
}

export const PUBLIC_REASON =
  'Anyone can open a pull request on a public repository, and a workflow in it may run their code on this Mac, as you.';

function confirmationOf(spec: SetUpSpec): Built['plan']['confirmation'] {
  if (spec.visibility !== 'public') return { kind: 'button', label: 'Set it up' };
  return { kind: 'type', text: shownScope(spec), label: 'Set it up', reason: PUBLIC_REASON };
}

function shownScope({ scope }: SetUpSpec): string {
  return scopeName(scope);
}
