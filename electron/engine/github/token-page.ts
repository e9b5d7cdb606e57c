/** GitHub's form for a fine-grained token, filled in as far as GitHub lets one, and what such a token must allow. */
import type { GitHubLogin } from '../../../shared/set-up.ts';

/**
 * The form's query parameters are those of GitHub Docs, “Managing your personal access tokens”, “Pre-filling … using URL
 * parameters”: `name`, `description`, and each permission by its name. An organisation's own permissions are refused by
 * the form unless the organisation is its `target_name`, so that they are not among them. A server that does not know
 * the parameters shows the empty form.
 */
export function tokenPage(host: string): string {
  const page = new URL(`https://${host.toLowerCase()}/settings/personal-access-tokens/new`);
  page.searchParams.set('name', 'Trackside');
  page.searchParams.set(
    'description',
    'Registers, watches and removes the self-hosted runners of a Mac. Choose the repositories below.',
  );
  page.searchParams.set('administration', 'write');
  page.searchParams.set('actions', 'read');
  return page.href;
}

/** github.md 1.3; as GitHub's form names them. */
export const TOKEN_PERMISSIONS: GitHubLogin['tokenPermissions'] = [
  {
    name: 'Administration',
    level: 'Read and write',
    why: 'Repository permission: to register, see and remove the runners of a repository.',
  },
  {
    name: 'Actions',
    level: 'Read-only',
    why: 'Repository permission: to see the jobs that a runner works on.',
  },
  {
    name: 'Metadata',
    level: 'Read-only',
    why: 'Repository permission: GitHub adds it by itself.',
  },
  {
    name: 'Self-hosted runners',
    level: 'Read and write',
    why: 'Organization permission, only for the runners of an organisation: to register, see and remove them.',
  },
  {
    name: 'Members',
    level: 'Read-only',
    why: 'Organization permission, only so that your organisations can be listed; you can also type the name of one.',
  },
];
