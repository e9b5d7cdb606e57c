import { describe, expect, it } from 'vitest';
import type { RunnerScope } from '../../shared/domain.ts';
import { isAllowedLink } from './links.ts';
import { TOOL_PAGES } from './set-up/tools/pages.ts';

const scopes: readonly RunnerScope[] = [
  { kind: 'repository', host: 'github.com', owner: 'acme', repository: 'rocket' },
  { kind: 'organization', host: 'git.acme.example', organization: 'acme' },
  { kind: 'unknown' },
];

describe('a link', () => {
  it.each([
    'https://github.com/acme/rocket/actions',
    'https://GitHub.com/x',
    'https://git.acme.example/acme',
  ])('to the GitHub host of a known runner is opened: %s', (url) =>
    expect(isAllowedLink(url, scopes)).toBe(true),
  );

  it.each(Object.values(TOOL_PAGES))('to a tool’s own page is opened, to the letter: %s', (url) => {
    expect(isAllowedLink(url, [])).toBe(true);
    expect(isAllowedLink(`${url}x`, [])).toBe(false);
  });

  it.each([
    'http://github.com/acme',
    'https://github.com.evil.example/acme',
    'https://evil.example/?https://github.com/',
    'https://github.com@evil.example/',
    'https://user:secret@github.com/',
    'https://github.com:8443/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'x-apple.systempreferences:',
    'github.com',
    '',
  ])('to anywhere else is refused: %s', (url) => expect(isAllowedLink(url, scopes)).toBe(false));
});
