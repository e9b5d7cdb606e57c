import { describe, expect, it } from 'vitest';
import { bytesOf, haveSamples, inspectText } from '../testing/log-samples.ts';
import type { PlainEvent } from './inspect-log.ts';

const STAMP = '2026-08-20T07:00:05.123456789Z ';
const PREFIXES = {
  'docker logs --timestamps': STAMP,
  'kubectl logs --timestamps, without parts of a second': '2026-08-20T07:00:05Z ',
  'kubectl logs --prefix --timestamps': `[pod/runner-1/runner] ${STAMP}`,
  'kubectl logs --prefix': '[pod/runner-1/runner] ',
  compose: 'runner-1  | ',
  'compose with times': `runner-1  | ${STAMP}`,
  stern: 'bcp-runner-xn565-28k6t runner ',
  syslog: 'Nov  9 02:30:47 ip-10-0-0-1 run.sh: ',
  journald: 'Jan 18 19:00:11 demo-vm bash[176956]: ',
  'journald -o short-precise': 'Jan 18 19:00:11.123456 demo-vm bash[1]: ',
  'journald -o short-iso': '2026-08-20T07:00:05+0100 demo-vm bash[1]: ',
  'journald of a container with times': `Jan 18 19:00:11 demo-vm docker[1]: ${STAMP}`,
} as const;
const LISTENING = '2026-08-20 07:00:05Z: Listening for Jobs';
const said = (events: readonly PlainEvent[]) => events.map(({ at: _at, ...event }) => event);

describe('behind what a collector puts before each line', () => {
  it.each(Object.entries(PREFIXES))('%s', async (_name, prefix) => {
    const lines = [
      LISTENING,
      'A session for this runner already exists.',
      '/r/run-helper.sh: line 20: /r/bin/Runner.Listener: No such file or directory',
      '/r/run-helper.sh: line 36: 28710 Segmentation fault      "$DIR"/bin/Runner.Listener run $*',
    ];
    const plain = await inspectText(`${lines.join('\n')}\n`);
    const behind = await inspectText(lines.map((line) => `${prefix}${line}\n`).join(''));
    expect(plain.events).toHaveLength(4);
    expect(said(behind.events)).toEqual(said(plain.events));
  });

  it.skipIf(!haveSamples).each(Object.entries(PREFIXES))('%s: the collected logs', async (_name, prefix) => {
    for (const name of [
      '01-macos-svc-start-ok-then-dead',
      '25-config-console-404-requestid',
      '30-run-helper-missing-listener-127',
      '34-service-update-exit4-missing-binary',
      '40-stdout-runner-prefix-broker-session',
      '58-update-broken-install-ldd',
      '66-stdout-runner-settings-json',
      'S02-run-job-name-torture',
      'S04-service-selfupdate',
      'S10-svc-status-two-services-merged',
      'S14-check-mixed',
    ]) {
      const text = bytesOf(name).toString();
      const [plain, behind] = await Promise.all([
        inspectText(text),
        inspectText(text.replaceAll(/^/gmu, prefix)),
      ]);
      expect(said(behind.events)).toEqual(said(plain.events));
      expect(behind.final).toMatchObject({ state: plain.final.state, detail: plain.final.detail });
      expect(behind.settings).toEqual(plain.settings);
    }
  });

  it('gives a line without a time the collector’s, and takes the runner’s own for no collector’s', async () => {
    const [connected] = (await inspectText(`${STAMP}√ Connected to GitHub\n`)).events;
    expect(connected).toMatchObject({ type: 'connected', at: '2026-08-20T07:00:05.123Z' });
    const job = '2026-08-20 07:00:05Z: Running job: 2026-08-20T07:00:05Z deploy';
    expect((await inspectText(`${job}\n`)).final.job).toBe('2026-08-20T07:00:05Z deploy');
  });

  it('does not take the output of a job’s step for the runner’s, but for one line in a hundred of a collector’s', async () => {
    const step = '2026-08-20T07:00:05.1234500Z ';
    expect((await inspectText(`${step}${LISTENING}\n`)).events).toEqual([]);
    const disk = `${step}##[warning]You are running out of disk space. The runner will stop working. Free space left: 32 MB`;
    expect((await inspectText(`${disk}\n`)).events).toMatchObject([{ type: 'low-disk', freeMegabytes: 32 }]);
    const collected = `${STAMP}√ Connected to GitHub\n${step}${LISTENING}\n`;
    expect((await inspectText(collected)).final.state).toBe('idle');
  });
});
