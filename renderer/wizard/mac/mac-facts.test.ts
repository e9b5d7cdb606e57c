import { expect, test } from 'vitest';
import { macReport, troubledMac } from '../../../e2e/specs/fixtures.ts';
import { macFacts } from './mac-facts.ts';

const rows = (report: typeof macReport): Record<string, string | null> =>
  Object.fromEntries(macFacts(report).map(({ name, value }) => [name, value]));

test('a Mac is told in a few rows', () => {
  expect(rows(macReport)).toEqual({
    Name: 'mac-mini-m4 (Mac16,10)',
    Chip: 'Apple M4 (Apple silicon)',
    Cores: '10 (4 Performance, 6 Efficiency)',
    Memory: '16 GB',
    Disk: '71 GB free of 494 GB',
    macOS: '26.1',
    'At the screen': 'you are logged in',
  });
});

test('what is unknown is not guessed, and Rosetta is named', () => {
  expect(rows({ ...troubledMac, screenSession: null })).toMatchObject({
    Name: 'Mac16,10',
    Chip: 'Apple silicon; Trackside runs under Rosetta',
    Cores: '10',
    Memory: null,
    Disk: null,
    'At the screen': null,
  });
});
