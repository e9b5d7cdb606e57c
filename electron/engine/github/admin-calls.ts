/** What set-up, adoption and removal ask of GitHub and change there (admin.ts). Each question has its failure. */
import * as z from 'zod';
import { fail, ok, type Failure, type Reply } from '../../../shared/contract.ts';
import type { SetUpScope } from '../../../shared/set-up.ts';
import { runnersPath, scopeName } from './address.ts';
import type { GitHubAdmin, RegisteredRunner } from './admin.ts';
import type { Asking } from './asking.ts';
import type { Login, Logins } from './logins.ts';
import { askRunners, emptyMemory, runnerSchema, runnersSchema, type ListedRunner } from './runner-list.ts';
import { findPackage } from './runner-package.ts';

/** A runner token's own shape is no promise (github.md 1.6); what it must not be is something else than one word. */
const tokenSchema = z.object({ token: z.string().regex(/^[\x21-\x7e]{10,1024}$/) });
const nothing = z.unknown();

export function createAdmin(asking: Asking, logins: Pick<Logins, 'get'>): GitHubAdmin {
  /** Asks with the login of the scope's host. */
  const withLogin = async <T>(
    scope: SetUpScope,
    act: (login: Login) => Promise<Reply<T>>,
  ): Promise<Reply<T>> => {
    const login = await asking.loginOf(scope.host);
    return login.ok ? await act(login.value) : login;
  };

  const mint = (scope: SetUpScope, use: 'registration-token' | 'remove-token'): Promise<Reply<string>> =>
    withLogin(scope, async (login) => {
      const path = `${runnersPath(scope)}/${use}`;
      const deed = `${use === 'remove-token' ? 'remove' : 'register'} runners for ${scopeName(scope)}`;
      const request = { ...about(scope), deed, path, method: 'POST', schema: tokenSchema } as const;
      const answer = await asking.ask(request, login);
      return answer.ok ? ok(answer.data.token) : withWayOn(answer.failure, scope);
    });

  /**
   * GitHub says 404 both for a runner that is gone and for what a login may not see: it is gone only if the list of
   * runners can be read.
   */
  const afterNotFound = async <T>(scope: SetUpScope, login: Login, gone: T): Promise<Reply<T>> => {
    const path = `${runnersPath(scope)}?per_page=1`;
    const list = await asking.ask({ ...about(scope), path, schema: runnersSchema }, login);
    return list.ok ? ok(gone) : list.failure;
  };

  const byName = async (
    scope: SetUpScope,
    name: string,
    login: Login,
  ): Promise<Reply<RegisteredRunner | null>> => {
    const wanted = name.toLowerCase();
    const { api, githubApi } = asking;
    const list = await askRunners(api, { scope, login, githubApi }, emptyMemory());
    if (list.kind === 'problem') return asking.failureOf(list.problem);
    const found = list.runners.find((runner) => runner.name.toLowerCase() === wanted);
    if (found !== undefined) return ok(registered(found));
    if (list.extent === 'all') return ok(null);
    // More than are listed: GitHub's own search knows them all, though only by the exact spelling.
    const path = `${runnersPath(scope)}?name=${encodeURIComponent(name)}&per_page=1`;
    const searched = await asking.ask({ ...about(scope), path, schema: runnersSchema }, login);
    if (!searched.ok) return searched.failure;
    const [first] = searched.data.runners;
    return ok(first === undefined ? null : registered(first));
  };

  return {
    hasLogin: async (host) => {
      const login = await logins.get(host);
      return login.ok && login.value !== null;
    },
    runnerPackage: async (scope, architecture, version) => {
      const login = await logins.get(scope.host);
      return await findPackage(asking, scope, architecture, version, login.ok ? login.value : null);
    },
    registrationToken: (scope) => mint(scope, 'registration-token'),
    removeToken: (scope) => mint(scope, 'remove-token'),
    findRunner: (scope, name) => withLogin(scope, (login) => byName(scope, name, login)),
    runner: (scope, id) =>
      withLogin<RegisteredRunner | null>(scope, async (login) => {
        const path = `${runnersPath(scope)}/${String(id)}`;
        const answer = await asking.ask({ ...about(scope), path, schema: runnerSchema }, login);
        if (answer.ok) return ok(registered(answer.data));
        return answer.problem.kind === 'not-found' ? await afterNotFound(scope, login, null) : answer.failure;
      }),
    deleteRunner: (scope, id) =>
      withLogin<'deleted' | 'gone'>(scope, async (login) => {
        const path = `${runnersPath(scope)}/${String(id)}`;
        const deed = `remove runners for ${scopeName(scope)}`;
        const request = { ...about(scope), deed, path, method: 'DELETE', schema: nothing } as const;
        const answer = await asking.ask(request, login);
        if (answer.ok) return ok('deleted');
        if (answer.problem.kind === 'not-found') return await afterNotFound(scope, login, 'gone');
        return answer.status === 422 && /running a job/i.test(answer.said ?? '') ? JOB_RUNS : answer.failure;
      }),
  };
}

const JOB_RUNS = fail(
  'job-running',
  'GitHub says that this runner is working on a job, so it was not removed there.',
  'Wait until the job has ended, then try again.',
);

const about = (scope: SetUpScope): { readonly host: string; readonly subject: string } => ({
  host: scope.host,
  subject: scopeName(scope),
});

const registered = ({ id, name, status, busy, labels }: ListedRunner): RegisteredRunner => ({
  id,
  name,
  status,
  busy,
  labels,
});

/** The right to register cannot be found out before it is tried, so that its lack is first told here. */
function withWayOn(failure: Failure, scope: SetUpScope): Failure {
  if (failure.code !== 'no-permission' || scope.kind !== 'enterprise') return failure;
  return fail(
    failure.code,
    failure.message,
    'Runners of an enterprise take a classic token with the scope “manage_runners:enterprise”.',
  );
}
