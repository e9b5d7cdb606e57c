/** Statements of EXPECTED.md about updates and broken installations, on the collected logs themselves (not part of the project). */
import { describe, expect, it } from 'vitest';
import { haveSamples, inspect, statesOf, timesOf, typesOf } from '../testing/log-samples.ts';

describe.skipIf(!haveSamples)('the sample logs: updates and broken installations', () => {
  it.each([
    ['16-deprecated-retryable-2.291.1', '2.291.1', 'restarting'],
    ['18-deprecated-2.296.2', '2.296.2', 'restarting'],
    ['60-deprecated-silent-exit0', '2.313.0', 'stopped'],
  ])('%s: deprecated', async (name, version, state) => {
    const log = await inspect(name);
    expect(log.events).toContainEqual(expect.objectContaining({ type: 'deprecated', version }));
    expect(statesOf(await inspect(name))).toContain('idle');
    expect(log.final).toMatchObject({
      state,
      reason: 'version-deprecated',
      version,
      advice: expect.stringContaining('update the runner by hand'),
    });
  });
  it.each([
    '30-run-helper-missing-listener-127',
    '34-service-update-exit4-missing-binary',
    '58-update-broken-install-ldd',
  ])('%s: broken installation', async (name) => {
    expect((await inspect(name)).final).toMatchObject({ state: 'stopped', reason: 'broken-installation' });
  });
  it('32, 34, 38, 58: updating', async () => {
    expect(statesOf(await inspect('32-syslog-update-exit3'))).toEqual(['connecting', 'idle', 'updating']);
    expect((await inspect('32-syslog-update-exit3')).events).toContainEqual(
      expect.objectContaining({ type: 'updating', version: '2.273.6' }),
    );
    expect(timesOf(await inspect('32-syslog-update-exit3'), 'listening')).toEqual([
      '2020-11-09T02:30:47.000Z',
    ]);
    expect(statesOf(await inspect('34-service-update-exit4-missing-binary'))).toEqual([
      'idle',
      'updating',
      'restarting',
      'stopped',
    ]);
    expect((await inspect('38-windows-run-update-prompt-returns')).final).toMatchObject({
      state: 'updating',
      detail: '2.288.1',
      target: '2.288.1',
      version: '2.287.1',
    });
    expect(statesOf(await inspect('58-update-broken-install-ldd'))).toEqual(['idle', 'updating', 'stopped']);
  });
  it('S03, S04: self-updates', async () => {
    for (const [name, at] of [
      ['S03-run-selfupdate-hot', '2026-08-20T07:00:55.000Z'],
      ['S04-service-selfupdate', '2026-08-20T07:00:40.000Z'],
    ] as const) {
      const log = await inspect(name);
      expect(statesOf(await inspect(name)).slice(-5)).toEqual([
        'idle',
        'updating',
        'restarting',
        'connecting',
        'idle',
      ]);
      expect(log.final).toMatchObject({ state: 'idle', version: '2.337.0', lastAt: at });
      expect(typesOf(log)).not.toContain('error');
      expect(typesOf(log).filter((type) => type === 'restarting')).toHaveLength(1);
    }
    const pids = (await inspect('S04-service-selfupdate')).events
      .map(({ pid }) => pid)
      .filter((pid) => pid !== undefined);
    expect(pids).toEqual([4711, 4790]);
  });
  it('S12: a crash, then no binary', async () => {
    const log = await inspect('S12-service-listener-crash-and-missing');
    expect(log.events.find(({ type }) => type === 'crashed')).toMatchObject({ reason: 'ended by a signal' });
    expect(typesOf(log).filter((type) => type === 'broken-installation')).toHaveLength(1);
    expect(log.final).toMatchObject({ state: 'restarting', reason: 'broken-installation' });
  });

  it.each([
    ['32-syslog-update-exit3', '2.273.6'],
    ['34-service-update-exit4-missing-binary', '2.278.0'],
    ['38-windows-run-update-prompt-returns', '2.288.1'],
    ['58-update-broken-install-ldd', '2.279.0'],
    ['S03-run-selfupdate-hot', '2.337.0'],
    ['S04-service-selfupdate', '2.337.0'],
  ])('%s: one update, told once, with its version', async (name, version) => {
    const told = (await inspect(name)).events.filter(({ type }) => type === 'updating');
    expect(told).toMatchObject([{ version }]);
  });
  it('S13: a crash told by bash and by its script, once, with its status', async () => {
    const log = await inspect('S13-run-listener-segfault');
    expect(log.events.filter(({ type }) => type === 'crashed')).toMatchObject([
      { reason: 'exit code 139 (128 + 11, segmentation fault)' },
    ]);
    expect(log.final.detail).toContain('139');
  });
});
