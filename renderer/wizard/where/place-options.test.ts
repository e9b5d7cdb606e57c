import { expect, test } from 'vitest';
import { places } from '../../../e2e/specs/fixtures.ts';
import { placeName } from '../../../shared/place-address.ts';
import { matching, moved, placeGroups } from './place-options.ts';

const names = (query: string): string[][] =>
  placeGroups(places, query, 'github.com').map((group) => [
    group.kind,
    ...group.places.map(({ scope }) => placeName(scope)),
  ]);

test('those that the person administers come first, in GitHub’s order', () => {
  expect(names('')).toEqual([
    ['administered', 'acme/rocket', 'acme/open-rocket', 'acme'],
    ['others', 'octo/website', 'acme/handbook'],
  ]);
});

test('a full name that is not listed can be looked at', () => {
  expect(names('acme/secret').at(-1)).toEqual(['typed', 'acme/secret']);
  expect(names('Acme/Rocket').map(([kind]) => kind)).not.toContain('typed');
});

test('what was listed for fewer letters is not offered for more, unless it has them', () => {
  const left = (query: string) => matching(places, query).map(({ scope }) => placeName(scope));
  expect(left('ROCK')).toEqual(['acme/rocket', 'acme/open-rocket']);
  expect(left('nothing of it')).toEqual([]);
  expect(left('https://github.com/acme/rocket')).toHaveLength(places.length);
});

test('the arrows move through the list and stay in it', () => {
  expect([moved('ArrowDown', null, 3), moved('ArrowDown', 0, 3), moved('ArrowDown', 2, 3)]).toEqual([
    0, 1, 2,
  ]);
  expect([moved('ArrowUp', null, 3), moved('ArrowUp', 2, 3), moved('ArrowUp', 0, 3)]).toEqual([2, 1, 0]);
  expect([moved('PageDown', 1, 30), moved('PageUp', 20, 30)]).toEqual([9, 12]);
  expect([moved('ArrowDown', null, 0), moved('a', 1, 3)]).toEqual([null, null]);
});
