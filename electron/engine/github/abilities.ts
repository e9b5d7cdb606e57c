/**
 * What a login may do, in words (github.md 1.3, 1.4). Only reads are asked for: what GitHub does not tell before it is
 * tried, such as whether a fine-grained token may register, is “unknown”.
 */
import type { Failure } from '../../../shared/contract.ts';
import type { Ability, LoginWay, SetUpScope } from '../../../shared/set-up.ts';
import { scopeName } from './address.ts';
import type { Scopes } from './api.ts';
import type { ProblemKind } from './problem.ts';

/** How a read went. `unasked`: it was not tried. */
export type Seen =
  | { readonly kind: 'yes' }
  | { readonly kind: 'no'; readonly problem: ProblemKind; readonly failure: Failure }
  | { readonly kind: 'unasked' };

interface LoginFacts {
  readonly host: string;
  readonly way: LoginWay;
  readonly scopes: Scopes;
}
export interface PlaceFacts extends LoginFacts {
  readonly scope: SetUpScope;
  readonly visibility: 'public' | 'private' | 'internal' | null;
  /** Whether this person administers it; null: GitHub did not say. */
  readonly administers: boolean | null;
  readonly runners: Seen;
  readonly jobs: Seen;
}

const REPOSITORY = ['repo'];
const PUBLIC_REPOSITORY = ['repo', 'public_repo'];
const ORGANIZATION = ['admin:org', 'manage_runners:org'];
const ENTERPRISE = ['admin:enterprise', 'manage_runners:enterprise'];

const has = (scopes: readonly string[], wanted: readonly string[]): boolean =>
  wanted.some((scope) => scopes.includes(scope));

/** How such a login comes by a right that it lacks; nothing is run for the person. */
function remedy({ host, way }: LoginFacts, scope: string): string {
  return way === 'gh'
    ? `Type “gh auth refresh -h ${host} -s ${scope}” in a terminal, then look again.`
    : `Use a token that has the scope “${scope}”.`;
}

type Id = Ability['id'];
const yes = (id: Id, doing: string): Ability => ({
  id,
  allowed: 'yes',
  sentence: `May ${doing}.`,
  hint: null,
});
const no = (id: Id, doing: string, hint: string | null): Ability => ({
  id,
  allowed: 'no',
  sentence: `May not ${doing}.`,
  hint,
});
const unknown = (id: Id, doing: string, hint: string): Ability => ({
  id,
  allowed: 'unknown',
  sentence: `Whether it may ${doing} is not known yet.`,
  hint,
});

/** A fine-grained token's rights are told by each answer alone (github.md 1.4). */
const TOLD_BY_PLACE: Ability = {
  id: 'register-runners',
  allowed: 'unknown',
  sentence: 'Whether it may register runners is not known yet.',
  hint: 'GitHub tells what such a token may do for one place at a time, so Trackside looks once you have chosen one.',
};

/** Of a login as such, before a place is chosen. */
export function loginAbilities(facts: LoginFacts, account: string): readonly Ability[] {
  const { scopes } = facts;
  const seen: Ability = { id: 'see-account', allowed: 'yes', sentence: `Speaks for ${account}.`, hint: null };
  const rest: readonly (readonly [id: Id, doing: string, wanted: readonly string[]])[] = [
    ['see-runners', 'see the runners of repositories that you administer', PUBLIC_REPOSITORY],
    ['register-runners', 'register runners for repositories that you administer', PUBLIC_REPOSITORY],
    ['remove-runners', 'remove runners from repositories that you administer', PUBLIC_REPOSITORY],
    ['see-jobs', 'see the jobs of your repositories', PUBLIC_REPOSITORY],
    ['organization-runners', 'manage the runners of organisations that you own', ORGANIZATION],
  ];
  if (scopes === null) return [seen, TOLD_BY_PLACE];
  return [
    seen,
    ...rest.map(([id, doing, wanted]) => {
      if (!has(scopes, wanted)) return no(id, doing, remedy(facts, wanted[0] ?? ''));
      const onlyPublic = wanted === PUBLIC_REPOSITORY && !has(scopes, REPOSITORY);
      return yes(id, onlyPublic ? `${doing}, public ones only` : doing);
    }),
  ];
}

/** For one place, after it was looked at. */
export function placeAbilities(facts: PlaceFacts): readonly Ability[] {
  const name = scopeName(facts.scope);
  return [
    ofRead('see-runners', `see the runners of ${name}`, facts.runners, lacked(facts, facts.runners)),
    ofWrite('register-runners', `register runners for ${name}`, facts),
    ofWrite('remove-runners', `remove runners from ${name}`, facts),
    ...(facts.scope.kind === 'repository'
      ? [
          ofRead(
            'see-jobs',
            `see the jobs of ${name}`,
            facts.jobs,
            lacked(facts, facts.jobs, '“Actions: read-only”'),
          ),
        ]
      : []),
  ];
}

/** The right that the runners take: reading them takes the same as changing them, but for its level (github.md 1.3). */
const runnersRight = ({ scope }: PlaceFacts): string =>
  `“${scope.kind === 'repository' ? 'Administration' : 'Self-hosted runners'}: read and write”`;

/**
 * What a fine-grained token lacks to do all that it is wanted for. GitHub's own answer to a read names no more than the
 * right to read: who gave the token that one would be refused once more.
 */
function lacked(facts: PlaceFacts, seen: Seen, right = runnersRight(facts)): string | null {
  return facts.scopes === null && seen.kind === 'no' && seen.problem === 'no-permission'
    ? `The token needs the permission ${right}; if it has it, the organisation may still have to approve it.`
    : null;
}

function ofRead(id: Id, doing: string, seen: Seen, lacks: string | null): Ability {
  switch (seen.kind) {
    case 'yes':
      return yes(id, doing);
    case 'no':
      return no(id, doing, lacks ?? inOne(seen.failure));
    case 'unasked':
      return unknown(id, doing, 'GitHub was not asked.');
  }
}

function ofWrite(id: Id, doing: string, facts: PlaceFacts): Ability {
  const { scope, scopes, runners } = facts;
  if (scope.kind === 'repository' && facts.administers === false) {
    return no(id, doing, `It takes an administrator of ${scopeName(scope)}.`);
  }
  if (scopes === null && scope.kind === 'enterprise') return no(id, doing, ENTERPRISE_TOKENS);
  const wanted = wantedScopes(facts);
  if (scopes !== null && !has(scopes, wanted)) return no(id, doing, remedy(facts, wanted[0] ?? ''));
  if (runners.kind === 'no') return no(id, doing, lacked(facts, runners) ?? inOne(runners.failure));
  if (runners.kind === 'unasked') return unknown(id, doing, 'GitHub was not asked.');
  if (scopes !== null) return yes(id, doing);
  return unknown(
    id,
    doing,
    `GitHub tells only when it is tried. The token needs the permission ${runnersRight(facts)}.`,
  );
}

function wantedScopes({ scope, visibility }: PlaceFacts): readonly string[] {
  switch (scope.kind) {
    case 'repository':
      return visibility === 'public' ? PUBLIC_REPOSITORY : REPOSITORY;
    case 'organization':
      return ORGANIZATION;
    case 'enterprise':
      return ENTERPRISE;
  }
}

/** github.md 1.3: neither fine-grained tokens nor GitHub Apps reach an enterprise's runners. */
export const ENTERPRISE_TOKENS =
  'Runners of an enterprise can be managed only with a classic token that has the scope “manage_runners:enterprise”.';

const inOne = ({ message, hint }: Failure): string => (hint === undefined ? message : `${message} ${hint}`);
