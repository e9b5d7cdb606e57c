/** The service that keeps a runner running: its file, and starting it. */
import { type ErrorCode, fail } from '../../../../shared/contract.ts';
import type { SetUpScope } from '../../../../shared/set-up.ts';
import { agentLabel } from '../../install/agent-document.ts';
import { readLaunchAgent, removeLaunchAgent, writeLaunchAgent } from '../../install/launch-agent.ts';
import {
  installedService,
  installOfficialService,
  uninstallOfficialService,
} from '../../install/official-service.ts';
import type { Step } from '../../operations/definition.ts';
import type { SetUpSpec } from '../set-up-spec.ts';
import { PLAIN_STEP, shownPath, type StepParts } from '../step-parts.ts';
import { startStep } from './start-step.ts';

export interface ServiceSubject {
  readonly directory: string;
  readonly scope: SetUpScope;
  readonly name: string;
  readonly startAtLogin: 'yes' | 'no';
  readonly environment: SetUpSpec['environment'];
}

/** A LaunchAgent of our own. */
export function ownServiceSteps(subject: ServiceSubject, parts: StepParts): readonly Step[] {
  const { host } = parts;
  const { directory, startAtLogin, environment } = subject;
  const label = agentLabel(subject.scope, subject.name);
  return [
    {
      ...PLAIN_STEP,
      id: 'service',
      title: 'Write its service',
      detail:
        startAtLogin === 'yes'
          ? 'A LaunchAgent: macOS starts the runner when you log in, and again if it crashes. Nothing of it needs an administrator.'
          : 'A LaunchAgent that is started from here only. Nothing of it needs an administrator.',
      files: [{ path: `~/Library/LaunchAgents/${label}.plist`, change: 'create' }],
      commands: [`plutil -lint ~/Library/LaunchAgents/${label}.plist`],
      usualSeconds: 1,
      undoing: 'Deletes its file.',
      do: async (context) => {
        const written = await writeLaunchAgent(host, {
          label,
          directory,
          startAtLogin,
          variables: environment.variables,
          path: environment.path,
        });
        // A file that was refused because of what stands there is another's, and stays.
        if (!written.ok && IN_THE_WAY.has(written.code)) await context.remember({ service: 'in-the-way' });
        return written.ok ? { ok: true } : written;
      },
      undo: async (context) => {
        if (context.memory()['service'] === 'in-the-way') return { ok: true };
        const removed = await removeLaunchAgent(host, { label, directory }, 'remove');
        return removed.ok ? { ok: true } : removed;
      },
    },
    startStep({ directory, shownLabel: label, agent: async () => await agentOf(parts, label) }, parts),
  ];
}

const IN_THE_WAY: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['name-taken', 'cannot-read']);

async function agentOf({ host }: StepParts, label: string) {
  const agent = await readLaunchAgent(host, label);
  if (!agent.ok) return agent;
  return agent.value ?? NO_SERVICE;
}

const NO_SERVICE = fail(
  'no-service',
  'The service’s file in ~/Library/LaunchAgents is gone.',
  'Set the runner up again.',
);

/** What `svc.sh install` makes. It always starts at login. */
export function officialServiceSteps(
  subject: Pick<ServiceSubject, 'directory'>,
  parts: StepParts,
): readonly Step[] {
  const { host } = parts;
  const { directory } = subject;
  return [
    {
      ...PLAIN_STEP,
      id: 'service',
      title: 'Install the official service',
      detail: 'By the runner’s own svc.sh. It has no restart after a crash, and 5 seconds to end in.',
      files: [
        { path: '~/Library/LaunchAgents/actions.runner.….plist', change: 'create' },
        { path: `${shownPath(host, directory)}/.service`, change: 'create' },
      ],
      commands: ['./svc.sh install'],
      usualSeconds: 2,
      undoing: 'Uninstalls it.',
      do: async () => {
        const installed = await installOfficialService(host, directory);
        return installed.ok ? { ok: true } : installed;
      },
      undo: async () => {
        const removed = await uninstallOfficialService(host, directory);
        return removed.ok ? { ok: true } : removed;
      },
    },
    startStep(
      {
        directory,
        shownLabel: 'actions.runner.…',
        agent: async () => {
          const installed = await installedService(directory);
          if (!installed.ok) return installed;
          return installed.value === null ? NO_SERVICE : await agentOf(parts, installed.value.label);
        },
      },
      parts,
    ),
  ];
}
