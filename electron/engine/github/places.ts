/**
 * Where a runner could be registered: the repositories and organisations that a login sees, by part of their name.
 * Listed once and kept for a minute, so that typing does not ask GitHub for every letter.
 */
import * as z from 'zod';
import { ok, type Reply } from '../../../shared/contract.ts';
import type { Place } from '../../../shared/set-up.ts';
import { scopeName } from './address.ts';
import type { LeftOut } from './api.ts';
import { askPages, type Asking } from './asking.ts';
import { endsAll } from './failure.ts';
import type { Login } from './logins.ts';

export interface FoundPlaces {
  readonly places: readonly Place[];
  readonly more: boolean;
  readonly note: string | null;
}
export interface Places {
  /** @param query part of a name in any letter case; a whole `owner/name`, or its address, is looked up. */
  find(host: string, query: string): Promise<Reply<FoundPlaces>>;
  /** Another login is used: what was listed with the old one does not count. */
  forget(): void;
}

const MEMORY_MS = 60_000;
const SHOWN = 50;
const REPOSITORIES = { perPage: 100, pages: 10 } as const;
const ORGANIZATIONS = { perPage: 100, pages: 3 } as const;
const MAX_LISTS = 4;
const MAX_LOOKED_UP = 50;

interface Listed {
  readonly places: readonly Place[];
  readonly extent: 'all' | 'cut';
  /** Whether GitHub lists them to this login. */
  readonly organizations: 'yes' | 'no';
  readonly note: string | null;
  /** Looked up by name, in lower case; null: not there. */
  readonly lookedUp: Map<string, Place | null>;
}

export const repositorySchema = z.object({
  name: z.string(),
  private: z.boolean(),
  visibility: z.enum(['public', 'private', 'internal']).optional().catch(undefined),
  archived: z.boolean().optional(),
  disabled: z.boolean().optional(),
  owner: z.object({ login: z.string(), type: z.string().optional() }),
  permissions: z.object({ admin: z.boolean().optional() }).optional(),
});
export type SeenRepository = z.infer<typeof repositorySchema>;
export const membershipSchema = z.object({
  state: z.string(),
  role: z.string(),
  organization: z.object({ login: z.string() }),
});

/** @param monotonic milliseconds on a clock that nobody sets. */
export function createPlaces(asking: Asking, monotonic: () => number): Places {
  const lists = new Map<string, { readonly at: number; readonly listed: Promise<Reply<Listed>> }>();

  const listOnce = async (host: string, login: Login): Promise<Reply<Listed>> => {
    const key = `${host} ${login.mark}`;
    const known = lists.get(key);
    if (known !== undefined && monotonic() - known.at < MEMORY_MS) return await known.listed;
    lists.delete(key);
    const [oldest] = lists.keys();
    if (lists.size >= MAX_LISTS && oldest !== undefined) lists.delete(oldest);
    const listed = list(asking, host, login);
    const entry = { at: monotonic(), listed };
    lists.set(key, entry);
    const reply = await listed;
    // A failure is not worth remembering: the next try may succeed.
    if (!reply.ok && lists.get(key) === entry) lists.delete(key);
    return reply;
  };

  return {
    find: async (name, text) => {
      const host = name.toLowerCase();
      const login = await asking.loginOf(host);
      if (!login.ok) return login;
      const listed = await listOnce(host, login.value);
      if (!listed.ok) return listed;
      const query = plainQuery(host, text);
      const matches = listed.value.places.filter((place) => nameOf(place).toLowerCase().includes(query));
      const exact = matches.some((place) => nameOf(place).toLowerCase() === query);
      const typed = exact ? [] : await lookUp(asking, host, query, login.value, listed.value);
      const found = [...typed, ...matches];
      const all = found.length === 0 ? typedOrganization(host, query, listed.value) : found;
      const more = all.length > SHOWN || listed.value.extent === 'cut';
      return ok({ places: all.slice(0, SHOWN), more, note: listed.value.note });
    },
    forget: () => lists.clear(),
  };
}

async function list(asking: Asking, host: string, login: Login): Promise<Reply<Listed>> {
  const subject = 'your repositories';
  const path = '/user/repos?affiliation=owner,collaborator,organization_member&sort=pushed';
  const schema = z.array(repositorySchema);
  const repositories = await askPages(
    asking,
    { host, subject, path, schema },
    login,
    REPOSITORIES,
    (all) => all,
  );
  if ('ok' in repositories) return repositories.failure;
  const organizations = await listOrganizations(asking, host, login);
  if (!organizations.ok) return organizations;
  const usable = repositories.items.filter(
    ({ archived, disabled }) => archived !== true && disabled !== true,
  );
  const { owned, told } = organizations.value;
  const mine = new Set(owned.map((name) => name.toLowerCase()));
  const places: Place[] = [
    ...distinct([...usable.flatMap(organizationOf), ...owned]).map((organization) => ({
      scope: { kind: 'organization' as const, host, organization },
      visibility: null,
      administers: mine.has(organization.toLowerCase()),
    })),
    ...usable.map((repository) => placeOf(host, repository)),
  ];
  return ok({
    places: [...places.filter((place) => place.administers), ...places.filter((place) => !place.administers)],
    extent: repositories.extent,
    organizations: told,
    note: noteOf(login, told, repositories.leftOut),
    lookedUp: new Map(),
  });
}

/** Names at GitHub do not depend on letter case. */
const distinct = (names: readonly string[]): readonly string[] => [
  ...new Map(names.map((name) => [name.toLowerCase(), name])).values(),
];
const organizationOf = ({ owner }: SeenRepository): readonly string[] =>
  owner.type === 'Organization' ? [owner.login] : [];

/** Organisations of which this person is an owner. `told: 'no'`: GitHub does not list them to this login. */
async function listOrganizations(
  asking: Asking,
  host: string,
  login: Login,
): Promise<Reply<{ readonly owned: readonly string[]; readonly told: 'yes' | 'no' }>> {
  const subject = 'your organisations';
  const path = '/user/memberships/orgs?state=active';
  const schema = z.array(membershipSchema);
  const found = await askPages(asking, { host, subject, path, schema }, login, ORGANIZATIONS, (all) => all);
  if ('ok' in found) return endsAll(found.problem.kind) ? found.failure : ok({ owned: [], told: 'no' });
  const owned = found.items.filter(({ state, role }) => state === 'active' && role === 'admin');
  return ok({ owned: owned.map(({ organization }) => organization.login), told: 'yes' });
}

/** A fine-grained token sees what it was made for, and only one owner's (github.md 1.1). */
function noteOf(login: Login, told: 'yes' | 'no', leftOut: LeftOut): string | null {
  const notes = [
    ...(leftOut === 'single-sign-on'
      ? [
          'Places behind single sign-on are left out, for this login is not authorized for it yet: authorize it in GitHub’s settings of your tokens and applications.',
        ]
      : []),
    ...(login.token.startsWith('github_pat_')
      ? [
          'This token sees only those repositories of one owner that it was made for; type “owner/name” to look for another.',
        ]
      : []),
    ...(told === 'no'
      ? ['GitHub does not list your organisations to this login; type the name of one to choose it.']
      : []),
  ];
  return notes.length === 0 ? null : notes.join(' ');
}

/** A pasted address counts as the name in it. */
function plainQuery(host: string, text: string): string {
  const query = text.trim().toLowerCase();
  const start = [`https://${host}/`, `${host}/`].find((prefix) => query.startsWith(prefix));
  const name = start === undefined ? query : query.slice(start.length);
  return name.replace(/\/+$/, '').replace(/\.git$/, '');
}

const FULL_NAME = /^([\w.-]{1,100})\/([\w.-]{1,100})$/;
const OWNER_NAME = /^[a-z0-9][a-z0-9-]{0,99}$/;

/** A repository that was typed whole and is not in the list. */
async function lookUp(
  asking: Asking,
  host: string,
  query: string,
  login: Login,
  { lookedUp }: Listed,
): Promise<readonly Place[]> {
  const known = lookedUp.get(query);
  if (known !== undefined) return known === null ? [] : [known];
  const [owner, name] = FULL_NAME.exec(query)?.slice(1) ?? [];
  if (owner === undefined || name === undefined) return [];
  const found = await asking.ask(
    { host, subject: query, path: `/repos/${owner}/${name}`, schema: repositorySchema },
    login,
  );
  // Only “not there” is an answer; what went wrong is tried again at the next letter.
  if (!found.ok && found.problem.kind !== 'not-found') return [];
  const place = found.ok ? placeOf(host, found.data) : null;
  if (lookedUp.size >= MAX_LOOKED_UP) lookedUp.clear();
  lookedUp.set(query, place);
  return place === null ? [] : [place];
}

/** A name that fits nothing, where GitHub lists no organisations: it may be one's. A closer look at it will tell. */
function typedOrganization(host: string, query: string, { organizations }: Listed): readonly Place[] {
  if (organizations === 'yes' || !OWNER_NAME.test(query)) return [];
  return [
    {
      scope: { kind: 'organization', host, organization: query },
      visibility: null,
      administers: false,
    },
  ];
}

const nameOf = ({ scope }: Place): string => scopeName(scope);

export const placeOf = (host: string, repository: SeenRepository): Place => ({
  scope: { kind: 'repository', host, owner: repository.owner.login, repository: repository.name },
  visibility: repository.visibility ?? (repository.private ? 'private' : 'public'),
  administers: repository.permissions?.admin === true,
});
