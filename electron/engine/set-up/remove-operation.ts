/** Taking a runner off this Mac, each part as the person wishes. What cannot be done now waits, or is said to stay. */
import { fail, ok, type Reply } from '../../../shared/contract.ts';
import type { RunnerId } from '../../../shared/domain.ts';
import type { RemoveChoices } from '../../../shared/set-up.ts';
import { scopeName } from '../github/address.ts';
import { hasShellBlock } from '../install/shell-profile.ts';
import type { Built, Definition, Step } from '../operations/definition.ts';
import { runnerIdOf } from '../runners/find.ts';
import type { ManagedRunner } from '../runners/managed-runner.ts';
import { type RemoveSpec, removeSpec } from './remove-spec.ts';
import { deregisterStep } from './steps/deregister-step.ts';
import { removeHooksStep } from './steps/hooks-steps.ts';
import { forgetStep } from './steps/known-folder-steps.ts';
import { folderToTrashStep, serviceFileStep, shellBlockStep, stopStep } from './steps/removal-steps.ts';
import { type KnownFolders, shownPath, type StepParts } from './step-parts.ts';

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
  const runner = parts.runnerOf(choices.runnerId);
  if (runner === null) return fail('not-found', 'Trackside does not know this runner any more.');
  const { configuration, agents, launchd, lastName, directory, pending } = runner.record();
  if (pending !== null) {
    return fail(
      'busy-with-command',
      'Something is already under way for this runner.',
      'Wait until it is done.',
    );
  }
  const configured = configuration.kind === 'configured' ? configuration : null;
  const scope = configured === null || configured.scope.kind === 'unknown' ? null : configured.scope;
  const kinds = new Map(
    launchd.kind === 'answered' ? launchd.answer.services.map(({ label, kind }) => [label, kind]) : [],
  );
  return ok({
    directory,
    name: configured?.name ?? lastName ?? directory.split('/').at(-1) ?? 'runner',
    scope,
    agentId: configured?.agentId ?? null,
    services: agents.map(({ label, path }) => ({ label, path, kind: kinds.get(label) ?? 'hand-made' })),
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

function build(spec: RemoveSpec, parts: RemoveParts): Built {
  const steps: readonly Step[] = [
    stopStep(spec, parts, 'starts-again'),
    ...(spec.deregister === 'yes' ? [deregisterStep(spec, parts)] : []),
    ...(spec.service === 'remove'
      ? spec.services.map((service, index) => serviceFileStep(service, parts, `service-${index + 1}`))
      : []),
    ...(spec.hooks === 'remove' ? [removeHooksStep(spec, parts)] : []),
    ...(spec.shellProfile === 'remove' ? [shellBlockStep(spec, parts)] : []),
    ...(spec.folder === 'trash'
      ? [folderToTrashStep(spec, parts), forgetStep(spec, parts.knownFolders)]
      : []),
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

function needsOf({ deregister, login, scope }: RemoveSpec): readonly string[] {
  if (deregister === 'no' || scope === null) return [];
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
  if (spec.folder === 'keep' && spec.deregister === 'yes') {
    warnings.push(
      `${shownPath(parts.host, spec.directory)} stays, with a runner in it that GitHub does not know.`,
    );
  }
  return warnings;
}
