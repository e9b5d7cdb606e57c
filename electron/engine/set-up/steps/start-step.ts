/** Loading a runner's service, by the procedure that is safe with launchd (macos.md 1.3), and unloading it again. */
import { fail, type Failure } from '../../../../shared/contract.ts';
import type { AgentPlist } from '../../host/host.ts';
import type { Step, StepOutcome } from '../../operations/definition.ts';
import { startService, stopService } from '../../runners/launchd-procedure.ts';
import { procedureFailure } from '../../runners/procedure-words.ts';
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
      const elsewhere = await runsElsewhere(subject.directory, agent, parts);
      if (elsewhere !== null) return elsewhere;
      return procedureFailure(await startService(parts.host.launchd, agent)) ?? { ok: true };
    },
    undo: async (context) => {
      // Only what was started here: a runner that somebody else has started is theirs.
      const agent = await subject.agent();
      if (!('ok' in agent) && (await isUnloaded(agent, parts))) return { ok: true };
      const stopped = await stopWhenIdle(parts, subject.directory, context);
      if (stopped.ok === false) return stopped;
      return await unload(subject, parts);
    },
  };
}

/** A second listener of one registration would not get a session, or would take the first one's. */
async function runsElsewhere(
  directory: string,
  { label }: AgentPlist,
  parts: StepParts,
): Promise<Failure | null> {
  const seen = await parts.processes(directory);
  if (seen === null) {
    return fail(
      'job-unknown',
      'Trackside cannot see right now whether it runs already, so nothing was started.',
      'Try again in a moment.',
    );
  }
  if (seen.listeners.length === 0) return null;
  const service = await parts.host.launchd.print(label);
  if (!service.ok)
    return fail('timed-out', `launchd did not answer: ${service.why}`, 'Try again in a moment.');
  const pid = service.value?.pid ?? null;
  const isOurs = seen.listeners.every(
    (one) => pid !== null && (one.pid === pid || one.ancestors.includes(pid)),
  );
  if (isOurs) return null;
  return fail(
    'wrong-state',
    'It has been started elsewhere in the meantime, and GitHub takes only one listener.',
    'End it where it was started, when no job runs, then try again.',
  );
}

/** Then nothing of it stays, not even a `disable`. */
async function isUnloaded({ label }: AgentPlist, parts: StepParts): Promise<boolean> {
  const seen = await parts.host.launchd.print(label);
  if (!seen.ok || seen.value !== null) return false;
  await parts.host.launchd.enable(label);
  return true;
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
  const seen = await parts.processes(directory);
  if (seen === null) return UNKNOWN;
  if (seen.workers.length === 0) return null;
  return fail(
    'job-running',
    'A job is running, so nothing was ended.',
    'Take it back again when the job has ended.',
  );
}
