/** Loading a runner's service, by the procedure that is safe with launchd (macos.md 1.3), and unloading it again. */
import type { Failure } from '../../../../shared/contract.ts';
import type { AgentPlist } from '../../host/host.ts';
import type { Step, StepOutcome } from '../../operations/definition.ts';
import { startService, stopService } from '../../runners/launchd-procedure.ts';
import { procedureFailure } from '../../runners/procedure-words.ts';
import { processesOf } from '../../runners/processes.ts';
import { UNKNOWN } from '../../runners/refusal.ts';
import { stopWhenIdle } from '../stop-runner.ts';
import { PLAIN_STEP, type StepParts } from '../step-parts.ts';

export interface StartSubject {
  readonly directory: string;
  /** As it is on the disk by then. */
  readonly agent: () => Promise<AgentPlist | Failure>;
  /** For display: of the official service it is known only once that is installed. */
  readonly shownLabel: string;
}

export function startStep(subject: StartSubject, parts: StepParts): Step {
  const uid = parts.host.uid;
  return {
    ...PLAIN_STEP,
    id: 'start',
    title: 'Start it',
    commands: [
      `launchctl enable gui/${uid}/${subject.shownLabel}`,
      `launchctl bootstrap gui/${uid} ~/Library/LaunchAgents/${subject.shownLabel}.plist`,
    ],
    usualSeconds: 2,
    undoing: 'Stops it, when no job runs.',
    do: async () => {
      const agent = await subject.agent();
      if ('ok' in agent) return agent;
      return procedureFailure(await startService(parts.host.launchd, agent)) ?? { ok: true };
    },
    undo: async (context) => {
      const stopped = await stopWhenIdle(parts, subject.directory, context);
      if (stopped.ok === false) return stopped;
      return await unload(subject, parts);
    },
  };
}

/** What is loaded without running, and the `disable` that a stop leaves, which the next set-up should not meet. */
async function unload(subject: StartSubject, parts: StepParts): Promise<StepOutcome> {
  const { launchd } = parts.host;
  const agent = await subject.agent();
  if (!('ok' in agent)) {
    const result = await stopService(launchd, agent, {
      persist: false,
      beforeAct: () => noWorker(subject.directory, parts),
    });
    const failure = procedureFailure(result);
    if (failure !== null) return failure;
    await launchd.enable(agent.label);
  }
  return { ok: true };
}

/** The last thing asked before anything is ended (design.md section 4). */
async function noWorker(directory: string, parts: StepParts): Promise<Failure | null> {
  const table = await parts.host.processes();
  if (!table.ok) return UNKNOWN;
  if (processesOf([directory], table.value).workers.length === 0) return null;
  return {
    ok: false,
    code: 'job-running',
    message: 'A job is running, so nothing was ended.',
    hint: 'Take it back again when the job has ended.',
  };
}
