import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hostFrom, newRunnerPage, placeFrom, placeName, repositoryFrom } from './place-address.ts';

const repository = { kind: 'repository', host: 'github.com', owner: 'acme', repository: 'rocket' } as const;

describe('a place', () => {
  test('is found in anything that a browser shows of it', () => {
    for (const address of [
      'https://github.com/acme/rocket',
      'github.com/acme/rocket.git',
      'acme/rocket',
      ' https://GitHub.com/acme/rocket/settings/actions/runners?tab=1#x ',
    ]) {
      expect(placeFrom(address, 'github.com')).toEqual(repository);
    }
    const organization = { kind: 'organization', host: 'github.com', organization: 'acme' };
    expect(placeFrom('https://github.com/acme', 'github.com')).toEqual(organization);
    expect(placeFrom('https://github.com/organizations/acme/settings/actions', 'github.com')).toEqual(
      organization,
    );
    expect(placeFrom('https://github.com/orgs/acme/repositories', 'github.com')).toEqual(organization);
    expect(placeFrom('https://ghe.acme.dev:8443/enterprises/acme', 'github.com')).toEqual({
      kind: 'enterprise',
      host: 'ghe.acme.dev:8443',
      enterprise: 'acme',
    });
  });

  test('is not guessed from an address of GitHub’s own pages, or from none', () => {
    for (const address of [
      '',
      'acme',
      'https://github.com',
      'https://github.com/settings/tokens',
      'https://github.com/enterprises',
      'https://mona:secret@github.com/acme/rocket',
      'https://github.com/ac me/rocket',
      'nonsense://',
    ]) {
      expect([address, placeFrom(address, 'github.com')]).toEqual([address, null]);
    }
  });

  test('is read without ever failing, and what is read leads back to itself', () => {
    const name = fc.stringMatching(/^[A-Za-z0-9][\w-]{0,20}$/);
    fc.assert(fc.property(fc.string(), (typed) => void placeFrom(typed, 'github.com')));
    fc.assert(
      fc.property(name, name, (owner, named) => {
        fc.pre(
          !['enterprises', 'orgs', 'organizations', 'settings', 'login', 'explore', 'marketplace'].includes(
            owner,
          ),
        );
        const scope = { kind: 'repository', host: 'github.com', owner, repository: named } as const;
        expect(placeFrom(`https://github.com/${placeName(scope)}`, 'github.com')).toEqual(scope);
        expect(placeFrom(newRunnerPage(scope), 'github.com')).toEqual(scope);
        expect(repositoryFrom(placeName(scope), 'github.com')).toEqual(scope);
      }),
    );
  });
});

test('a host is what people paste for one', () => {
  expect(hostFrom(' https://GHE.acme.dev/login ')).toBe('ghe.acme.dev');
  expect(hostFrom('acme.ghe.com')).toBe('acme.ghe.com');
  expect(hostFrom('127.0.0.1:8080')).toBe('127.0.0.1:8080');
  for (const typed of ['', 'two words', 'a_b', '-acme.com', `${'a'.repeat(300)}.com`]) {
    expect(hostFrom(typed)).toBeNull();
  }
});

test('only a full name is taken for a repository', () => {
  for (const typed of ['acme', 'acme/', 'acme/rocket/x', 'ac me/rocket']) {
    expect(repositoryFrom(typed, 'github.com')).toBeNull();
  }
});
