/** Taking a runner off this Mac, each part as the person wishes. What cannot be done now waits, or is said to stay. */
import { fail, ok, type Failure, type Reply } from '../../../shared/contract.ts';
import type { RunnerId } from '../../../shared/domain.ts';
import type { RemoveChoices } from '../../../shared/set-up.ts';
import { scopeName } from '../github/address.ts';
import { hasShellBlock } from '../install/shell-profile.ts';
import type { Built, Definition, Step } from '../operations/definition.ts';
import { runnerIdOf } from '../runners/find.ts';
import { runsOutsideServices } from '../runners/choose-agent.ts';
import { kindOf } from '../runners/launchd-witness.ts';
import type { ManagedRunner } from '../runners/managed-runner.ts';
import type { RunnerRecord } from '../runners/record.ts';
import { type RemoveSpec, removeSpec } from './remove-spec.ts';
import { type KnownFolders, shownPath, type StepParts } from './step-parts.ts';
import { deregisterStep } from './steps/deregister-step.ts';
import { removeHooksStep } from './steps/hooks-steps.ts';
import { forgetStep } from './steps/known-folder-steps.ts';
import { folderToTrashStep, shellBlockStep } from './steps/removal-steps.ts';
import { dropStep, setAsideStep } from './steps/set-aside-step.ts';
import { stopStep } from './steps/stop-step.ts';

export interface RemoveParts extends StepParts {
  readonly runnerOf: (id: RunnerId) => ManagedRunner | null;
  readonly knownFolders: KnownFolders;
}

export function removeDefinition(
  parts: RemoveParts,
): Definition<{ readonly choices: RemoveChoices }, RemoveSpec> {
  return {
    kind: 'remove',
    spec: removeSpec,
    onFailure: 'hold',
    prepare: async ({ choices }) => await prepare(choices, parts),
    build: (spec) => build(spec, parts),
  };
}

async function prepare(choices: RemoveChoices, parts: RemoveParts): Promise<Reply<RemoveSpec>> {
  await parts.runners.look();
  const record = parts.runnerOf(choices.runnerId)?.record() ?? null;
  if (record === null) return fail('not-found', 'Trackside does not know this runner any more.');
  const refused = refusalOf(record);
  if (refused !== null) return refused;
  const { configuration, agents, lastName, directory } = record;
  const configured = configuration.kind === 'configured' ? configuration : null;
  const scope = configured === null || configured.scope.kind === 'unknown' ? null : configured.scope;
  return ok({
    directory,
    name: configured?.name ?? lastName ?? directory.split('/').at(-1) ?? 'runner',
    scope,
    agentId: configured?.agentId ?? null,
    registered: registeredBy(configuration.kind),
    services: agents.map(({ label, path }) => ({ label, path, kind: kindOf(label) })),
    deregister: choices.deregister,
    service: choices.service,
    hooks: choices.hooks,
    shellProfile: await blockChoice(choices, directory, parts),
    folder: choices.folder,
    login: scope !== null && (await parts.admin.hasLogin(scope.host)) ? 'yes' : 'no',
  });
}

/** What is not there is no part of the plan; where that cannot be seen, its step will tell. */
async function blockChoice(
  { shellProfile }: RemoveChoices,
  directory: string,
  { host }: RemoveParts,
): Promise<RemoveSpec['shellProfile']> {
  if (shellProfile === 'keep') return 'keep';
  const there = await hasShellBlock(host.home, directory);
  return there.ok && !there.value ? 'keep' : 'remove';
}

function refusalOf(record: RunnerRecord): Failure | null {
  if (record.pending !== null) {
    return fail(
      'busy-with-command',
      'Something is already under way for this runner.',
      'Wait until it is done.',
    );
  }
  const runsWithoutAny =
    record.agents.length === 0 &&
    record.processes.kind === 'answered' &&
    record.processes.answer.listeners.length > 0;
  if (!runsWithoutAny && !runsOutsideServices(record)) return null;
  return fail(
    'wrong-state',
    'It was started in a terminal and still runs, so Trackside cannot end it properly.',
    'End it there with Control-C, when no job runs, then remove it.',
  );
}

function registeredBy(kind: RunnerRecord['configuration']['kind']): RemoveSpec['registered'] {
  switch (kind) {
    case 'configured':
      return 'yes';
    case 'not-configured':
    case 'absent':
      return 'no';
    case 'unreadable':
      return 'unknown';
  }
}

/**
 * What can be put back comes first, then what cannot: the registration, and at the very end the Trash, from where a program
 * may fetch nothing.
 */
function build(spec: RemoveSpec, parts: RemoveParts): Built {
  const services = spec.service === 'remove' ? spec.services : [];
  const gone = { directory: spec.directory, services };
  const offList = spec.folder === 'trash' || (spec.service === 'remove' && spec.deregister === 'yes');
  const steps: readonly Step[] = [
    stopStep(spec, parts),
    ...(services.length > 0 ? [setAsideStep(gone, parts)] : []),
    // In a folder that goes to the Trash they stay as they are, so that it can be put back whole.
    ...(spec.hooks === 'remove' && spec.folder === 'keep' ? [removeHooksStep(spec, parts)] : []),
    ...(spec.shellProfile === 'remove' ? [shellBlockStep(spec, parts)] : []),
    ...(offList ? [forgetStep(spec, parts.knownFolders, parts.runners)] : []),
    ...(spec.deregister === 'yes' && spec.registered !== 'no' ? [deregisterStep(spec, parts)] : []),
    ...(spec.folder === 'trash' ? [folderToTrashStep(spec, parts)] : []),
    ...(services.length > 0 ? [dropStep(gone, parts)] : []),
  ];
  return {
    plan: {
      title: `Remove “${spec.name}”`,
      needs: needsOf(spec),
      warnings: warningsOf(spec, parts),
      confirmation: { kind: 'button', label: 'Remove it' },
    },
    steps,
    runnerId: runnerIdOf(spec.directory),
    result: () => [`“${spec.name}” is removed.`],
  };
}

function needsOf({ deregister, login, registered, scope }: RemoveSpec): readonly string[] {
  if (deregister === 'no' || registered === 'no' || scope === null) return [];
  return [
    login === 'yes'
      ? `Your login at ${scope.host}, to take it off GitHub.`
      : 'A remove token from GitHub; without one its registration stays, and you can take it off later.',
  ];
}

function warningsOf(spec: RemoveSpec, parts: RemoveParts): readonly string[] {
  const warnings: string[] = [];
  if (spec.deregister === 'no' && spec.folder === 'trash' && spec.scope !== null) {
    warnings.push(
      `Its registration for ${scopeName(spec.scope)} stays at GitHub, offline, until GitHub drops it after 14 days.`,
    );
  }
  if (spec.service === 'keep' && spec.folder === 'trash' && spec.services.length > 0) {
    warnings.push('Its service stays, and will find no runner when it is started.');
  }
  if (spec.folder === 'keep' && spec.deregister === 'yes' && spec.registered === 'yes') {
    warnings.push(
      `${shownPath(parts.host, spec.directory)} stays, with a runner in it that GitHub does not know.`,
    );
  }
  return warnings;
}
