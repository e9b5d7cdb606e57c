/** The practice GitHub as a person finds it: places to choose from, and a runner to install. Tests make their own. */
import { join } from 'node:path';
import type { RepositoryDetails } from './github/state.ts';
import type { OrganizationDetails } from './github/organizations.ts';
import { buildRunnerArchive, defaultVersion } from './runner/package.ts';
import type { World } from './types.ts';

/** Each is there for something that the wizard has to say of it. The last is the first in GitHub's list. */
const REPOSITORIES: readonly (readonly [fullName: string, details: RepositoryDetails])[] = [
  ['acme/attic', { archived: true }],
  ['acme/handbook', { role: 'read' }],
  ['strict/vault', {}],
  ['orchard/pear', {}],
  ['orchard/plum', { visibility: 'internal' }],
  ['acme/the-continuous-integration-of-everything-that-was-ever-built-here-and-of-what-is-still-to-come', {}],
  ['acme/no-actions', { actions: 'disabled' }],
  ['acme/website', { visibility: 'public' }],
  ['mona/dotfiles', { ownerKind: 'User', visibility: 'public' }],
  ['mona/notes', { ownerKind: 'User' }],
];
const ORGANIZATIONS: readonly (readonly [login: string, details: OrganizationDetails])[] = [
  [
    'orchard',
    {
      groups: [
        { name: 'Builders' },
        { name: 'Open source', allowsPublic: true },
        { name: 'Machines under the desks of those who build the things that are shipped on Fridays' },
      ],
    },
  ],
  // Its owners keep runners to themselves.
  ['strict', { repositoryRunners: 'none' }],
  ['neighbours', { role: 'read' }],
];
const BALLAST_BYTES = 24_000_000;
/** So that a download is seen to go on: some four seconds. */
const BYTES_PER_SECOND = 6_000_000;

/** Rejects when no archive can be made. */
export async function furnishGitHub({
  github,
  root,
  speed,
}: Pick<World, 'github' | 'root' | 'speed'>): Promise<void> {
  for (const [fullName, details] of REPOSITORIES) github.addRepository(fullName, details);
  for (const [login, details] of ORGANIZATIONS) github.addOrganization(login, details);
  github.setDownloadPace(BYTES_PER_SECOND * speed);
  await offerRunner({ github, root, speed }, { version: defaultVersion });
}

export interface Offer {
  readonly version: string;
  /** Left out: GitHub offers it everywhere. */
  readonly reach?: 'downloads' | 'release';
  /** Left out: enough that its download takes some seconds. */
  readonly ballastBytes?: number;
}

/** Makes a runner of that version one that can be installed. Rejects when no archive of it can be made. */
export async function offerRunner(
  { github, root, speed }: Pick<World, 'github' | 'root' | 'speed'>,
  { version, reach = 'downloads', ballastBytes = BALLAST_BYTES }: Offer,
): Promise<{ readonly sha256: string }> {
  const archive = await buildRunnerArchive(join(root, 'archives'), {
    version,
    speed,
    github: github.origin,
    ballastBytes,
  });
  return await github.addRelease(version, archive.path, reach);
}
