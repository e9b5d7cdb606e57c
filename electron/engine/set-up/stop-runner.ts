/** Stopping a runner as a step of an operation: when no job runs, and never before (the commands of `runners/` see to it). */
import { fail } from '../../../shared/contract.ts';
import type { StepContext, StepOutcome } from '../operations/definition.ts';
import type { ManagedRunner } from '../runners/managed-runner.ts';
import { OUTSIDE, UNKNOWN } from '../runners/refusal.ts';
import { runs } from './runner-processes.ts';
import type { StepParts } from './step-parts.ts';

type Context = Pick<StepContext, 'signal' | 'note'>;

/**
 * Waits for the job that runs, as long as it takes, unless it is cancelled; then the runner is taken as it was before.
 * Afterwards none of its services is loaded, however many there are.
 */
export async function stopWhenIdle(
  parts: Pick<StepParts, 'runners' | 'processes'>,
  directory: string,
  context: Context,
): Promise<StepOutcome> {
  await parts.runners.look();
  const runner = parts.runners.at(directory);
  if (runner === null || runner.record().agents.length === 0) return await withoutService(parts, directory);
  if (isStopped(runner)) return { ok: true, note: 'It did not run.' };
  // Each stop ends one service: the one that runs it first.
  for (let services = runner.record().agents.length; services > 0; services -= 1) {
    const outcome = await stopOnce(parts, runner, context);
    if (outcome !== 'more') return outcome;
  }
  return notStopped(runner);
}

/** Nobody but who started it can end it properly. */
async function withoutService(parts: Pick<StepParts, 'processes'>, directory: string): Promise<StepOutcome> {
  const seen = await parts.processes(directory);
  if (seen === null) return UNKNOWN;
  return runs(seen) ? OUTSIDE : { ok: true, note: 'It did not run.' };
}

/** `more`: one service has ended, and another is still loaded. */
async function stopOnce(
  parts: Pick<StepParts, 'runners'>,
  runner: ManagedRunner,
  context: Context,
): Promise<StepOutcome | 'more'> {
  const before = loadedServices(runner);
  const asked = await runner.commands.stop('after-job');
  if (!asked.ok) return asked;
  const takeBack = (): void => {
    runner.commands.keep();
  };
  context.signal.addEventListener('abort', takeBack, { once: true });
  if (context.signal.aborted) takeBack();
  const { job, state } = runner.record();
  const isBusy = job !== null || state.kind === 'busy' || state.kind === 'draining';
  context.note(isBusy ? 'Waiting for the running job to end' : 'Stopping');
  await runner.commands.settled();
  context.signal.removeEventListener('abort', takeBack);
  if (isStopped(runner)) return { ok: true };
  if (context.signal.aborted) return fail('cancelled', 'It was cancelled.');
  await parts.runners.look();
  if (isStopped(runner)) return { ok: true };
  return loadedServices(runner) < before ? 'more' : notStopped(runner);
}

function notStopped(runner: ManagedRunner): StepOutcome {
  const problem = runner.record().lastProblem;
  if (problem !== null) return fail('launchd-refused', problem.message);
  return fail(
    'cancelled',
    'The stop was taken back, so the runner goes on as it was.',
    'Begin again when it may be stopped.',
  );
}

function loadedServices(runner: ManagedRunner): number {
  const { launchd } = runner.record();
  return launchd.kind === 'answered' ? launchd.answer.services.filter(({ loaded }) => loaded).length : 0;
}

/** Proven to be so: an unknown is no stop. */
function isStopped(runner: ManagedRunner): boolean {
  const { processes, launchd } = runner.record();
  return (
    processes.kind === 'answered' &&
    !runs(processes.answer) &&
    launchd.kind === 'answered' &&
    launchd.answer.services.every((service) => !service.loaded)
  );
}
