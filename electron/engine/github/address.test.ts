import { describe, expect, it } from 'vitest';
import { apiBase, runnersPath, scopeKey } from './address.ts';

describe('apiBase', () => {
  it.each([
    ['github.com', 'https://api.github.com'],
    ['GitHub.com', 'https://api.github.com'],
    ['acme.ghe.com', 'https://api.acme.ghe.com'],
    ['github.acme.test', 'https://github.acme.test/api/v3'],
    ['notghe.com', 'https://notghe.com/api/v3'],
  ])('%s is asked at %s', (host, base) => {
    expect(apiBase(host, null)).toBe(base);
  });

  it('is overridden for every host', () => {
    expect(apiBase('github.com', 'http://127.0.0.1:1/api/v3/')).toBe('http://127.0.0.1:1/api/v3');
  });
});

describe('scopes', () => {
  it('are the same in any letter case, and their names are escaped', () => {
    const scope = { kind: 'repository', host: 'github.com', owner: 'Acme', repository: 'ro/cket' } as const;
    expect(scopeKey(scope)).toBe(scopeKey({ ...scope, owner: 'acme' }));
    expect(runnersPath(scope)).toBe('/repos/Acme/ro%2Fcket/actions/runners');
    expect(runnersPath({ kind: 'enterprise', host: 'github.com', enterprise: 'e' })).toBe(
      '/enterprises/e/actions/runners',
    );
    expect(runnersPath({ kind: 'organization', host: 'github.com', organization: 'o' })).toBe(
      '/orgs/o/actions/runners',
    );
  });
});
