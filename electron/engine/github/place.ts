/** A closer look at one place: what the login may do there, which runners and groups there are, and who forbids it. */
import * as z from 'zod';
import { ok, type Reply } from '../../../shared/contract.ts';
import type { PlaceReport, RunnerGroup, SetUpScope } from '../../../shared/set-up.ts';
import { ENTERPRISE_TOKENS, placeAbilities, type PlaceFacts, type Seen } from './abilities.ts';
import { actionsPath, scopeName } from './address.ts';
import type { Scopes } from './api.ts';
import { askPages, type Answered, type Asking } from './asking.ts';
import { endsAll } from './failure.ts';
import type { Login } from './logins.ts';
import { membershipSchema, placeOf, repositorySchema } from './places.ts';
import { refusalOf } from './place-refusal.ts';
import { askRunners, emptyMemory } from './runner-list.ts';

type Scope<Kind extends SetUpScope['kind']> = Extract<SetUpScope, { kind: Kind }>;

/** Reads only. A failure where nothing could be found out; what is only refused is told in the report. */
export async function lookAtPlace(asking: Asking, scope: SetUpScope): Promise<Reply<PlaceReport>> {
  const login = await asking.loginOf(scope.host);
  if (!login.ok) return login;
  switch (scope.kind) {
    case 'repository':
      return await ofRepository(asking, scope, login.value);
    case 'organization':
      return await ofOrganization(asking, scope, login.value);
    case 'enterprise':
      return await ofEnterprise(asking, scope, login.value);
  }
}

async function ofRepository(
  asking: Asking,
  scope: Scope<'repository'>,
  login: Login,
): Promise<Reply<PlaceReport>> {
  const { host } = scope;
  const subject = scopeName(scope);
  const path = actionsPath(scope).replace(/\/actions$/, '');
  const found = await asking.ask({ host, subject, path, schema: repositorySchema }, login);
  if (!found.ok) return found.failure;
  const repository = found.data;
  const runners = await namesOf(asking, scope, login);
  if (!runners.ok) return runners;
  const runs = await asking.ask(
    { host, subject, path: `${path}/actions/runs?per_page=1`, schema: z.object({}) },
    login,
  );
  if (!runs.ok && endsAll(runs.problem.kind)) return runs.failure;
  const refusal = await refusalOf(asking, scope, { repository, runners: runners.value.seen }, login);
  if (!refusal.ok) return refusal;
  const place = placeOf(host, repository);
  const { permissions } = repository;
  const facts: PlaceFacts = {
    ...loginFacts(host, login, found.scopes),
    scope,
    visibility: place.visibility,
    administers: permissions?.admin ?? null,
    runners: runners.value.seen,
    jobs: seenOf(runs),
  };
  return ok({
    place,
    abilities: placeAbilities(facts),
    groups: [],
    runnerNames: runners.value.names,
    refusal: refusal.value,
  });
}

async function ofOrganization(
  asking: Asking,
  scope: Scope<'organization'>,
  login: Login,
): Promise<Reply<PlaceReport>> {
  const { host, organization } = scope;
  const runners = await namesOf(asking, scope, login);
  if (!runners.ok) return runners;
  const path = `/user/memberships/orgs/${encodeURIComponent(organization)}`;
  const member = await asking.ask({ host, subject: organization, path, schema: membershipSchema }, login);
  if (!member.ok) {
    if (endsAll(member.problem.kind)) return member.failure;
    const { seen } = runners.value;
    if (seen.kind === 'no' && seen.failure.code === 'not-found') return seen.failure;
  }
  const groups = await groupsOf(asking, scope, login, runners.value.seen);
  if (!groups.ok) return groups;
  const owner = member.ok && member.data.state === 'active' && member.data.role === 'admin';
  return ok({
    place: { scope, visibility: null, administers: owner },
    abilities: placeAbilities({
      ...loginFacts(host, login, runners.value.scopes),
      scope,
      visibility: null,
      administers: member.ok ? owner : null,
      runners: runners.value.seen,
      jobs: { kind: 'unasked' },
    }),
    groups: groups.value,
    runnerNames: runners.value.names,
    refusal: null,
  });
}

async function ofEnterprise(
  asking: Asking,
  scope: Scope<'enterprise'>,
  login: Login,
): Promise<Reply<PlaceReport>> {
  const runners = await namesOf(asking, scope, login);
  if (!runners.ok) return runners;
  const { seen, names, scopes } = runners.value;
  const groups = await groupsOf(asking, scope, login, seen);
  if (!groups.ok) return groups;
  return ok({
    place: { scope, visibility: null, administers: seen.kind === 'yes' },
    abilities: placeAbilities({
      ...loginFacts(scope.host, login, scopes),
      scope,
      visibility: null,
      administers: null,
      runners: seen,
      jobs: { kind: 'unasked' },
    }),
    groups: groups.value,
    runnerNames: names,
    refusal: scopes === null ? ENTERPRISE_TOKENS : null,
  });
}

const loginFacts = (host: string, { way }: Login, scopes: Scopes) => ({ host, way, scopes });

const seenOf = <T>(answer: Answered<T>): Seen =>
  answer.ok ? { kind: 'yes' } : { kind: 'no', problem: answer.problem.kind, failure: answer.failure };

interface Names {
  /** Null: they could not be read. */
  readonly names: readonly string[] | null;
  readonly seen: Seen;
  readonly scopes: Scopes;
}

async function namesOf(asking: Asking, scope: SetUpScope, login: Login): Promise<Reply<Names>> {
  const { api, githubApi } = asking;
  const list = await askRunners(api, { scope, login, githubApi }, emptyMemory());
  if (list.kind === 'list') {
    const names = list.runners.map((runner) => runner.name);
    return ok({ names, seen: { kind: 'yes' }, scopes: list.scopes });
  }
  const failure = asking.failureOf(list.problem);
  if (endsAll(list.problem.kind)) return failure;
  return ok({ names: null, seen: { kind: 'no', problem: list.problem.kind, failure }, scopes: list.scopes });
}

const GROUPS = { perPage: 100, pages: 5 } as const;
const groupsSchema = z.object({
  runner_groups: z.array(
    z.object({
      name: z.string(),
      default: z.boolean().optional(),
      allows_public_repositories: z.boolean().optional(),
    }),
  ),
});

/** Empty where they cannot be had (github.md 2.2): without a group the runner goes into the default one. */
async function groupsOf(
  asking: Asking,
  scope: Scope<'organization' | 'enterprise'>,
  login: Login,
  runners: Seen,
): Promise<Reply<readonly RunnerGroup[]>> {
  // The same right as for the runners (github.md 1.3).
  if (runners.kind !== 'yes') return ok([]);
  const request = {
    host: scope.host,
    subject: scopeName(scope),
    path: `${actionsPath(scope)}/runner-groups`,
    schema: groupsSchema,
  };
  const found = await askPages(asking, request, login, GROUPS, (data) => data.runner_groups);
  if ('ok' in found) return endsAll(found.problem.kind) ? found.failure : ok([]);
  return ok(
    found.items.map((group) => ({
      name: group.name,
      isDefault: group.default === true,
      allowsPublic: group.allows_public_repositories ?? null,
    })),
  );
}
