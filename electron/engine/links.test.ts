import { describe, expect, it } from 'vitest';
import type { RunnerScope } from '../../shared/domain.ts';
import { createVisits, isAllowedLink } from './links.ts';

const scopes: readonly RunnerScope[] = [
  { kind: 'repository', host: 'github.com', owner: 'acme', repository: 'rocket' },
  { kind: 'organization', host: 'git.acme.example', organization: 'acme' },
  { kind: 'unknown' },
];
const visited = ['octo.ghe.com', 'git.moon.example:8443'];

describe('a link', () => {
  it.each([
    'https://github.com/acme/rocket/actions',
    'https://GitHub.com/x',
    'https://git.acme.example/acme',
  ])('to the GitHub host of a known runner is opened: %s', (url) =>
    expect(isAllowedLink(url, { scopes, visited: [] })).toBe(true),
  );

  it.each([
    'https://octo.ghe.com/settings/personal-access-tokens/new?name=Trackside',
    'https://git.moon.example:8443/login/device',
  ])('to a host that is being set up is opened: %s', (url) => {
    expect(isAllowedLink(url, { scopes: [], visited })).toBe(true);
    expect(isAllowedLink(url, { scopes, visited: [] })).toBe(false);
  });

  it.each(['https://docs.github.com/en/actions', 'https://brew.sh/', 'https://nodejs.org/en/download'])(
    'to a page that the wizard’s words point to is opened: %s',
    (url) => expect(isAllowedLink(url, { scopes: [], visited: [] })).toBe(true),
  );

  it.each([
    'http://github.com/acme',
    'https://github.com.evil.example/acme',
    'https://evil.example/?https://github.com/',
    'https://github.com@evil.example/',
    'https://user:secret@github.com/',
    'https://github.com:8443/',
    'https://git.moon.example/login/device',
    'http://octo.ghe.com/login/device',
    'https://ghe.com/',
    'http://docs.github.com/',
    'https://docs.github.com.evil.example/',
    'https://x.brew.sh/',
    'https://nodejs.org/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'x-apple.systempreferences:',
    'github.com',
    '',
  ])('to anywhere else is refused: %s', (url) => expect(isAllowedLink(url, { scopes, visited })).toBe(false));
});

describe('hosts that are being set up', () => {
  it('are the last eight, in any letter case', () => {
    const visits = createVisits();
    for (let number = 0; number < 10; number += 1) visits.visit(`host-${String(number)}.example`);
    visits.visit('HOST-3.example');
    expect(visits.hosts()).toHaveLength(8);
    expect(visits.hosts()[0]).toBe('host-3.example');
    expect(visits.hosts()).not.toContain('host-1.example');
  });
});
