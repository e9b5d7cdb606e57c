/** Tokens, what they may do, and how GitHub says no (github.md 1.3, 1.4). */
import { problem, type Answer, type Ask } from './http.ts';
import type { Repository, Role, ScopeRef } from './model.ts';
import type { State } from './state.ts';

export type Level = 'read' | 'write';
/** The name of a fine-grained permission, as `X-Accepted-GitHub-Permissions` writes it. */
export type Permission =
  | 'administration'
  | 'actions'
  | 'metadata'
  | 'members'
  | 'organization_administration'
  | 'organization_self_hosted_runners';

interface TokenBase {
  readonly token: string;
  readonly login: string;
  /** Which repositories the person can see, `owner/name`. */
  readonly repositories: 'all' | readonly string[];
  /** The person's own right there, whatever the token says. */
  readonly role?: Role;
  /** Organisations whose SAML sign-in this token still lacks. */
  readonly ssoMissing?: readonly string[];
  /** Past this it answers 401. */
  readonly expiresAt?: number;
}
export type Token =
  | (TokenBase & { readonly kind: 'classic'; readonly scopes: readonly string[] })
  | (TokenBase & {
      readonly kind: 'fine-grained';
      readonly permissions: Readonly<Partial<Record<Permission, Level>>>;
    });

/** What a route asks for. `nobody`: open to all; `anyone`: any token. */
export type Need =
  | { readonly kind: 'nobody' }
  | { readonly kind: 'anyone' }
  | {
      readonly kind: 'permission';
      readonly scope: ScopeRef;
      readonly permission: Permission;
      readonly level: Level;
    };

export type Caller =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'rejected' }
  | { readonly kind: 'known'; readonly token: Token };

export function callerOf(tokens: ReadonlyMap<string, Token>, ask: Ask, now: number): Caller {
  const header = ask.headers.authorization;
  if (header === undefined) return { kind: 'anonymous' };
  const match = /^(?:bearer|token)\s+(\S+)$/i.exec(header);
  const token = tokens.get(match?.[1] ?? '');
  if (token === undefined || (token.expiresAt ?? Infinity) < now) return { kind: 'rejected' };
  return { kind: 'known', token };
}

export const sees = (token: Token, repository: Repository): boolean => {
  if (repository.visibility === 'public' || token.repositories === 'all') return true;
  const name = `${repository.owner}/${repository.name}`.toLowerCase();
  return token.repositories.some((one) => one.toLowerCase() === name);
};

/** Classic scopes that are enough, the first being the least (github.md 1.1). */
function classicScopes(need: Extract<Need, { kind: 'permission' }>, repository: Repository | null): string[] {
  switch (need.scope.kind) {
    case 'repository':
      return repository?.visibility === 'public' ? ['public_repo', 'repo'] : ['repo'];
    case 'organization':
      if (need.permission === 'members') return ['read:org', 'write:org', 'admin:org'];
      return need.permission === 'organization_administration'
        ? ['admin:org']
        : ['admin:org', 'manage_runners:org'];
    case 'enterprise':
      return ['admin:enterprise', 'manage_runners:enterprise'];
  }
}

/** @returns the repository of the path when it may be seen, or the answer that says no. */
export function checkAccess(
  state: State,
  caller: Caller,
  need: Need,
): { readonly allowed: true } | { readonly allowed: false; readonly answer: Answer } {
  const no = (answer: Answer) => ({ allowed: false, answer }) as const;
  if (caller.kind === 'rejected') return no(problem(401, 'Bad credentials'));
  if (need.kind === 'nobody') return { allowed: true };
  if (caller.kind === 'anonymous') {
    const hidden = need.kind === 'permission' && need.scope.kind === 'repository';
    return no(hidden ? problem(404, 'Not Found') : problem(401, 'Requires authentication'));
  }
  if (need.kind === 'anyone') return { allowed: true };
  const { token } = caller;
  const repository = repositoryOf(state, need.scope);
  if (need.scope.kind === 'repository' && (repository === null || !sees(token, repository))) {
    return no(problem(404, 'Not Found'));
  }
  if (need.scope.kind === 'organization' && !state.organizations.has(need.scope.organization.toLowerCase())) {
    return no(problem(404, 'Not Found'));
  }
  const sso = missingSso(token, need.scope);
  if (sso !== null) return no(sso);
  return checkRights(state, token, need, repository);
}

const RANK: readonly Role[] = ['read', 'write', 'admin'];

/** A person's right at a place: the lesser of what their token has and of what the place allows. */
export function roleAt(token: Token, place: { readonly role: Role } | null): Role {
  const own = token.role ?? 'admin';
  const there = place?.role ?? 'admin';
  return RANK.indexOf(own) < RANK.indexOf(there) ? own : there;
}

const placeOf = (state: State, scope: ScopeRef): { readonly role: Role } | null =>
  scope.kind === 'organization'
    ? (state.organizations.get(scope.organization.toLowerCase()) ?? null)
    : repositoryOf(state, scope);

export function repositoryOf(state: State, scope: ScopeRef): Repository | null {
  if (scope.kind !== 'repository') return null;
  return state.repositories.get(`${scope.owner}/${scope.repository}`.toLowerCase()) ?? null;
}

function missingSso(token: Token, scope: ScopeRef): Answer | null {
  const owner =
    scope.kind === 'repository' ? scope.owner : scope.kind === 'organization' ? scope.organization : null;
  const missing = token.ssoMissing?.some((one) => one.toLowerCase() === owner?.toLowerCase()) ?? false;
  if (!missing || owner === null) return null;
  const url = `https://github.com/orgs/${owner}/sso?authorization_request=AAAAAAAAAAAAAAAA`;
  return problem(
    403,
    'Resource protected by organization SAML enforcement. You must grant your Personal Access token access to this organization.',
    { 'x-github-sso': `required; url=${url}` },
  );
}

function checkRights(
  state: State,
  token: Token,
  need: Extract<Need, { kind: 'permission' }>,
  repository: Repository | null,
): ReturnType<typeof checkAccess> {
  const no = (answer: Answer) => ({ allowed: false, answer }) as const;
  if (token.kind === 'classic') {
    const enough = classicScopes(need, repository);
    if (!enough.some((scope) => token.scopes.includes(scope))) {
      return no(
        problem(403, 'Must have admin rights to Repository.', {
          'x-accepted-oauth-scopes': enough.join(', '),
        }),
      );
    }
  } else if (need.scope.kind === 'enterprise' || !grants(heldLevel(token, need.permission), need.level)) {
    const accepted = `${need.permission}=${need.level}`;
    return no(
      problem(403, 'Resource not accessible by personal access token', {
        'x-accepted-github-permissions': accepted,
      }),
    );
  }
  return roleIsEnough(roleAt(token, placeOf(state, need.scope)), need)
    ? { allowed: true }
    : no(problem(403, 'Must have admin rights to Repository.'));
}

function roleIsEnough(role: Role, need: Extract<Need, { kind: 'permission' }>): boolean {
  switch (need.permission) {
    case 'metadata':
      return true;
    case 'actions':
      return need.level === 'read' || role !== 'read';
    case 'members':
      return true;
    case 'administration':
    case 'organization_administration':
    case 'organization_self_hosted_runners':
      return role === 'admin';
  }
}

/** Metadata: read is part of every fine-grained token. */
const heldLevel = (
  token: Extract<Token, { kind: 'fine-grained' }>,
  permission: Permission,
): Level | undefined => (permission === 'metadata' ? 'read' : token.permissions[permission]);
const grants = (held: Level | undefined, wanted: Level): boolean =>
  held === 'write' || (held === 'read' && wanted === 'read');

/** Headers that tell a classic or OAuth token what it holds. */
export const tokenHeaders = (caller: Caller): Record<string, string> =>
  caller.kind === 'known' && caller.token.kind === 'classic'
    ? { 'x-oauth-scopes': caller.token.scopes.join(', ') }
    : {};
