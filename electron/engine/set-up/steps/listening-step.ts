/** The proof that a runner listens for jobs, by three witnesses: its process, launchd, and GitHub. */
import { setTimeout as delay } from 'node:timers/promises';
import { fail, type Failure } from '../../../../shared/contract.ts';
import type { SetUpScope } from '../../../../shared/set-up.ts';
import type { Step, StepContext, StepOutcome } from '../../operations/definition.ts';
import type { ManagedRunner } from '../../runners/managed-runner.ts';
import { PLAIN_STEP, type StepParts } from '../step-parts.ts';

const LIMIT_MS = 90_000;
const LOOK_MS = 200;
/** GitHub is asked less often than the Mac. */
const GITHUB_LOOK_MS = 1_000;

export interface ListeningSubject {
  readonly directory: string;
  readonly scope: SetUpScope;
  /** Without one, what the runner itself wrote stands for GitHub's word. */
  readonly login: 'yes' | 'no';
}

/** What each witness says so far; null: it agrees. */
interface Missing {
  readonly process: string | null;
  readonly launchd: string | null;
  readonly github: string | null;
}

/** `finish` is called once it is proven, before the step ends. */
export function listeningStep(
  subject: ListeningSubject,
  parts: StepParts,
  finish: () => Promise<void>,
): Step {
  return {
    ...PLAIN_STEP,
    id: 'listening',
    title: 'See that it listens for jobs',
    detail:
      subject.login === 'yes'
        ? 'By three witnesses: its process, launchd, and GitHub.'
        : 'By its process, launchd, and its own log. GitHub cannot be asked without a login.',
    usualSeconds: 5,
    cancel: 'any-time',
    do: async (context) => {
      const outcome = await untilListening(subject, parts, context);
      if (outcome.ok === true) await finish();
      return outcome;
    },
    undo: async () => ({ ok: true }),
  };
}

async function untilListening(
  subject: ListeningSubject,
  parts: StepParts,
  context: StepContext,
): Promise<StepOutcome> {
  const deadline = parts.host.monotonic() + LIMIT_MS;
  let askedGitHubAt = -Infinity;
  let github: string | null = 'GitHub has not been asked yet.';
  for (;;) {
    if (context.signal.aborted) return fail('cancelled', 'It was cancelled.');
    await parts.runners.look();
    const runner = parts.runners.at(subject.directory);
    const here = localWitnesses(runner);
    const isHere = here.process === null && here.launchd === null;
    if (isHere && github !== null && parts.host.monotonic() - askedGitHubAt >= GITHUB_LOOK_MS) {
      askedGitHubAt = parts.host.monotonic();
      github = await gitHubWitness(subject, parts, runner);
    }
    const missing: Missing = { ...here, github };
    const lacking = [missing.process, missing.launchd, missing.github].filter((why) => why !== null);
    if (lacking.length === 0) return { ok: true, note: 'Listening for jobs.' };
    context.note(lacking[0] ?? null);
    if (parts.host.monotonic() > deadline) return notListening(runner, lacking);
    await delay(LOOK_MS);
  }
}

function localWitnesses(runner: ManagedRunner | null): Pick<Missing, 'process' | 'launchd'> {
  const record = runner?.record();
  const processes = record?.processes;
  const launchd = record?.launchd;
  return {
    process:
      processes?.kind === 'answered' && processes.answer.listeners.length > 0
        ? null
        : 'Its listener has not started yet.',
    launchd:
      launchd?.kind === 'answered' && launchd.answer.services.some(({ pid }) => pid !== null)
        ? null
        : 'launchd has no process for it yet.',
  };
}

async function gitHubWitness(
  { scope, login }: ListeningSubject,
  parts: StepParts,
  runner: ManagedRunner | null,
): Promise<string | null> {
  const record = runner?.record();
  if (login === 'no') {
    const state = record?.log.state;
    return state === 'idle' || state === 'busy' ? null : 'Its log does not say yet that it listens.';
  }
  const agentId = record?.configuration.kind === 'configured' ? record.configuration.agentId : null;
  if (agentId === null) return 'Its registration could not be read yet.';
  const seen = await parts.admin.runner(scope, agentId);
  if (!seen.ok) return seen.message;
  if (seen.value === null) return 'GitHub does not know it.';
  return seen.value.status === 'online' ? null : 'GitHub sees it offline.';
}

function notListening(runner: ManagedRunner | null, lacking: readonly string[]): Failure {
  const record = runner?.record();
  const words = record === undefined ? '' : (record.lastProblem?.message ?? '');
  return fail(
    'not-verified',
    `The runner did not come to listen for jobs within ${LIMIT_MS / 1000} s: ${lacking.join(' ')}`,
    words === '' ? 'Its log says more; try again.' : words,
  );
}
