/** The proof that a runner listens for jobs, by three witnesses: its process, launchd, and GitHub. */
import { setTimeout as delay } from 'node:timers/promises';
import { fail, type Failure } from '../../../../shared/contract.ts';
import type { SetUpScope } from '../../../../shared/set-up.ts';
import type { Step, StepContext, StepOutcome } from '../../operations/definition.ts';
import { runningAgent } from '../../runners/choose-agent.ts';
import type { ManagedRunner } from '../../runners/managed-runner.ts';
import { PLAIN_STEP, type StepParts } from '../step-parts.ts';

const LIMIT_MS = 90_000;
/** A listener that was killed leaves its session, which GitHub keeps for four minutes (runner.md 6.4). */
const CONFLICT_LIMIT_MS = 5 * 60_000;
/** So long a GitHub that gives no answer is asked again; then what the runner itself says must do. */
const SILENT_MS = 20_000;
const LOOK_MS = 200;
/** GitHub is asked less often than the Mac. */
const GITHUB_LOOK_MS = 1_000;

export interface ListeningSubject {
  readonly directory: string;
  readonly scope: SetUpScope;
  /** Without one, what the runner itself wrote stands for GitHub's word. */
  readonly login: 'yes' | 'no';
}

/** `silent`: it gives no answer, which says nothing of the runner. */
type GitHubWord = { readonly kind: 'agrees' } | { readonly kind: 'differs' | 'silent'; readonly why: string };

/** `finish` is called once it is proven, before the step ends. */
export function listeningStep(
  subject: ListeningSubject,
  parts: StepParts,
  finish: (context: StepContext) => Promise<void>,
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
      if (outcome.ok === true) await finish(context);
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
  const since = parts.host.monotonic();
  let askedGitHubAt = -Infinity;
  let silentSince: number | null = null;
  let github: GitHubWord = { kind: 'differs', why: 'GitHub has not been asked yet.' };
  for (;;) {
    if (context.signal.aborted) return fail('cancelled', 'It was cancelled.');
    await parts.runners.look();
    const runner = parts.runners.at(subject.directory);
    const { process, launchd } = localWitnesses(runner);
    const conflict = hasConflict(runner);
    const now = parts.host.monotonic();
    const isHere = process === null && launchd === null && !conflict;
    if (isHere && github.kind !== 'agrees' && now - askedGitHubAt >= GITHUB_LOOK_MS) {
      askedGitHubAt = now;
      // Who cancels does not wait for a GitHub that gives no answer.
      github = await Promise.race([gitHubWitness(subject, parts, runner), aborted(context.signal)]);
      silentSince = github.kind === 'silent' ? (silentSince ?? now) : null;
    }
    if (context.signal.aborted) return fail('cancelled', 'It was cancelled.');
    const lacking = [process, launchd, github.kind === 'agrees' ? null : github.why].filter(
      (why) => why !== null,
    );
    if (lacking.length === 0) return { ok: true, note: 'Listening for jobs.' };
    const isSilent = silentSince !== null && now - silentSince > SILENT_MS;
    if (isHere && isSilent && saysItListens(runner) === true) return { ok: true, note: SILENT };
    context.note(conflict ? CONFLICT : (lacking[0] ?? null));
    const limit = conflict ? CONFLICT_LIMIT_MS : LIMIT_MS;
    if (now - since > limit) return notListening(runner, lacking, limit);
    await delay(LOOK_MS);
  }
}

function aborted(signal: AbortSignal): Promise<GitHubWord> {
  return new Promise((resolve) => {
    const end = (): void => resolve({ kind: 'silent', why: 'GitHub has not answered yet.' });
    if (signal.aborted) end();
    signal.addEventListener('abort', end, { once: true });
  });
}

const SILENT = 'Its own log says that it listens for jobs; GitHub could not be asked.';
const CONFLICT = 'GitHub still keeps the session that it had; it ends within four minutes.';

function hasConflict(runner: ManagedRunner | null): boolean {
  const state = runner?.record().state;
  return state?.kind === 'offline' && state.reason === 'session-conflict';
}

/** A listener of launchd's, and none that somebody has started in a terminal. */
function localWitnesses(runner: ManagedRunner | null): {
  readonly process: string | null;
  readonly launchd: string | null;
} {
  const record = runner?.record();
  const processes = record?.processes;
  return {
    process:
      processes?.kind === 'answered' && processes.answer.listeners.length > 0
        ? null
        : 'Its listener has not started yet.',
    launchd:
      record !== undefined && runningAgent(record) !== null ? null : 'launchd has no process for it yet.',
  };
}

/** What the runner itself says since this listener began; null: its log cannot be read. */
function saysItListens(runner: ManagedRunner | null): boolean | null {
  const kind = runner?.record().state.kind;
  if (kind === 'unknown') return null;
  return kind === 'idle' || kind === 'busy' || kind === 'draining';
}

async function gitHubWitness(
  { scope, login }: ListeningSubject,
  parts: StepParts,
  runner: ManagedRunner | null,
): Promise<GitHubWord> {
  const says = saysItListens(runner);
  // GitHub may still speak of the listener before this one.
  if (says === false || (login === 'no' && says === null)) return { kind: 'differs', why: NOT_SAID };
  if (login === 'no') return { kind: 'agrees' };
  const record = runner?.record();
  const agentId = record?.configuration.kind === 'configured' ? record.configuration.agentId : null;
  if (agentId === null) return { kind: 'differs', why: 'Its registration could not be read yet.' };
  const seen = await parts.admin.runner(scope, agentId);
  if (!seen.ok) return { kind: 'silent', why: seen.message };
  if (seen.value === null) return { kind: 'differs', why: 'GitHub does not know it.' };
  return seen.value.status === 'online'
    ? { kind: 'agrees' }
    : { kind: 'differs', why: 'GitHub sees it offline.' };
}

const NOT_SAID = 'Its log does not say yet that it listens.';

function notListening(runner: ManagedRunner | null, lacking: readonly string[], limitMs: number): Failure {
  const record = runner?.record();
  const words = record === undefined ? '' : (record.lastProblem?.message ?? '');
  return fail(
    'not-verified',
    `The runner did not come to listen for jobs within ${limitMs / 1000} s: ${lacking.join(' ')}`,
    words === '' ? 'Its log says more; try again.' : words,
  );
}
