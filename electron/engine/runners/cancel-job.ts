/** Ends a runner's job the runner's own way: SIGINT to the Worker's listener, which tells Worker and GitHub. */
import { fail, type Failure } from '../../../shared/contract.ts';
import type { Instant, ProcessAnswer, ProcessSight } from '../../../shared/domain.ts';
import type { CommandPort } from './command-port.ts';
import { UNKNOWN } from './refusal.ts';

/** SIGINT, then the steps' own 7.5 s and 2.5 s (runner.md 4.3), then the job's closing words to GitHub: beyond, it is said. */
export const CANCEL_USUAL_MS = 60_000;
/** Steps with `always()` run to their end all the same. */
export const CANCEL_LIMIT_MS = 60 * 60_000;
/** The log tells of a job before its Worker is there. */
export const WORKER_LIMIT_MS = 10_000;
/** A listener that was told ends with its job; one that lives on after it has not heard. */
export const LISTENER_LIMIT_MS = 30_000;
const LOOK_MS = 1_000;
const LATE_LOOK_MS = 5_000;
const TRIES = 3;

type Target =
  | { readonly kind: 'no-job' }
  | { readonly kind: 'listener'; readonly listener: ProcessSight; readonly workers: readonly number[] }
  | { readonly kind: 'refused'; readonly failure: Failure };

const refused = (failure: Failure): Target => ({ kind: 'refused', failure });

const NO_LISTENER = fail(
  'job-unknown',
  'The job runs without its listener, so it cannot be cancelled properly from here.',
  'Cancel it on GitHub.',
);

/** Null: the job has ended, or there was none any more. */
export async function cancelJob(port: CommandPort): Promise<Failure | null> {
  for (let tries = 1; tries <= TRIES; tries += 1) {
    const target = await findTarget(port);
    if (target.kind === 'no-job') return null;
    if (target.kind === 'refused') return target.failure;
    const sent = await port.host.signal(target.listener, 'SIGINT');
    if (!sent.ok) return fail('job-unknown', `The runner could not be told to cancel: ${sent.why}`);
    // `gone`: its listener ended or was exchanged between look and signal; nobody was told, so look again.
    if (sent.value === 'sent') return await untilEnded(port, target.listener, target.workers);
  }
  return fail(
    'job-unknown',
    'The job’s listener was gone each time it was to be told, so the job was not cancelled.',
    'Look again in a moment, or cancel it on GitHub.',
  );
}

async function findTarget(port: CommandPort): Promise<Target> {
  const deadline = port.host.now() + WORKER_LIMIT_MS;
  for (;;) {
    const seen = await port.look();
    if (seen === null) return refused(UNKNOWN);
    if (seen.workers.length > 0) {
      const listener = parentOf(seen);
      if (listener === null) return refused(NO_LISTENER);
      return { kind: 'listener', listener, workers: seen.workers.map(({ pid }) => pid) };
    }
    const kind = port.record()?.state.kind;
    if (kind !== 'busy' && kind !== 'draining') return { kind: 'no-job' };
    if (port.host.now() >= deadline) {
      const [listener, another] = seen.listeners;
      return listener !== undefined && another === undefined
        ? { kind: 'listener', listener, workers: [] }
        : refused(UNKNOWN);
    }
    if ((await port.wait(LOOK_MS)) === 'stopped') return refused(UNKNOWN);
  }
}

/** The listener that started a Worker: the nearest of its parents that is one. */
function parentOf(seen: ProcessAnswer): ProcessSight | null {
  const parents = seen.workers.flatMap((worker) => worker.ancestors);
  const nearest = parents.find((pid) => seen.listeners.some((listener) => listener.pid === pid));
  return seen.listeners.find((listener) => listener.pid === nearest) ?? null;
}

async function untilEnded(
  port: CommandPort,
  listener: ProcessSight,
  workers: readonly number[],
): Promise<Failure | null> {
  const since = port.host.now();
  let own = new Set(workers);
  let quietSince: Instant | null = null;
  let toldLate = false;
  for (;;) {
    const seen = await port.look();
    const now = port.host.now();
    if (seen !== null) {
      if (own.size === 0) own = new Set(seen.workers.map(({ pid }) => pid));
      const runs = seen.workers.some(({ pid }) => own.has(pid));
      quietSince = runs ? null : (quietSince ?? now);
      const lives = seen.listeners.some(({ pid }) => pid === listener.pid);
      if (!runs && (!lives || now - (quietSince ?? now) > LISTENER_LIMIT_MS)) break;
    }
    if (now - since > CANCEL_LIMIT_MS) return STILL_RUNS;
    if (now - since > CANCEL_USUAL_MS && !toldLate) {
      toldLate = true;
      port.setProblem({ at: now, message: LATE });
    }
    if ((await port.wait(toldLate ? LATE_LOOK_MS : LOOK_MS)) === 'stopped') return STILL_RUNS;
  }
  if (toldLate) port.setProblem(null);
  return null;
}

const LATE =
  'The job has been told to end and is still at its last steps; nothing is killed. ' +
  'Trackside goes on when it has ended, and waits up to an hour for that.';

const STILL_RUNS = fail(
  'timed-out',
  'The job has been told to end but still runs after an hour; nothing was killed, and the runner was left as it is.',
  'Look at the job on GitHub.',
);
