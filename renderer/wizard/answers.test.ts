import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rocket, someAnswers, suggestion } from '../../e2e/specs/fixtures.ts';
import { addLabels, automaticLabels, fill, FIRST_ANSWERS, withHost, withScope } from './answers.ts';

const other = { ...suggestion, name: 'other', labels: ['M4'], directory: '~/actions-runner-acme-engine' };

describe('a suggestion', () => {
  test('fills answers that nobody has given yet', () => {
    const { name, labels, directory, tuning } = suggestion;
    expect(fill(FIRST_ANSWERS, null, suggestion)).toEqual({
      ...FIRST_ANSWERS,
      name,
      labels,
      directory,
      tuning,
    });
  });

  test('replaces what is still as it was suggested, and leaves what the person changed', () => {
    const changed = { ...someAnswers, name: 'mine', tuning: { ...suggestion.tuning, threadPool: 4 } };
    expect(fill(changed, suggestion, other)).toEqual({
      ...changed,
      labels: other.labels,
      directory: other.directory,
    });
  });

  test('changes nothing in a draft that was taken up again, for nobody knows what was touched', () => {
    const emptied = { ...someAnswers, labels: [] };
    expect(fill(emptied, null, suggestion)).toBe(emptied);
  });
});

describe('what belongs to a place', () => {
  const typed = { ...someAnswers, group: 'builders', typedName: 'acme/rocket' };

  test('goes with it: the group, and the name that was typed', () => {
    const scope = { ...rocket, repository: 'engine' } as typeof rocket;
    expect(withScope(typed, scope)).toMatchObject({ scope, group: null, typedName: '' });
    expect(withScope(typed, { ...rocket })).toBe(typed);
  });

  test('goes with its host', () => {
    expect(withHost(typed, 'ghe.acme.dev')).toMatchObject({ host: 'ghe.acme.dev', scope: null, group: null });
    expect(withHost(typed, typed.host)).toBe(typed);
  });

  test('brings its host along', () => {
    const scope = { ...rocket, host: 'ghe.acme.dev' };
    expect(withScope(typed, scope).host).toBe('ghe.acme.dev');
  });
});

describe('labels', () => {
  test('are parted by commas, and each is there once, whatever its letter case', () => {
    expect(addLabels(['M4'], ' fast, m4,, 16gb ')).toEqual(['M4', 'fast', '16gb']);
  });

  test('never are empty, have a comma, or come twice', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (typed) => {
        const labels = typed.reduce<readonly string[]>(addLabels, []);
        expect(labels.every((label) => label !== '' && !label.includes(','))).toBe(true);
        expect(new Set(labels.map((label) => label.toLowerCase())).size).toBe(labels.length);
      }),
    );
  });

  test('of the runner itself are those of this Mac, and none is guessed', () => {
    expect(automaticLabels('apple-silicon')).toContain('ARM64');
    expect(automaticLabels('rosetta')).toContain('ARM64');
    expect(automaticLabels('intel')).toContain('X64');
    expect(automaticLabels('unknown')).toEqual(['self-hosted', 'macOS']);
  });
});
