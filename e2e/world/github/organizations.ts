/** Organisations of the practice GitHub: what they allow of runners, and their runner groups. */
import type { Organization, Role, RunnerGroup } from './model.ts';
import type { State } from './state.ts';

export interface OrganizationDetails {
  /** Which of its repositories may have runners of their own. */
  readonly repositoryRunners?: 'all' | 'none' | readonly string[];
  /** Left out: everyone owns it, as far as their token says so. */
  readonly role?: Role;
  /** Beside “Default”, which every organisation has. */
  readonly groups?: readonly { readonly name: string; readonly allowsPublic?: boolean }[];
}

/** The organisation of that name, made when there is none; what is given of it holds from now on. */
export function ensureOrganization(
  state: State,
  login: string,
  details: OrganizationDetails = {},
): Organization {
  const key = login.toLowerCase();
  const organization = state.organizations.get(key) ?? anew(login);
  state.organizations.set(key, organization);
  if (details.repositoryRunners !== undefined) organization.repositoryRunners = details.repositoryRunners;
  if (details.role !== undefined) organization.role = details.role;
  if (details.groups !== undefined) {
    organization.groups = [
      DEFAULT_GROUP,
      ...details.groups.map(({ name, allowsPublic = false }, index) => ({
        id: index + 2,
        name,
        isDefault: false,
        allowsPublic,
      })),
    ];
  }
  return organization;
}

const DEFAULT_GROUP: RunnerGroup = { id: 1, name: 'Default', isDefault: true, allowsPublic: false };

const anew = (login: string): Organization => ({
  login,
  repositoryRunners: 'all',
  role: 'admin',
  groups: [DEFAULT_GROUP],
});

/** A runner group of a scope by name; null: there is none. A repository's runners are all in “Default”. */
export function groupNamed(state: State, organization: string | null, name: string): RunnerGroup | null {
  const groups =
    organization === null
      ? [DEFAULT_GROUP]
      : (state.organizations.get(organization.toLowerCase())?.groups ?? [DEFAULT_GROUP]);
  return groups.find((group) => group.name.toLowerCase() === name.toLowerCase()) ?? null;
}
