/** Stopping a runner in the middle of an operation, so that it can be started again as it was before. */
import * as z from 'zod';
import { fail, type Failure } from '../../../../shared/contract.ts';
import type { Memory, Step, StepContext, StepOutcome } from '../../operations/definition.ts';
import { runningAgent } from '../../runners/choose-agent.ts';
import { startService } from '../../runners/launchd-procedure.ts';
import { procedureFailure } from '../../runners/procedure-words.ts';
import type { RunnerRecord } from '../../runners/record.ts';
import { stopWhenIdle } from '../stop-runner.ts';
import { PLAIN_STEP, type StepParts } from '../step-parts.ts';
import { DEREGISTERED } from './deregister-step.ts';

export interface StopSubject {
  readonly directory: string;
  readonly name: string;
}

/** What ran, and which services were to come at the next login. */
const beforeSchema = z.strictObject({
  /** The label of the service that ran it; null: it did not run. */
  ran: z.string().nullable(),
  disabled: z.record(z.string(), z.boolean().nullable()),
});
type Before = z.infer<typeof beforeSchema>;
const BEFORE = 'before-the-stop';

export function stopStep({ directory, name }: StopSubject, parts: StepParts): Step {
  return {
    ...PLAIN_STEP,
    id: 'stop',
    title: `Stop “${name}”`,
    detail: 'If a job runs, it is waited for until it has ended.',
    usualSeconds: 3,
    cancel: 'any-time',
    undoing: 'Starts it again.',
    do: async (context) => {
      await parts.runners.look();
      // A second look, after a crash, would find what the stop itself has done.
      if (context.memory()[BEFORE] === undefined) {
        const before = whatRuns(parts.runners.at(directory)?.record() ?? null);
        if ('ok' in before) return before;
        await context.remember({ [BEFORE]: JSON.stringify(before) });
      }
      return await stopWhenIdle(parts, directory, context);
    },
    undo: async (context) => {
      const before = beforeIn(context.memory());
      // Without its registration a listener ends at once, and takes its settings with it (runner.md 6.2).
      if (context.memory()[DEREGISTERED] === true) return { ok: true };
      return before === null ? { ok: true } : await startAgain(directory, before, parts, context);
    },
  };
}

/** A failure where nobody can tell: a runner that ran would not be started again. */
function whatRuns(record: RunnerRecord | null): Before | Failure {
  if (record === null || record.agents.length === 0) return { ran: null, disabled: {} };
  if (record.processes.kind !== 'answered' || record.launchd.kind !== 'answered') {
    return fail('job-unknown', 'Trackside cannot see right now whether it runs.', 'Try again in a moment.');
  }
  const { services } = record.launchd.answer;
  const trying = services.find(({ pid }) => pid !== null)?.label ?? null;
  return {
    ran: runningAgent(record)?.label ?? trying,
    disabled: Object.fromEntries(services.map(({ label, disabled }) => [label, disabled])),
  };
}

function beforeIn(memory: Memory): Before | null {
  const text = memory[BEFORE];
  return typeof text === 'string' ? beforeSchema.parse(JSON.parse(text)) : null;
}

async function startAgain(
  directory: string,
  { ran, disabled }: Before,
  parts: StepParts,
  context: Pick<StepContext, 'note'>,
): Promise<StepOutcome> {
  const { launchd } = parts.host;
  await parts.runners.look();
  const agents = parts.runners.at(directory)?.record().agents ?? [];
  for (const [label, was] of Object.entries(disabled)) {
    // The stop disables what it ends. What ran is enabled by its start.
    if (label !== ran && was === false) await launchd.enable(label);
  }
  if (ran === null) return { ok: true };
  const agent = agents.find(({ label }) => label === ran);
  if (agent === undefined) {
    return { ok: 'left', why: `It is stopped, and its service ${ran} is not there any more to start it.` };
  }
  context.note('Starting it again');
  const failure = procedureFailure(await startService(launchd, agent));
  if (failure !== null) return failure;
  if (disabled[ran] === true) await launchd.disable(ran);
  return { ok: true };
}
