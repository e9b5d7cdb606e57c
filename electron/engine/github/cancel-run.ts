/** Cancels a workflow run at GitHub, by a person's own choice only. */
import { fail, ok, type Reply } from '../../../shared/contract.ts';
import type { GitHubApi } from './api.ts';
import { apiBase } from './address.ts';
import type { Problem } from './problem.ts';
import type { TokenSource } from './token.ts';

/** Where the run is: the job's repository and the host of its runner. */
export interface RunAddress {
  readonly host: string;
  readonly owner: string;
  readonly repository: string;
}
interface Means {
  readonly api: GitHubApi;
  readonly tokens: TokenSource;
  readonly githubApi: string | null;
}

const BY_HAND = 'Open the job on GitHub and cancel it there.';

/**
 * Asks once; never repeats by itself. GitHub cancels later: the runner's own log tells when.
 * @param runId digits.
 */
export async function cancelRun(
  means: Means,
  run: RunAddress,
  runId: string,
): Promise<Reply<{ readonly asked: true }>> {
  if (!/^\d{1,20}$/.test(runId)) return fail('bad-request', 'That is not the number of a run.');
  const token = await means.tokens.get(run.host);
  if (!token.ok) return fail('not-allowed', token.why, BY_HAND);
  if (token.value === null) {
    return fail(
      'not-allowed',
      `There is no login for ${run.host} on this Mac, so Trackside cannot cancel the run.`,
      `Sign in with "gh auth login", or cancel it on GitHub.`,
    );
  }
  const outcome = await means.api.ask({
    method: 'POST',
    base: apiBase(run.host, means.githubApi),
    path: `/repos/${encodeURIComponent(run.owner)}/${encodeURIComponent(run.repository)}/actions/runs/${runId}/cancel`,
    token: token.value.token,
    etag: null,
    host: run.host,
    subject: `run ${runId} of ${run.owner}/${run.repository}`,
  });
  switch (outcome.kind) {
    case 'fresh':
    case 'unchanged':
      return ok({ asked: true });
    case 'problem':
      if (outcome.problem.kind === 'login-refused') means.tokens.drop(run.host);
      return failureOf(outcome.problem);
  }
}

function failureOf(problem: Problem): Reply<never> {
  switch (problem.kind) {
    case 'conflict':
      return fail('not-found', 'GitHub says that this run has ended already, or cannot be canceled now.');
    case 'not-found':
      return fail('not-found', problem.message, BY_HAND);
    case 'login-refused':
    case 'sign-on-needed':
    case 'no-permission':
      return fail('not-allowed', problem.message, BY_HAND);
    case 'timed-out':
      return fail(
        'timed-out',
        problem.message,
        'It may have been canceled all the same: look before you repeat it.',
      );
    case 'unreachable':
    case 'server-trouble':
    case 'odd-answer':
    case 'limit-used-up':
    case 'asked-to-slow-down':
    case 'refused':
      return fail('disconnected', problem.message, BY_HAND);
  }
}
