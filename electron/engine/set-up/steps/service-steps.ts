/** The service that keeps a runner running: its file, and starting it. */
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { type ErrorCode, fail, ok, type Reply } from '../../../../shared/contract.ts';
import type { SetUpScope } from '../../../../shared/set-up.ts';
import { agentLabel, agentLogs } from '../../install/agent-document.ts';
import {
  keepProgram,
  PRIVATE_MODE,
  programAside,
  type ProgramBefore,
  readLaunchAgent,
  removeAgentLogs,
  removeLaunchAgent,
  restoreProgram,
  writeLaunchAgent,
} from '../../install/launch-agent.ts';
import {
  installedService,
  installOfficialService,
  officialLabel,
  uninstallOfficialService,
} from '../../install/official-service.ts';
import { parseAgentPlist } from '../../host/macos/parse/plist.ts';
import { readSmallFile } from '../../host/small-file.ts';
import type { Memory, Step, StepContext, StepOutcome } from '../../operations/definition.ts';
import { isThere } from '../own-folder.ts';
import type { SetUpSpec } from '../set-up-spec.ts';
import { fileFailure, PLAIN_STEP, shownPath, type StepParts } from '../step-parts.ts';
import { asidePath } from './set-aside-step.ts';
import { startStep } from './start-step.ts';

export interface ServiceSubject {
  readonly directory: string;
  readonly scope: SetUpScope;
  readonly name: string;
  readonly startAtLogin: 'yes' | 'no';
  readonly environment: Pick<SetUpSpec['environment'], 'variables' | 'path'>;
  /** The service in whose place it comes, set aside by then: it hands its variables down. */
  readonly instead?: { readonly label: string; readonly path: string; readonly variables: readonly string[] };
}

/** A LaunchAgent of our own. */
export function ownServiceSteps(subject: ServiceSubject, parts: StepParts): readonly Step[] {
  const label = agentLabel(subject.scope, subject.name);
  return [ownServiceStep(subject, label, parts), startOwnStep(subject.directory, label, parts)];
}

/** Starts one of our own that is there. */
export function startOwnStep(directory: string, label: string, parts: StepParts): Step {
  return startStep({ directory, shownLabel: label, agent: async () => await agentOf(parts, label) }, parts);
}

const PROGRAM = 'runsvcBefore';

function ownServiceStep(subject: ServiceSubject, label: string, parts: StepParts): Step {
  const { host } = parts;
  const { directory, startAtLogin, environment } = subject;
  return {
    ...PLAIN_STEP,
    id: 'service',
    title: 'Write its service',
    detail: detailOf(subject),
    files: [{ path: `~/Library/LaunchAgents/${label}.plist`, change: 'create' }],
    commands: [`plutil -lint ~/Library/LaunchAgents/${label}.plist`],
    usualSeconds: 1,
    undoing: 'Deletes its file.',
    do: async (context) => {
      await rememberLogs(parts, label, context);
      if (context.memory()[PROGRAM] === undefined) {
        const kept = await keepProgram(directory, context.operationId);
        if (!kept.ok) return kept;
        await context.remember({ [PROGRAM]: kept.value.kind });
      }
      const handed = await handedDown(subject.instead, context);
      if (!handed.ok) return handed;
      const written = await writeLaunchAgent(
        host,
        {
          label,
          directory,
          startAtLogin,
          variables: { ...handed.value.variables, ...environment.variables },
          path: environment.path,
        },
        handed.value.mode,
      );
      // A file that was refused because of what stands there is another's, and stays.
      if (!written.ok && IN_THE_WAY.has(written.code)) await context.remember({ service: 'in-the-way' });
      if (!written.ok) return written;
      return programIn(context.memory()).kind === 'other'
        ? {
            ok: true,
            note: `Your own runsvc.sh is kept as ${basename(programAside(directory, context.operationId))}.`,
          }
        : { ok: true };
    },
    undo: async (context) => {
      const removed = await takeFileBack(context, { label, directory }, parts);
      if (removed.ok !== true) return removed;
      return (
        (await restoreProgram(directory, programIn(context.memory()), context.operationId)) ?? { ok: true }
      );
    },
  };
}

const IN_THE_WAY: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['name-taken', 'cannot-read']);

async function takeFileBack(
  context: StepContext,
  agent: { readonly label: string; readonly directory: string },
  { host }: StepParts,
): Promise<StepOutcome> {
  if (context.memory()['service'] === 'in-the-way') return { ok: true };
  const logs = context.memory()[HAD_LOGS] === false ? 'remove' : 'keep';
  return unlessOthers(await removeLaunchAgent(host, agent, logs));
}

function detailOf({ startAtLogin, instead }: ServiceSubject): string {
  const starts =
    startAtLogin === 'yes'
      ? 'A LaunchAgent: macOS starts the runner when you log in, and again if it crashes. Nothing of it needs an administrator.'
      : 'A LaunchAgent that is started from here only. Nothing of it needs an administrator.';
  if (instead === undefined || instead.variables.length === 0) return starts;
  return `${starts} It keeps the variables that ${instead.label} sets: ${instead.variables.join(', ')}.`;
}

function programIn(memory: Memory): ProgramBefore {
  const kind = memory[PROGRAM];
  return { kind: kind === 'missing' || kind === 'other' ? kind : 'as-packaged' };
}

/** Not handed down: a PATH has its own place, and this one is the official service's mark. */
const NOT_HANDED_DOWN = new Set(['PATH', 'ACTIONS_RUNNER_SVC']);
export const isHandedDown = (name: string): boolean => !NOT_HANDED_DOWN.has(name);

const MAX_PLIST_BYTES = 1024 * 1024;

/** Read when they are needed: they may be secrets, which do not belong into a plan or a journal. */
async function handedDown(
  instead: ServiceSubject['instead'],
  { operationId }: Pick<StepContext, 'operationId'>,
): Promise<
  Reply<{
    readonly variables: Readonly<Record<string, string>>;
    readonly mode: Parameters<typeof writeLaunchAgent>[2];
  }>
> {
  if (instead === undefined) return ok({ variables: {}, mode: undefined });
  const path = asidePath(instead.path, operationId);
  const file = await readSmallFile(path, MAX_PLIST_BYTES);
  if (file.kind !== 'read') return unreadable(file.kind === 'unreadable' ? file.why : 'It is gone.');
  const agent = parseAgentPlist(file.bytes, path);
  if (!agent.ok) return unreadable(agent.why);
  try {
    const closed = ((await stat(path)).mode & 0o077) === 0;
    const variables = Object.entries(agent.value.environment).filter(([name]) => isHandedDown(name));
    return ok({
      variables: Object.fromEntries(variables),
      mode: closed ? PRIVATE_MODE : undefined,
    });
  } catch (error) {
    return fileFailure('read the old service', error);
  }
}

const unreadable = (why: string) =>
  fail('cannot-read', `The old service’s file cannot be read. ${why}`, 'Look at it, then try again.');

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
  { directory }: Pick<ServiceSubject, 'directory'>,
  parts: StepParts,
): readonly Step[] {
  const { host } = parts;
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
