/** Statements of EXPECTED.md about config.sh’s words, on the collected logs themselves (not part of the project). */
import { describe, expect, it } from 'vitest';
import { asText, haveSamples, inspect, typesOf } from '../testing/log-samples.ts';

describe.skipIf(!haveSamples)('the sample logs: config.sh’s words', () => {
  it('25, 26, 28: failed configurations', async () => {
    const notFound = await inspect('25-config-console-404-requestid');
    expect(notFound.final).toMatchObject({ state: 'stopped', reason: 'config-failed' });
    expect(notFound.events.at(-1)).toMatchObject({
      type: 'error',
      step: 'Authentication',
      httpStatus: 404,
      requestId: 'E214:40DE:17767A6:2F94543:AB2EDF5E',
    });
    expect(notFound.final.advice).toMatch(/token has expired.*address is wrong/u);
    expect(notFound.final.detail).toMatch(/NotFound.*Request Id: E214.*404/u);
    const then = await inspect('26-config-404-status-then-not-configured');
    expect(then.events).toContainEqual(
      expect.objectContaining({ type: 'error', reason: expect.stringContaining('404') }),
    );
    expect(then.final).toMatchObject({ state: 'stopped', reason: 'not-configured' });
    const again = await inspect('28-config-already-configured');
    expect(again.final).toMatchObject({
      reason: 'config-failed',
      detail: expect.stringContaining('already configured'),
    });
  });
  it.each(['27b-config-name-exists-replaced', '56-docker-journal-config-replace'])(
    '%s: replaced',
    async (name) => {
      const log = await inspect(name);
      expect(typesOf(log)).toEqual(['configuring', 'configured']);
      expect(log.events.at(-1)).toMatchObject({ reason: 'replaced' });
    },
  );
  it('50a: removed', async () => {
    expect((await inspect('50a-macos-config-remove')).final).toMatchObject({
      state: 'stopped',
      reason: 'removed',
    });
  });
  it('S01: success without "connection is good"', async () => {
    expect(typesOf(await inspect('S01-macos-config-unattended-current-flow'))).toEqual([
      'configuring',
      'connected',
      'configured',
    ]);
  });
  it('S14: one check of four fails', async () => {
    expect(
      (await inspect('S14-check-mixed')).events.map(
        ({ check, outcome }) => `${asText(check)}: ${asText(outcome)}`,
      ),
    ).toEqual([
      'Internet Connection: passed',
      'GitHub Actions Connection: failed',
      'Git Certificate/Proxy Validation: passed',
      'Node.js Certificate/Proxy Validation: passed',
    ]);
  });
});
