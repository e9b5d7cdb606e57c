/**
 * Registering at GitHub through the runner's own config.sh. A crash in its middle can leave a registration that no folder
 * knows of; so it is written down before that this operation may have made one, and of which name.
 */
import { fail, type Failure } from '../../../../shared/contract.ts';
import {
  configurationOf,
  forgetHalfConfiguration,
  type ConfigurationState,
} from '../../install/configuration-state.ts';
import { configureRunner } from '../../install/configure-runner.ts';
import { untilNotConfiguring } from '../../install/configuring-processes.ts';
import { unconfigureRunner } from '../../install/unconfigure-runner.ts';
import type { RegisteredRunner } from '../../github/admin.ts';
import type { Step, StepContext, StepOutcome } from '../../operations/definition.ts';
import { runnersPage, type SetUpSpec } from '../set-up-spec.ts';
import { PLAIN_STEP, shownPath, type StepParts } from '../step-parts.ts';

/** A config.sh that outlived a crash of Trackside gets this long to end. */
const LEFT_OVER_MS = 60_000;

export function registerStep(spec: SetUpSpec, parts: StepParts): Step {
  const { answers, directory } = spec;
  const replace = answers.sameName === 'replace' ? ' --replace' : '';
  const labels = answers.labels.length === 0 ? '' : ` --labels ${answers.labels.join(',')}`;
  const group = answers.group === null ? '' : ` --runnergroup ${answers.group}`;
  return {
    ...PLAIN_STEP,
    id: 'register',
    title: `Register “${answers.name}” at ${placeName(spec)}`,
    detail:
      'The registration token goes to config.sh in its environment, not among its arguments, which anyone on this Mac may read.',
    files: ['.runner', '.credentials', '.credentials_rsaparams'].map((name) => ({
      path: shownPath(parts.host, `${directory}/${name}`),
      change: 'create' as const,
    })),
    commands: [
      `./config.sh --unattended --url ${spec.url} --name ${answers.name}${labels}${group} --work ${answers.workFolder}${replace}`,
    ],
    usualSeconds: 6,
    undoing: 'Takes the registration back.',
    do: async (context) => await register(spec, parts, context),
    undo: async (context) => await takeBack(spec, parts, context),
  };
}

function placeName({ scope }: SetUpSpec): string {
  switch (scope.kind) {
    case 'repository':
      return `${scope.owner}/${scope.repository}`;
    case 'organization':
      return scope.organization;
    case 'enterprise':
      return scope.enterprise;
  }
}

async function register(spec: SetUpSpec, parts: StepParts, context: StepContext): Promise<StepOutcome> {
  const { answers, directory, scope } = spec;
  const quiet = await untilNotConfiguring(parts.host, directory, context.signal, LEFT_OVER_MS);
  if (!quiet.ok) return quiet;
  const before = await configurationOf(directory);
  if (before.kind === 'unknown') return fail('cannot-read', before.why);
  if (before.kind === 'configured') {
    await context.remember({ agentId: before.agentId });
    return { ok: true, note: `Registered as “${before.name}”.` };
  }
  if (before.kind === 'half') {
    const forgotten = await forgetHalfConfiguration(directory);
    if (!forgotten.ok) return forgotten;
  }
  const again = context.memory()['registering'] === true;
  if (again && wasFree(context)) {
    const another = await someoneElses(spec, parts, context);
    if (another !== null) return another;
  }
  if (!again) {
    const name = await nameAtGitHub(spec, parts);
    if (typeof name !== 'string') return name;
    if (name === 'taken' && answers.sameName === 'refuse') return nameTaken(answers.name);
    await context.remember({ nameWas: name });
    context.note('Asking GitHub for a registration token');
  }
  const token = await registrationToken(spec, parts, context);
  if (typeof token !== 'string') return token;
  await context.remember({ registering: true });
  context.note('Starting config.sh');
  const done = await configureRunner(
    parts.host,
    {
      directory,
      url: spec.url,
      name: answers.name,
      labels: answers.labels,
      group: answers.group,
      workFolder: answers.workFolder,
      // What an earlier try of this very operation has left at GitHub is ours to replace.
      sameName: again && wasFree(context) ? 'replace' : answers.sameName,
      disableUpdate: 'no',
      token,
      path: spec.environment.path.join(':'),
    },
    { signal: context.signal, log: (text) => context.log(text), note: (text) => context.note(text) },
  );
  if (!done.ok) {
    // GitHub has nothing of ours then: a runner of that name would be somebody else's. An earlier try may have left one.
    if (done.registered === 'no' && !again) await context.remember({ registering: false });
    return done;
  }
  await context.remember({ agentId: done.value.agentId });
  return { ok: true, note: `Registered as “${answers.name}” at ${scope.host}.` };
}

async function registrationToken(
  spec: SetUpSpec,
  parts: StepParts,
  context: StepContext,
): Promise<string | Failure> {
  if (context.secrets.registrationToken !== null) return context.secrets.registrationToken;
  if (spec.login === 'no') {
    return fail(
      'login-needed',
      'The registration token is gone: Trackside had ended, and keeps no token on the disk.',
      'Start again, and paste a new one.',
    );
  }
  const minted = await parts.admin.registrationToken(spec.scope);
  return minted.ok ? minted.value : minted;
}

/** Whether a runner of that name is there right now; `unknown` where nobody can be asked: config.sh will say. */
async function nameAtGitHub(spec: SetUpSpec, parts: StepParts): Promise<SetUpSpec['sameName'] | Failure> {
  if (spec.login === 'no') return 'unknown';
  const found = await parts.admin.findRunner(spec.scope, spec.answers.name);
  if (!found.ok) return found;
  return found.value === null ? 'free' : 'taken';
}

/**
 * What a try that was cut short has left at GitHub never had a listener, so that one that is online is somebody else's, who
 * took the name in the meantime: it is neither replaced nor taken off, and there is none of ours beside it.
 */
async function someoneElses(
  spec: SetUpSpec,
  parts: StepParts,
  context: StepContext,
): Promise<Failure | null> {
  const found = await parts.admin.findRunner(spec.scope, spec.answers.name);
  if (!found.ok) return found;
  if (found.value === null || !isInUse(found.value)) return null;
  await context.remember({ registering: false });
  return nameTaken(spec.answers.name);
}

const isInUse = ({ busy, status }: RegisteredRunner): boolean => busy || status === 'online';

/** Nobody had the name when this operation began to register: who has it now, and is offline, is its own. */
const wasFree = (context: Pick<StepContext, 'memory'>): boolean => context.memory()['nameWas'] === 'free';

function nameTaken(name: string): Failure {
  return fail(
    'name-taken',
    `A runner named “${name}” is there already.`,
    'Choose another name, or have it replaced.',
  );
}

async function takeBack(spec: SetUpSpec, parts: StepParts, context: StepContext): Promise<StepOutcome> {
  const memory = context.memory();
  if (memory['registering'] !== true) return { ok: true };
  const quiet = await untilNotConfiguring(parts.host, spec.directory, context.signal, LEFT_OVER_MS);
  if (!quiet.ok) return quiet;
  const now = await configurationOf(spec.directory);
  const agentId = now.kind === 'configured' ? now.agentId : memory['agentId'];
  if (spec.login === 'no') return await takeBackWithoutLogin(spec, parts, context, now.kind);
  if (typeof agentId !== 'number') return await takeBackStray(spec, parts, context);
  const deleted = await parts.admin.deleteRunner(spec.scope, agentId);
  if (!deleted.ok) return notTakenBack(spec, deleted, 'is still');
  if (memory['nameWas'] !== 'taken') return { ok: true };
  return {
    ok: 'left',
    why: `The runner “${spec.answers.name}” that was there before had been replaced, as you asked; it is gone.`,
  };
}

/** A registration of our name that no folder knows of: ours only if the name was free before, and nobody uses it. */
async function takeBackStray(spec: SetUpSpec, parts: StepParts, context: StepContext): Promise<StepOutcome> {
  const { scope, answers } = spec;
  if (!wasFree(context)) {
    return {
      ok: 'left',
      why: `The runner “${answers.name}” that was there before may have been replaced, as you asked. Look at ${runnersPage(scope)}.`,
    };
  }
  const found = await parts.admin.findRunner(scope, answers.name);
  if (!found.ok) return notTakenBack(spec, found, 'may still be');
  if (found.value === null || isInUse(found.value)) return { ok: true };
  const deleted = await parts.admin.deleteRunner(scope, found.value.id);
  return deleted.ok ? { ok: true } : notTakenBack(spec, deleted, 'is still');
}

/** What stays where the person leaves it so is the message alone. */
function notTakenBack(spec: SetUpSpec, why: Failure, certain: 'is still' | 'may still be'): Failure {
  return fail(
    why.code,
    `“${spec.answers.name}” ${certain} registered (${runnersPage(spec.scope)}), because it could not be taken off: ${why.message}`,
    `${why.hint ?? 'Try again in a moment.'} If you leave it, GitHub drops it by itself after 14 days.`,
  );
}

async function takeBackWithoutLogin(
  spec: SetUpSpec,
  parts: StepParts,
  context: StepContext,
  kind: ConfigurationState['kind'],
): Promise<StepOutcome> {
  const { removeToken } = context.secrets;
  if (kind === 'configured' && removeToken !== null) {
    const removed = await unconfigureRunner(
      parts.host,
      { directory: spec.directory, token: removeToken, path: spec.environment.path.join(':') },
      { signal: context.signal, log: (text) => context.log(text), note: (text) => context.note(text) },
    );
    if (removed.ok) return { ok: true };
  }
  const certain = kind === 'configured' ? 'is still' : 'may still be';
  return {
    ok: 'left',
    why: `“${spec.answers.name}” ${certain} registered: without a login Trackside cannot take that back. Remove it at ${runnersPage(spec.scope)}; GitHub drops it by itself after 14 days.`,
  };
}
