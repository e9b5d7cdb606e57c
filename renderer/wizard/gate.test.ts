import { describe, expect, test } from 'vitest';
import {
  aPlace,
  ghLogin,
  macReport,
  noLogin,
  publicPlace,
  rocket,
  someAnswers,
  troubledMac,
} from '../../e2e/specs/fixtures.ts';
import { ERROR_CODES } from '../../shared/contract.ts';
import { SET_UP_STEPS } from '../../shared/set-up.ts';
import { gate, looksLikeToken, PAGE_OF, pageOfProblem, type Known } from './gate.ts';

const known: Known = {
  answers: someAnswers,
  registrationToken: '',
  report: macReport,
  login: ghLogin,
  place: aPlace(rocket),
  problems: [],
};
const GO = { kind: 'go' };
const WAIT = { kind: 'wait' };
const why = (step: Parameters<typeof gate>[0], changes: Partial<Known>): string => {
  const result = gate(step, { ...known, ...changes });
  return result.kind === 'stay' ? result.why : result.kind;
};

test('with everything answered nothing stands in the way', () => {
  for (const step of SET_UP_STEPS) expect([step, gate(step, known)]).toEqual([step, GO]);
});

test('a Mac on which no runner can be keeps one at the first page; a warning does not', () => {
  expect(why('mac', { report: troubledMac })).toBe('First this has to be put right: Trackside runs as root');
  const warned = troubledMac.concerns.filter(({ severity }) => severity !== 'stops');
  expect(gate('mac', { ...known, report: { ...troubledMac, concerns: warned } })).toEqual(GO);
});

describe('GitHub', () => {
  test('needs a login, and waits for word of one', () => {
    expect(why('github', { login: noLogin })).toContain('a login');
    expect(why('github', { login: 'unknown' })).toContain('a login');
    expect(gate('github', { ...known, login: 'waiting' })).toEqual(WAIT);
  });

  test('or a registration token, which has to look like one', () => {
    const answers = { ...someAnswers, access: 'registration-token' } as const;
    expect(why('github', { answers, login: noLogin })).toContain('registration token');
    expect(why('github', { answers, registrationToken: 'too short' })).toContain('registration token');
    expect(
      gate('github', { ...known, answers, registrationToken: ' AABF3JGZDX3P5PMEXLND6TS6FCWO6 ' }),
    ).toEqual(GO);
  });
});

describe('the place', () => {
  test('has to be chosen, and looked at', () => {
    expect(why('where', { answers: { ...someAnswers, scope: null } })).toContain('Choose');
    expect(gate('where', { ...known, place: 'waiting' })).toEqual(WAIT);
    expect(gate('where', { ...known, problems: 'waiting' })).toEqual(WAIT);
  });

  test('that is public is confirmed by its name, letter by letter', () => {
    const answers = { ...someAnswers, scope: publicPlace.place.scope };
    const typed = (typedName: string): string =>
      why('where', { answers: { ...answers, typedName }, place: publicPlace });
    for (const text of ['', 'acme/open-rocke', 'acme/Open-Rocket', 'acme']) {
      expect(typed(text)).toBe('Type acme/open-rocket first, to confirm.');
    }
    expect(typed('acme/open-rocket')).toBe('go');
  });

  test('that refuses runners, or where the login may not register one, is none', () => {
    expect(why('where', { place: aPlace(rocket, { refusal: 'The organisation forbids it.' }) })).toBe(
      'Choose another place first.',
    );
    const abilities = [
      { id: 'register-runners', allowed: 'no', sentence: 'May not register runners there.', hint: null },
    ] as const;
    // Another login would do, too, or the permission that this one lacks.
    expect(why('where', { place: aPlace(rocket, { abilities }) })).toBe(
      'This login may not register runners here.',
    );
    const unknown = abilities.map((ability) => ({ ...ability, allowed: 'unknown' }) as const);
    expect(gate('where', { ...known, place: aPlace(rocket, { abilities: unknown }) })).toEqual(GO);
  });

  test('that GitHub does not show to this login is none; a registration token needs no login', () => {
    expect(why('where', { place: 'missing' })).toBe('Choose another place first.');
    const answers = { ...someAnswers, access: 'registration-token' } as const;
    expect(why('where', { answers, place: 'missing' })).toBe('go');
  });

  test('of which nothing is told without a login is left to the check', () => {
    expect(gate('where', { ...known, place: 'unknown' })).toEqual(GO);
    const message = 'This is at ghe.acme.dev, not at github.com. Choose it again.';
    expect(
      why('where', { place: 'unknown', problems: [{ field: 'scope', severity: 'error', message }] }),
    ).toBe('Choose another place first.');
  });
});

describe('what the check finds', () => {
  test('stops one on the page where the answer stands, and only there', () => {
    const problems = [{ field: 'name', severity: 'error', message: 'Taken.' }] as const;
    expect(why('how', { problems })).toContain('has to be changed');
    expect(gate('tuning', { ...known, problems })).toEqual(GO);
  });

  test('lets one go on with a warning', () => {
    expect(
      gate('how', { ...known, problems: [{ field: 'name', severity: 'warning', message: 'Odd.' }] }),
    ).toEqual(GO);
  });

  test('is waited for, and is not taken for good where it did not come', () => {
    expect(gate('how', { ...known, problems: 'waiting' })).toEqual(WAIT);
    expect(why('how', { problems: 'unknown' })).toContain('could not be checked');
  });
});

test('each answer has its page, and each problem leads to one', () => {
  expect(Object.keys(PAGE_OF).sort()).toEqual(Object.keys(someAnswers).sort());
  for (const code of ERROR_CODES) expect(SET_UP_STEPS).toContain(pageOfProblem(code));
  expect(pageOfProblem('name-taken')).toBe('how');
  expect(pageOfProblem('token-refused')).toBe('github');
});

test('a token has no spaces and some length', () => {
  expect(looksLikeToken('github_pat_11AAAAAAA')).toBe(true);
  for (const typed of ['', 'short', 'with a space in it']) expect(looksLikeToken(typed)).toBe(false);
});
