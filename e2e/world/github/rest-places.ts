/** Where a runner may be registered, and who allows it: repositories, organisations, runner groups, policies. */
import type { Octokit } from '@octokit/rest';
import { repositoryOf, roleAt, sees, type Caller } from './access.ts';
import { json, notFound, page, problem, type Answer, type Params } from './http.ts';
import type { Organization, Role } from './model.ts';
import { fullRepository, user } from './render.ts';
import { permission, repositoryScope, type Context, type Route } from './rest.ts';

declare const octokit: Octokit;
/** What the description beside this file lacks is held against the one that Octokit's types are made of. */
type Described<Route extends string> = Awaited<ReturnType<typeof octokit.request<Route>>>['data'];

const ofOrganization = (params: Params) =>
  ({ kind: 'organization', organization: params['org'] ?? '' }) as const;

export const placeRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/user/repos',
    cost: 'counted',
    need: () => ({ kind: 'anyone' }),
    answer: ownRepositories,
  },
  {
    method: 'GET',
    path: '/user/memberships/orgs',
    cost: 'counted',
    need: () => ({ kind: 'anyone' }),
    answer: memberships,
  },
  {
    method: 'GET',
    path: '/user/memberships/orgs/:org',
    cost: 'counted',
    need: (params) => permission(ofOrganization(params), 'members', 'read'),
    answer: (context) => ofKnown(context, (found) => json(200, membership(context, found))),
  },
  {
    method: 'GET',
    path: '/orgs/:org/actions/runner-groups',
    cost: 'counted',
    need: (params) => permission(ofOrganization(params), 'organization_self_hosted_runners', 'read'),
    answer: (context) => ofKnown(context, (found) => groups(context, found)),
  },
  {
    method: 'GET',
    path: '/orgs/:org/actions/permissions/self-hosted-runners',
    cost: 'counted',
    need: (params) => permission(ofOrganization(params), 'organization_administration', 'read'),
    answer: (context) => ofKnown(context, (found) => json(200, policy(context, found))),
  },
  {
    method: 'GET',
    path: '/orgs/:org/actions/permissions/self-hosted-runners/repositories',
    cost: 'counted',
    need: (params) => permission(ofOrganization(params), 'organization_administration', 'read'),
    answer: (context) => ofKnown(context, (found) => selected(context, found)),
  },
  {
    method: 'GET',
    path: '/repos/:owner/:repo/actions/permissions',
    cost: 'counted',
    need: (params) => permission(repositoryScope(params), 'administration', 'read'),
    answer: actionsPermissions,
  },
];

const roleOf = (caller: Caller, place: { readonly role: Role }): Role =>
  caller.kind === 'known' ? roleAt(caller.token, place) : 'read';

/** What is behind a single sign-on that the token lacks is left out, and GitHub says so (github.md 1.4). */
const SSO_PARTIAL = { 'x-github-sso': 'partial-results; organizations=21955855' };

/** Newest first, which stands for the last pushed to. */
function ownRepositories({ state, ask, caller }: Context): Answer {
  const { token } = caller.kind === 'known' ? caller : { token: null };
  if (token === null) return notFound();
  const visible = [...state.repositories.values()].filter((repository) => sees(token, repository));
  const behind = (owner: string): boolean =>
    token.ssoMissing?.some((one) => one.toLowerCase() === owner.toLowerCase()) ?? false;
  const mine = visible.filter(({ owner }) => !behind(owner));
  const { items, link } = page(ask, mine.toReversed());
  const shown = items.map((one) => fullRepository(ask.origin, ask.api, one, roleOf(caller, one)));
  return json(200, shown, { ...link, ...(mine.length < visible.length ? SSO_PARTIAL : {}) });
}

const ORG_SCOPES: readonly string[] = ['read:org', 'write:org', 'admin:org'];

/** All organisations are one's own; a fine-grained token needs “Members: read” (github.md 1.3). */
function memberships(context: Context): Answer {
  const { state, ask, caller } = context;
  if (caller.kind !== 'known') return notFound();
  const { token } = caller;
  if (token.kind === 'fine-grained' && token.permissions.members === undefined) {
    return problem(403, 'Resource not accessible by personal access token', {
      'x-accepted-github-permissions': 'members=read',
    });
  }
  if (token.kind === 'classic' && !token.scopes.some((scope) => ORG_SCOPES.includes(scope))) {
    return problem(403, 'You need at least read:org scope.', {
      'x-accepted-oauth-scopes': ORG_SCOPES.join(', '),
    });
  }
  const { items, link } = page(ask, [...state.organizations.values()]);
  return json(
    200,
    items.map((one) => membership(context, one)),
    link,
  );
}

function membership({ ask, caller }: Context, organization: Organization) {
  const { login } = organization;
  const base = `${ask.api}/orgs/${login}`;
  const { id, node_id, avatar_url } = user(ask.origin, ask.api, login, 'Organization');
  const organization_url = base;
  return {
    url: `${base}/memberships/${caller.kind === 'known' ? caller.token.login : ''}`,
    state: 'active',
    role: roleOf(caller, organization) === 'admin' ? 'admin' : 'member',
    organization_url,
    organization: {
      login,
      id,
      node_id,
      avatar_url,
      url: base,
      repos_url: `${base}/repos`,
      events_url: `${base}/events`,
      hooks_url: `${base}/hooks`,
      issues_url: `${base}/issues`,
      members_url: `${base}/members{/member}`,
      public_members_url: `${base}/public_members{/member}`,
      description: null,
    },
    user: user(ask.origin, ask.api, caller.kind === 'known' ? caller.token.login : ''),
  } satisfies Described<'GET /user/memberships/orgs/{org}'>;
}

function ofKnown({ state, params }: Context, answer: (organization: Organization) => Answer): Answer {
  const found = state.organizations.get((params['org'] ?? '').toLowerCase());
  return found === undefined ? notFound() : answer(found);
}

function groups({ ask }: Context, { login, groups: all }: Organization): Answer {
  const { items, link } = page(ask, all);
  const base = `${ask.api}/orgs/${login}/actions/runner-groups`;
  const shown = items.map(({ id, name, isDefault, allowsPublic }) => ({
    id,
    name,
    visibility: 'all',
    default: isDefault,
    runners_url: `${base}/${String(id)}/runners`,
    inherited: false,
    allows_public_repositories: allowsPublic,
    restricted_to_workflows: false,
    selected_workflows: [],
    workflow_restrictions_read_only: false,
  }));
  return json(200, { total_count: all.length, runner_groups: shown }, link);
}

function policy({ ask }: Context, { login, repositoryRunners }: Organization) {
  const kind = typeof repositoryRunners === 'string' ? repositoryRunners : 'selected';
  const address = `${ask.api}/orgs/${login}/actions/permissions/self-hosted-runners/repositories`;
  return {
    enabled_repositories: kind,
    ...(kind === 'selected' ? { selected_repositories_url: address } : {}),
  } satisfies Described<'GET /orgs/{org}/actions/permissions/self-hosted-runners'>;
}

function selected({ state, ask, caller }: Context, { repositoryRunners }: Organization): Answer {
  if (typeof repositoryRunners === 'string') return problem(409, 'The policy is not “selected”.');
  const wanted = new Set(repositoryRunners.map((name) => name.toLowerCase()));
  const all = [...state.repositories.entries()].flatMap(([name, one]) => (wanted.has(name) ? [one] : []));
  const { items, link } = page(ask, all);
  const body = {
    total_count: all.length,
    repositories: items.map((one) => fullRepository(ask.origin, ask.api, one, roleOf(caller, one))),
  } satisfies Described<'GET /orgs/{org}/actions/permissions/self-hosted-runners/repositories'>;
  return json(200, body, link);
}

function actionsPermissions({ state, params }: Context): Answer {
  const repository = repositoryOf(state, repositoryScope(params));
  if (repository === null) return notFound();
  const enabled = repository.actions === 'enabled';
  const body = {
    enabled,
    ...(enabled ? { allowed_actions: 'all', sha_pinning_required: false } : {}),
  } satisfies Described<'GET /repos/{owner}/{repo}/actions/permissions'>;
  return json(200, body);
}
