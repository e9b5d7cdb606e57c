/**
 * Taking a registration off GitHub: by the login, else by the runner's own config.sh with a remove token. What GitHub cannot be
 * told now is left, said so, and can be done later.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { fail, type ErrorCode, type Failure, type Reply } from '../../../../shared/contract.ts';
import { installedService } from '../../install/official-service.ts';
import { MINIMAL_PATH } from '../../host/run-program.ts';
import { configurationOf } from '../../install/configuration-state.ts';
import { readEnvironment } from '../../install/environment-files.ts';
import { unconfigureRunner } from '../../install/unconfigure-runner.ts';
import type { Step, StepContext, StepOutcome } from '../../operations/definition.ts';
import { scopeName } from '../../github/address.ts';
import { isThere } from '../own-folder.ts';
import type { RemoveSpec } from '../remove-spec.ts';
import { runnersPage } from '../set-up-spec.ts';
import { PLAIN_STEP, type StepParts } from '../step-parts.ts';

/** GitHub could not be asked: that may be another in an hour. */
const PASSING: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'unreachable',
  'timed-out',
  'odd-answer',
  'rate-limited',
  'login-needed',
  'login-refused',
  'no-permission',
]);

/** In the operation's memory: there is no way back to the registration. */
export const DEREGISTERED = 'deregistered';
/** And that GitHub was, or was about to be, asked to let it go. */
const ASKED = 'deregistering';

/** GitHub lags: it speaks of a job for a while when that has ended here (github.md 2.1). */
const LAG_MS = 45_000;
const LAG_LOOK_MS = 2_000;

export function deregisterStep(spec: RemoveSpec, parts: StepParts): Step {
  return {
    ...PLAIN_STEP,
    id: 'deregister',
    title: `Take “${spec.name}” off GitHub`,
    detail:
      spec.login === 'yes'
        ? 'It cannot be undone: to use it again it has to be set up anew.'
        : 'With the remove token that you paste. It cannot be undone: to use it again it has to be set up anew.',
    commands: spec.login === 'yes' ? [] : ['./config.sh remove'],
    usualSeconds: 3,
    cancel: 'any-time',
    do: async (context) => await deregister(spec, parts, context),
    undo: async (context) => await takenBack(spec, parts, context),
  };
}

async function deregister(spec: RemoveSpec, parts: StepParts, context: StepContext): Promise<StepOutcome> {
  if (context.memory()[DEREGISTERED] === true) return { ok: true };
  const busy = await workerLives(spec.directory, parts);
  if (busy !== null) return busy;
  const { scope, agentId } = spec;
  const { removeToken } = context.secrets;
  // Asked now: who had no login when the removal was planned may have one when it is finished later.
  const mayAsk = scope !== null && agentId !== null && (await parts.admin.hasLogin(scope.host));
  if (removeToken !== null && (!mayAsk || (await isThere(spec.directory)))) {
    return await byRemoveToken(spec, parts, context, removeToken);
  }
  if (scope === null || agentId === null) {
    return { ok: 'left', why: `Its folder does not say which registration at GitHub is “${spec.name}”.` };
  }
  if (!mayAsk) return left(spec, 'there is no login and no remove token.');
  await context.remember({ [ASKED]: true });
  const deleted = await byLogin(scope, agentId, parts, context);
  if (deleted.ok) {
    await context.remember({ [DEREGISTERED]: true });
    return {
      ok: true,
      note: deleted.value === 'gone' ? 'GitHub did not know it any more.' : 'GitHub let it go.',
    };
  }
  await forgetAsked(deleted, context);
  return PASSING.has(deleted.code) ? left(spec, deleted.message) : deleted;
}

/** There is no way back. A crash may have come between GitHub's answer and our note of it: then GitHub is asked. */
async function takenBack(spec: RemoveSpec, parts: StepParts, context: StepContext): Promise<StepOutcome> {
  const memory = context.memory();
  const now =
    memory[DEREGISTERED] === true ? 'gone' : memory[ASKED] === true ? await seen(spec, parts) : 'there';
  switch (now) {
    case 'there':
      return { ok: true };
    case 'gone':
      await context.remember({ [DEREGISTERED]: true });
      return { ok: 'left', why: `“${spec.name}” is off GitHub; it has to be set up anew to be used.` };
    case 'unknown':
      return {
        ok: 'left',
        why: `“${spec.name}” may be off GitHub already, which cannot be seen right now; if it is, it has to be set up anew.`,
      };
  }
}

async function seen(spec: RemoveSpec, { admin }: StepParts): Promise<'there' | 'gone' | 'unknown'> {
  if ((await configurationOf(spec.directory)).kind === 'not-configured') return 'gone';
  if (spec.scope === null || spec.agentId === null) return 'unknown';
  const found = await admin.runner(spec.scope, spec.agentId);
  if (!found.ok) return 'unknown';
  return found.value === null ? 'gone' : 'there';
}

/** GitHub's own word that it did nothing, or that it was not asked at all. */
async function forgetAsked(failure: Failure, context: StepContext): Promise<void> {
  if (!UNCLEAR.has(failure.code)) await context.remember({ [ASKED]: false });
}
const UNCLEAR: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'unreachable',
  'timed-out',
  'odd-answer',
  'program-failed',
  'cancelled',
]);

/** @param why a sentence, after a colon. */
function left({ name, scope }: RemoveSpec, why: string): StepOutcome {
  const place = scope === null ? '' : ` for ${scopeName(scope)}`;
  const page = scope === null ? 'at GitHub' : `at ${runnersPage(scope)}`;
  return {
    ok: 'left',
    why: `“${name}” stays registered${place}: ${why} Remove it ${page}, or do it later from here; GitHub drops it by itself after 14 days.`,
  };
}

async function byLogin(
  scope: NonNullable<RemoveSpec['scope']>,
  agentId: number,
  { admin, host }: StepParts,
  context: StepContext,
): Promise<Reply<'deleted' | 'gone'>> {
  const since = host.monotonic();
  for (;;) {
    const deleted = await admin.deleteRunner(scope, agentId);
    const lags = !deleted.ok && deleted.code === 'job-running';
    if (!lags || host.monotonic() - since > LAG_MS) return deleted;
    context.note('GitHub still speaks of its last job, and is asked again');
    await delay(LAG_LOOK_MS, undefined, { signal: context.signal }).catch(() => undefined);
    if (context.signal.aborted) return fail('cancelled', 'It was cancelled.');
  }
}

async function byRemoveToken(
  spec: RemoveSpec,
  parts: StepParts,
  context: StepContext,
  token: string,
): Promise<StepOutcome> {
  if (!(await isThere(spec.directory))) {
    return left(
      spec,
      'a remove token is used by the runner’s own config.sh, and its folder is not there any more.',
    );
  }
  const now = await configurationOf(spec.directory);
  if (now.kind === 'not-configured') {
    // Its own config.sh has removed it, before Trackside could note that.
    if (context.memory()[ASKED] === true) await context.remember({ [DEREGISTERED]: true });
    return { ok: true, note: 'It is not registered any more.' };
  }
  const service = await installedService(spec.directory);
  if (service.ok && service.value !== null) {
    return left(spec, 'config.sh refuses as long as the official service is installed, which you keep.');
  }
  // It writes .path anew from the PATH that it is given.
  const environment = await readEnvironment(spec.directory, []);
  if (!environment.ok) return environment;
  const present = environment.value.path.join(':');
  await context.remember({ [ASKED]: true });
  const removed = await unconfigureRunner(
    parts.host,
    { directory: spec.directory, token, path: present === '' ? MINIMAL_PATH : present },
    { signal: context.signal, log: (text) => context.log(text), note: (text) => context.note(text) },
  );
  if (!removed.ok) {
    await forgetAsked(removed, context);
    return removed;
  }
  await context.remember({ [DEREGISTERED]: true });
  return { ok: true };
}

/** A registration that is taken away ends the job under it (github.md 2.11). */
async function workerLives(directory: string, parts: StepParts): Promise<Failure | null> {
  const seen = await parts.processes(directory);
  if (seen === null)
    return fail(
      'job-unknown',
      'Trackside cannot see right now whether a job runs.',
      'Try again in a moment.',
    );
  if (seen.workers.length === 0) return null;
  return fail(
    'job-running',
    'A job is running, so the runner was not taken off GitHub.',
    'Try again when it has ended.',
  );
}
