/** Stopping a runner as a step of an operation: when no job runs, and never before (the commands of `runners/` see to it). */
import { fail } from '../../../shared/contract.ts';
import type { StepContext, StepOutcome } from '../operations/definition.ts';
import type { ManagedRunner } from '../runners/managed-runner.ts';
import type { StepParts } from './step-parts.ts';

/**
 * Waits for the job that runs, as long as it takes, unless it is cancelled; then the runner is taken as it was before.
 * A runner that does not run is stopped.
 */
export async function stopWhenIdle(
  parts: Pick<StepParts, 'runners'>,
  directory: string,
  context: Pick<StepContext, 'signal' | 'note'>,
): Promise<StepOutcome> {
  await parts.runners.look();
  const runner = parts.runners.at(directory);
  if (runner === null || isStopped(runner)) return { ok: true, note: 'It did not run.' };
  const asked = await runner.commands.stop('after-job');
  if (!asked.ok) return asked;
  const takeBack = (): void => {
    runner.commands.keep();
  };
  context.signal.addEventListener('abort', takeBack, { once: true });
  if (context.signal.aborted) takeBack();
  context.note(runner.record().job === null ? 'Stopping' : 'Waiting for the running job to end');
  await runner.commands.settled();
  context.signal.removeEventListener('abort', takeBack);
  if (context.signal.aborted && !isStopped(runner)) return fail('cancelled', 'It was cancelled.');
  await parts.runners.look();
  if (isStopped(runner)) return { ok: true };
  const problem = runner.record().lastProblem;
  return fail('launchd-refused', problem?.message ?? 'The runner was not stopped.', 'Try again in a moment.');
}

/** Proven to be so: an unknown is no stop. */
function isStopped(runner: ManagedRunner): boolean {
  const { processes, launchd } = runner.record();
  return (
    processes.kind === 'answered' &&
    processes.answer.listeners.length === 0 &&
    processes.answer.workers.length === 0 &&
    launchd.kind === 'answered' &&
    launchd.answer.services.every((service) => !service.loaded)
  );
}
