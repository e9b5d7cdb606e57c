/** Statements of EXPECTED.md about svc.sh’s words, on the collected logs themselves (not part of the project). */
import { describe, expect, it } from 'vitest';
import { haveSamples, inspect, statesOf } from '../testing/log-samples.ts';
import { parseServiceRows } from './console-service.ts';

describe.skipIf(!haveSamples)('the sample logs: svc.sh’s words', () => {
  it('01: a service that was started and then is dead', async () => {
    const log = await inspect('01-macos-svc-start-ok-then-dead');
    const label = 'actions.runner.acme.Mac-Mini';
    expect(log.events).toEqual([
      { type: 'service', at: null, label, loaded: true, running: true, pid: 1025, lastExit: 0 },
      { type: 'service', at: null, label, loaded: true, running: false, pid: null, lastExit: 1025 },
    ]);
    expect(statesOf(log)).toEqual(['running', 'stopped']);
    expect(log.final).toMatchObject({ state: 'stopped', detail: expect.stringContaining('1025') });
  });
  it.each(['03-macos-svc-load-failed-5-stopped', 'S11-svc-start-load-failed-exit0'])(
    '%s: start failed',
    async (name) => {
      const log = await inspect(name);
      expect(log.final).toMatchObject({
        state: 'stopped',
        reason: 'start-failed',
        detail: 'Load failed: 5: Input/output error',
      });
      expect(log.events[0]).toMatchObject({ type: 'error', code: 5 });
      expect(log.events.at(-1)).toMatchObject({ type: 'service', loaded: false, running: false });
    },
  );
  it('04: no screen session', async () => {
    const log = await inspect('04-macos-svc-install-then-aqua-error');
    expect(log.final).toMatchObject({
      state: 'stopped',
      reason: 'start-failed',
      detail: 'Could not find domain for port (Aqua)',
      advice: expect.stringContaining('log in at the Mac'),
    });
    const home = '/Users/ci/Library';
    const label = 'actions.runner.acme-app.mini-build-osx';
    expect(log.events[0]).toEqual({
      type: 'service-installed',
      at: null,
      label,
      plist: `${home}/LaunchAgents/${label}.plist`,
      logFolder: `${home}/Logs/${label}`,
    });
  });
  it('S10: rows in threes, exact label', async () => {
    const label = 'actions.runner.octo-dev-sample-repo.Mac_mini';
    expect(parseServiceRows(`512 0 ${label} - 78 ${label}-2`)).toEqual([
      { pid: 512, exit: 0, label },
      { pid: null, exit: 78, label: `${label}-2` },
    ]);
    const log = await inspect('S10-svc-status-two-services-merged');
    expect(log.events).toMatchObject([
      { type: 'service', label, loaded: true, running: true, pid: 512, lastExit: 0 },
      { type: 'service', label: `${label}-2`, loaded: true, running: false, pid: null, lastExit: 78 },
    ]);
    expect(log.final.state).toBe('running');
  });
});
