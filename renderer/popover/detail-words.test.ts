import { expect, test } from 'vitest';
import { aRunner, NOW } from '../../e2e/specs/fixtures.ts';
import { githubView, runsOn, serviceState } from './detail-words.ts';

test('labels are copied as a workflow wants them', () => {
  expect(runsOn(['self-hosted', 'macOS', 'ARM64'])).toBe('[self-hosted, macOS, ARM64]');
  expect(runsOn(['42', 'a: b'])).toBe('["42", "a: b"]');
});

test('a service that is not loaded says whether it is switched off', () => {
  const service = {
    label: 'com.acme.runner',
    kind: 'official',
    loaded: true,
    pid: 1,
    state: 'running',
    lastExit: null,
    runs: 1,
    disabled: false,
  } as const;
  expect(
    [
      service,
      { ...service, state: null },
      { ...service, loaded: false },
      { ...service, loaded: false, disabled: true },
    ].map(serviceState),
  ).toEqual(['running', 'loaded', 'not loaded', 'disabled']);
});

test('GitHub’s own view is told when there is one', () => {
  const { witnesses } = aRunner();
  const answer = { status: 'online', busy: false, labels: [], version: null } as const;
  expect(githubView(witnesses)).toBeNull();
  expect(githubView({ ...witnesses, github: { kind: 'answered', at: NOW, answer } })).toBe('online, idle');
  expect(githubView({ ...witnesses, github: { kind: 'unknown', since: NOW, why: 'x' } })).toBe('unknown');
});
