import { describe, expect, it } from 'vitest';
import { inspectText } from '../engine/testing/log-samples.ts';
import { eventLine, outcomeText, outline } from './inspect-text.ts';

describe('what inspect prints for a person', () => {
  it('is a line for each event, times in front, the reason last', async () => {
    const log = await inspectText(
      [
        '√ Connected to GitHub',
        '2026-08-20 07:00:05Z: Listening for Jobs',
        '2026-08-20 07:01:00Z: Running job: build (macos)',
        '2026-08-20 07:02:00Z: Job build (macos) completed with result: Succeeded',
        '2026-08-20 07:03:00Z: Runner connect error: timed out. Retrying until reconnected.',
        '',
      ].join('\n'),
    );
    expect(log.events.map(eventLine)).toEqual([
      '                     connected',
      '2026-08-20 07:00:05  listening',
      '2026-08-20 07:01:00  job-started          build (macos)',
      '2026-08-20 07:02:00  job-completed        build (macos) · Succeeded · started at 2026-08-20 07:01:00 · seconds 60',
      '2026-08-20 07:03:00  reconnecting         timed out',
    ]);
    expect(outcomeText(log)).toBe(
      '\nIn the end: reconnecting · connection\n  timed out\nLast sign of life: 2026-08-20 07:03:00 UTC\n',
    );
  });

  it('is an outline of everything else', () => {
    expect(
      outline({ label: 'a.b', lastExitCode: null, running: true, program: ['/r/run.sh'], environment: {} }),
    ).toEqual([
      'label: a.b',
      'last exit code: –',
      'running: yes',
      'program:',
      '  - /r/run.sh',
      'environment: none',
    ]);
    expect(outline({ services: [{ label: 'a', pid: 1 }] })).toEqual([
      'services:',
      '  - label: a',
      '    pid: 1',
    ]);
  });
});
