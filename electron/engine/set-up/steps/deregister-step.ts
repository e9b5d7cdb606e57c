/**
 * Taking a registration off GitHub: by the login, else by the runner's own config.sh with a remove token. What GitHub cannot be
 * told now is left, said so, and can be done later.
 */
import { fail, type ErrorCode, type Failure } from '../../../../shared/contract.ts';
import { configurationOf } from '../../install/configuration-state.ts';
import { readEnvironment } from '../../install/environment-files.ts';
import { uninstallOfficialService } from '../../install/official-service.ts';
import { unconfigureRunner } from '../../install/unconfigure-runner.ts';
import { MINIMAL_PATH } from '../../host/run-program.ts';
import type { Step, StepContext, StepOutcome } from '../../operations/definition.ts';
import { scopeName } from '../../github/address.ts';
import { processesOf } from '../../runners/processes.ts';
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
    do: async (context) => await deregister(spec, parts, context),
    undo: async (context) =>
      context.memory()['deregistered'] === true
        ? { ok: 'left', why: `“${spec.name}” is off GitHub; it has to be set up anew to be used.` }
        : { ok: true },
  };
}

async function deregister(spec: RemoveSpec, parts: StepParts, context: StepContext): Promise<StepOutcome> {
  const { scope, agentId } = spec;
  const busy = await workerLives(spec.directory, parts);
  if (busy !== null) return busy;
  const { removeToken } = context.secrets;
  if (removeToken !== null) return await byRemoveToken(spec, parts, context, removeToken);
  if (scope === null || agentId === null) {
    return { ok: 'left', why: `Its folder does not say which registration at GitHub is “${spec.name}”.` };
  }
  const later = `Remove it at ${runnersPage(scope)}, or do it later from here; GitHub drops it by itself after 14 days.`;
  if (spec.login === 'no') {
    return {
      ok: 'left',
      why: `“${spec.name}” stays registered for ${scopeName(scope)}: there is no login and no remove token. ${later}`,
    };
  }
  const deleted = await parts.admin.deleteRunner(scope, agentId);
  if (deleted.ok) {
    await context.remember({ deregistered: true });
    return {
      ok: true,
      note: deleted.value === 'gone' ? 'GitHub did not know it any more.' : 'GitHub let it go.',
    };
  }
  if (!PASSING.has(deleted.code)) return deleted;
  return {
    ok: 'left',
    why: `“${spec.name}” stays registered for ${scopeName(scope)}: ${deleted.message} ${later}`,
  };
}

async function byRemoveToken(
  spec: RemoveSpec,
  parts: StepParts,
  context: StepContext,
  token: string,
): Promise<StepOutcome> {
  const now = await configurationOf(spec.directory);
  if (now.kind === 'not-configured') return { ok: true, note: 'It is not registered any more.' };
  // config.sh remove refuses while the official service is noted down there (runner.md 3.4); it is stopped by now.
  if (spec.services.some(({ kind }) => kind === 'official')) {
    const uninstalled = await uninstallOfficialService(parts.host, spec.directory);
    if (!uninstalled.ok) return uninstalled;
  }
  // It writes .path anew from the PATH that it is given.
  const environment = await readEnvironment(spec.directory, []);
  if (!environment.ok) return environment;
  const present = environment.value.path.join(':');
  const removed = await unconfigureRunner(
    parts.host,
    { directory: spec.directory, token, path: present === '' ? MINIMAL_PATH : present },
    { signal: context.signal, log: (text) => context.log(text), note: (text) => context.note(text) },
  );
  if (!removed.ok) return removed;
  await context.remember({ deregistered: true });
  return { ok: true };
}

/** A registration that is taken away ends the job under it (github.md 2.11). */
async function workerLives(directory: string, parts: StepParts): Promise<Failure | null> {
  const table = await parts.host.processes();
  if (!table.ok)
    return fail(
      'job-unknown',
      'Trackside cannot see right now whether a job runs.',
      'Try again in a moment.',
    );
  if (processesOf([directory], table.value).workers.length === 0) return null;
  return fail(
    'job-running',
    'A job is running, so the runner was not taken off GitHub.',
    'Try again when it has ended.',
  );
}
