import { expect, test } from 'vitest';
import { aRunner, NOW, unknownRunner } from '../../../e2e/specs/fixtures.ts';
import { testimony } from './testimony.ts';

const { witnesses } = aRunner();
const told = (of: typeof witnesses): string[] =>
  testimony(of).map(({ mark, who, says }) => `${mark} ${who}: ${says}`);

test('each of the three witnesses is told, and one that was not asked is said to be so', () => {
  expect(told(witnesses)).toEqual([
    'good Process: its listener runs (process 501)',
    'good launchd: actions.runner.exzosverse-exzosframer-js.mac-mini-m4, running',
    'skipped GitHub: Asking GitHub is switched off.',
  ]);
});

test('one that says otherwise is not hidden', () => {
  expect(
    told({
      processes: {
        kind: 'answered',
        at: NOW,
        answer: { listeners: [], workers: [], cpuPercent: 0, memoryBytes: 0, processCount: 0 },
      },
      launchd: { kind: 'answered', at: NOW, answer: { screenSession: true, services: [] } },
      logs: witnesses.logs,
      github: {
        kind: 'answered',
        at: NOW,
        answer: { status: 'offline', busy: false, labels: [], version: null },
      },
    }),
  ).toEqual(['bad Process: no listener runs', 'bad launchd: no service is loaded', 'bad GitHub: offline']);
});

test('one that did not answer is unknown, with the reason', () => {
  expect(told(unknownRunner.witnesses)[0]).toBe('lost Process: ps did not answer within 10 s.');
});
