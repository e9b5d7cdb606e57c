import { describe, expect, it } from 'vitest';
import { fail } from '../../../shared/contract.ts';
import { loginAbilities, placeAbilities, type PlaceFacts } from './abilities.ts';

const FACTS: PlaceFacts = {
  host: 'github.com',
  way: 'kept-token',
  scopes: ['repo'],
  scope: { kind: 'repository', host: 'github.com', owner: 'acme', repository: 'rocket' },
  visibility: 'private',
  administers: true,
  runners: { kind: 'yes' },
  jobs: { kind: 'yes' },
};
const register = (facts: Partial<PlaceFacts>) =>
  placeAbilities({ ...FACTS, ...facts }).find(({ id }) => id === 'register-runners');

describe('what a login may do', () => {
  it('says yes only where GitHub says so', () => {
    expect(register({})).toMatchObject({ allowed: 'yes', hint: null });
    expect(register({ scopes: null })).toMatchObject({ allowed: 'unknown' });
    expect(register({ runners: { kind: 'unasked' } })).toMatchObject({ allowed: 'unknown' });
  });

  it('says no, and what would help', () => {
    expect(register({ scopes: ['gist'] })).toMatchObject({
      allowed: 'no',
      hint: 'Use a token that has the scope “repo”.',
    });
    expect(register({ scopes: ['gist'], way: 'gh', host: 'octo.ghe.com' })).toMatchObject({
      hint: 'Type “gh auth refresh -h octo.ghe.com -s repo” in a terminal, then look again.',
    });
    const failure = fail('no-permission', 'It is behind single sign-on.', 'Authorize it.');
    const runners = { kind: 'no', problem: 'sign-on-needed', failure } as const;
    expect(register({ scopes: null, runners })).toMatchObject({
      allowed: 'no',
      hint: 'It is behind single sign-on. Authorize it.',
    });
  });

  it('names the right that registering takes, where GitHub names the one that its answer to a read takes', () => {
    const failure = fail('no-permission', 'GitHub asks for the permission “Administration: read-only”.');
    const refused = { kind: 'no', problem: 'no-permission', failure } as const;
    const all = placeAbilities({ ...FACTS, scopes: null, runners: refused, jobs: refused });
    expect(all.map(({ id, hint }) => [id, /“[^”]*”/.exec(hint ?? '')?.[0]])).toEqual([
      ['see-runners', '“Administration: read and write”'],
      ['register-runners', '“Administration: read and write”'],
      ['remove-runners', '“Administration: read and write”'],
      ['see-jobs', '“Actions: read-only”'],
    ]);
  });

  it('tells of a token for public repositories only that it is one', () => {
    const facts = { host: 'github.com', way: 'gh', scopes: ['public_repo'] } as const;
    expect(loginAbilities(facts, 'mona').map(({ sentence }) => sentence)).toContain(
      'May register runners for repositories that you administer, public ones only.',
    );
  });

  it('gives each ability a sentence, and a hint where it is not a plain yes', () => {
    const all = [
      ...placeAbilities({ ...FACTS, scopes: null }),
      ...placeAbilities({ ...FACTS, administers: false }),
      ...loginAbilities({ host: 'github.com', way: 'gh', scopes: null }, 'mona'),
      ...loginAbilities({ host: 'github.com', way: 'gh', scopes: [] }, 'mona'),
    ];
    for (const { allowed, sentence, hint } of all) {
      expect(sentence).toMatch(/^(?:May|Whether|Speaks) .+\.$/);
      expect(hint === null).toBe(allowed === 'yes');
    }
  });
});
