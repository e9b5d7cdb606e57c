/** GitHub's own JSON for users, repositories and releases: every field that its description requires. */
import type { Instant, Repository, Role, RunnerRelease } from './model.ts';
import { archiveName, archiveUrl } from './archives.ts';

export const iso = (at: Instant): string => new Date(at).toISOString().replace(/\.\d{3}Z$/, 'Z');
const nodeId = (kind: string, id: number): string => `${kind}_kgDO${id.toString(36).padStart(8, '0')}`;
const number = (text: string): number => {
  let sum = 7;
  for (const letter of text) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 100_000_000;
  return sum + 100_000_000;
};

export function user(origin: string, api: string, login: string, type: 'User' | 'Organization' = 'User') {
  const base = `${api}/users/${encodeURIComponent(login)}`;
  const id = number(login);
  return {
    login,
    id,
    node_id: nodeId('U', id),
    avatar_url: `${origin}/_avatars/${String(id)}`,
    gravatar_id: '',
    url: base,
    html_url: `${origin}/${encodeURIComponent(login)}`,
    followers_url: `${base}/followers`,
    following_url: `${base}/following{/other_user}`,
    gists_url: `${base}/gists{/gist_id}`,
    starred_url: `${base}/starred{/owner}{/repo}`,
    subscriptions_url: `${base}/subscriptions`,
    organizations_url: `${base}/orgs`,
    repos_url: `${base}/repos`,
    events_url: `${base}/events{/privacy}`,
    received_events_url: `${base}/received_events`,
    type,
    user_view_type: 'public',
    site_admin: false,
  };
}

/** GET /user, as one sees it without the private part. */
export const ownUser = (origin: string, api: string, login: string, since: Instant) => ({
  ...user(origin, api, login),
  name: login,
  company: null,
  blog: '',
  location: null,
  email: null,
  hireable: null,
  bio: null,
  public_repos: 2,
  public_gists: 0,
  followers: 1,
  following: 0,
  created_at: iso(since),
  updated_at: iso(since),
});

export function minimalRepository(origin: string, api: string, repository: Repository) {
  const fullName = `${repository.owner}/${repository.name}`;
  const base = `${api}/repos/${fullName}`;
  return {
    id: repository.id,
    node_id: nodeId('R', repository.id),
    name: repository.name,
    full_name: fullName,
    private: repository.visibility !== 'public',
    owner: user(origin, api, repository.owner, repository.ownerKind),
    html_url: `${origin}/${fullName}`,
    description: null,
    fork: false,
    url: base,
    archive_url: `${base}/{archive_format}{/ref}`,
    assignees_url: `${base}/assignees{/user}`,
    blobs_url: `${base}/git/blobs{/sha}`,
    branches_url: `${base}/branches{/branch}`,
    collaborators_url: `${base}/collaborators{/collaborator}`,
    comments_url: `${base}/comments{/number}`,
    commits_url: `${base}/commits{/sha}`,
    compare_url: `${base}/compare/{base}...{head}`,
    contents_url: `${base}/contents/{+path}`,
    contributors_url: `${base}/contributors`,
    deployments_url: `${base}/deployments`,
    downloads_url: `${base}/downloads`,
    events_url: `${base}/events`,
    forks_url: `${base}/forks`,
    git_commits_url: `${base}/git/commits{/sha}`,
    git_refs_url: `${base}/git/refs{/sha}`,
    git_tags_url: `${base}/git/tags{/sha}`,
    hooks_url: `${base}/hooks`,
    issue_comment_url: `${base}/issues/comments{/number}`,
    issue_events_url: `${base}/issues/events{/number}`,
    issues_url: `${base}/issues{/number}`,
    keys_url: `${base}/keys{/key_id}`,
    labels_url: `${base}/labels{/name}`,
    languages_url: `${base}/languages`,
    merges_url: `${base}/merges`,
    milestones_url: `${base}/milestones{/number}`,
    notifications_url: `${base}/notifications{?since,all,participating}`,
    pulls_url: `${base}/pulls{/number}`,
    releases_url: `${base}/releases{/id}`,
    stargazers_url: `${base}/stargazers`,
    statuses_url: `${base}/statuses/{sha}`,
    subscribers_url: `${base}/subscribers`,
    subscription_url: `${base}/subscription`,
    tags_url: `${base}/tags`,
    teams_url: `${base}/teams`,
    trees_url: `${base}/git/trees{/sha}`,
  };
}

export function fullRepository(origin: string, api: string, repository: Repository, role: Role) {
  const fullName = `${repository.owner}/${repository.name}`;
  const since = iso(repository.createdAt);
  return {
    ...minimalRepository(origin, api, repository),
    clone_url: `${origin}/${fullName}.git`,
    git_url: `git://${new URL(origin).host}/${fullName}.git`,
    ssh_url: `git@${new URL(origin).hostname}:${fullName}.git`,
    svn_url: `${origin}/${fullName}`,
    mirror_url: null,
    homepage: null,
    language: null,
    license: null,
    default_branch: 'main',
    visibility: repository.visibility,
    forks: 0,
    forks_count: 0,
    open_issues: 0,
    open_issues_count: 0,
    stargazers_count: 0,
    watchers: 0,
    watchers_count: 0,
    network_count: 0,
    subscribers_count: 1,
    size: 108,
    has_issues: true,
    has_projects: true,
    has_wiki: true,
    has_pages: false,
    has_downloads: true,
    has_discussions: false,
    archived: repository.archived,
    disabled: false,
    pushed_at: since,
    created_at: since,
    updated_at: since,
    permissions: {
      admin: role === 'admin',
      maintain: role === 'admin',
      push: role !== 'read',
      triage: role !== 'read',
      pull: true,
    },
  };
}

/** One release of actions/runner; the checksums stand in its text and beside its assets (runner.md 1). */
export function release(origin: string, api: string, item: RunnerRelease) {
  const base = `${api}/repos/actions/runner/releases`;
  const tag = `v${item.version}`;
  const id = number(item.version);
  const author = user(origin, api, 'github-actions[bot]');
  const at = iso(item.publishedAt);
  return {
    url: `${base}/${String(id)}`,
    html_url: `${origin}/actions/runner/releases/tag/${tag}`,
    assets_url: `${base}/${String(id)}/assets`,
    upload_url: `${origin}/_uploads/${String(id)}/assets{?name,label}`,
    tarball_url: `${api}/repos/actions/runner/tarball/${tag}`,
    zipball_url: `${api}/repos/actions/runner/zipball/${tag}`,
    id,
    node_id: nodeId('RE', id),
    tag_name: tag,
    target_commitish: 'main',
    name: tag,
    body: releaseText(item),
    draft: false,
    prerelease: false,
    created_at: at,
    published_at: at,
    author,
    assets: ARCHITECTURES.map((architecture, index) => {
      const asset = id + 1 + index;
      return {
        url: `${base}/assets/${String(asset)}`,
        browser_download_url: archiveUrl(origin, item.version, architecture),
        id: asset,
        node_id: nodeId('RA', asset),
        name: archiveName(item.version, architecture),
        label: '',
        state: 'uploaded',
        content_type: 'application/x-gzip',
        size: item.bytes,
        digest: item.sha256 === null ? null : `sha256:${item.sha256}`,
        download_count: 0,
        created_at: at,
        updated_at: at,
        uploader: author,
      };
    }),
  };
}

const ARCHITECTURES = ['arm64', 'x64'] as const;

function releaseText({ version, sha256 }: RunnerRelease): string {
  const sums = ARCHITECTURES.map((architecture) => {
    const sum = `<!-- BEGIN SHA osx-${architecture} -->${sha256 ?? ''}<!-- END SHA osx-${architecture} -->`;
    return `- ${archiveName(version, architecture)} ${sum}`;
  });
  const checksums = sha256 === null ? [] : ['', '## SHA-256 Checksums', '', ...sums];
  return ["## What's Changed", '* Nothing that matters here', ...checksums, ''].join('\r\n');
}
