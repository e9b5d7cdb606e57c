/** The service that keeps a runner running: its file, and starting it. */
import { type ErrorCode, fail, type Reply } from '../../../../shared/contract.ts';
import type { SetUpScope } from '../../../../shared/set-up.ts';
import { agentLabel, agentLogs } from '../../install/agent-document.ts';
import {
  readLaunchAgent,
  removeAgentLogs,
  removeLaunchAgent,
  writeLaunchAgent,
} from '../../install/launch-agent.ts';
import {
  installedService,
  installOfficialService,
  officialLabel,
  uninstallOfficialService,
} from '../../install/official-service.ts';
import type { Step, StepContext, StepOutcome } from '../../operations/definition.ts';
import { isThere } from '../own-folder.ts';
import type { SetUpSpec } from '../set-up-spec.ts';
import { fileFailure, PLAIN_STEP, shownPath, type StepParts } from '../step-parts.ts';
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
        await rememberLogs(parts, label, context);
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
        const logs = context.memory()[HAD_LOGS] === false ? 'remove' : 'keep';
        return unlessOthers(await removeLaunchAgent(host, { label, directory }, logs));
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

/** In the operation's memory: whether the folder of the logs was there before. */
const HAD_LOGS = 'hadLogs';

/** Logs of an earlier runner of this name are the person's; those that are made now go when it is taken back. */
async function rememberLogs({ host }: StepParts, label: string, context: StepContext): Promise<void> {
  if (context.memory()[HAD_LOGS] !== undefined) return;
  await context.remember({ [HAD_LOGS]: await isThere(agentLogs(host.home, label)) });
}

async function removeLogs({ host }: StepParts, label: string): Promise<StepOutcome> {
  try {
    await removeAgentLogs(host, label);
    return { ok: true };
  } catch (error) {
    return fileFailure('delete the logs of the service', error);
  }
}

/** A file that is another's was not written here: it may be the very reason for going back. */
function unlessOthers(removed: Reply<unknown>): StepOutcome {
  return removed.ok || removed.code === 'not-allowed' ? { ok: true } : removed;
}

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
      do: async (context) => {
        const label = await officialLabel(directory);
        if (label.ok && label.value !== null) await rememberLogs(parts, label.value, context);
        const installed = await installOfficialService(host, directory);
        return installed.ok ? { ok: true } : installed;
      },
      undo: async (context) => {
        const undone = unlessOthers(await uninstallOfficialService(host, directory));
        const label = await officialLabel(directory);
        if (undone.ok !== true || context.memory()[HAD_LOGS] !== false || !label.ok) return undone;
        return label.value === null ? undone : await removeLogs(parts, label.value);
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
