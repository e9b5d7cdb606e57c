import { expect, test } from 'vitest';
import { scopeText } from './scope-text.ts';

test('a scope is told as people write it, with the host where it is not github.com', () => {
  const host = 'github.com';
  expect(scopeText({ kind: 'repository', host, owner: 'acme', repository: 'rocket' })).toBe('acme/rocket');
  expect(scopeText({ kind: 'organization', host: 'ghe.acme.dev', organization: 'acme' })).toBe(
    'acme (organisation) at ghe.acme.dev',
  );
  expect(scopeText({ kind: 'unknown' })).toBe('unknown');
});
