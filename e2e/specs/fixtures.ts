/** States of the engine as a view may meet them, made up for the specs of the popover. */
import type { ViewState } from '../../shared/contract.ts';
import type { Finding, Runner, Settings } from '../../shared/domain.ts';
import { earlierJobs } from './fixtures/jobs.ts';
import { aMachine } from './fixtures/machines.ts';
import { hours, NOW, runnerId } from './fixtures/moment.ts';

export * from './fixtures/jobs.ts';
export * from './fixtures/machines.ts';
export * from './fixtures/operations.ts';
export * from './fixtures/runners.ts';
export * from './fixtures/set-up.ts';
export * from './fixtures/wizard-operations.ts';
export { NOW, runnerId } from './fixtures/moment.ts';

export const findings: readonly Finding[] = [
  {
    id: 'two-services',
    code: 'two-services',
    severity: 'warning',
    runnerId: runnerId(1),
    title: 'Two services start this runner',
    detail: 'macOS may start it twice, and GitHub then refuses the second session. Remove one of them.',
    evidence: ['actions.runner.exzosverse-exzosframer-js.mac-mini-m4', 'com.exzosframer.runner'],
  },
  {
    id: 'sleeps',
    code: 'sleeps',
    severity: 'critical',
    runnerId: null,
    title: 'This Mac goes to sleep',
    detail:
      'While it sleeps, no job runs and GitHub loses the runner. Set it never to sleep in System Settings, Energy.',
    evidence: ['sleep 10 (pmset)'],
  },
];

export const someSettings: Settings = {
  notifications: 'failures',
  startAtLogin: true,
  timeInMenuBar: false,
  appearance: 'system',
  folders: [],
  askGitHub: false,
  deviceClientId: null,
};

/** A whole state around these runners. */
export function aView(runners: readonly Runner[], changes: Partial<ViewState> = {}): ViewState {
  return {
    app: { version: '0.1.0', host: 'headless', banner: null, looked: true, startedAt: NOW - hours(9) },
    machine: aMachine,
    runners: Object.fromEntries(runners.map((runner) => [runner.id, runner])),
    jobs: earlierJobs,
    findings: [],
    settings: someSettings,
    github: { kind: 'off' },
    notices: [],
    operations: [],
    ...changes,
  };
}
