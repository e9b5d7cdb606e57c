import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createStartTimes, parseElapsed, parsePs, parsePsLine, sameProcess } from './ps.ts';

fc.configureGlobal({ seed: 24 });

const NOW = Date.UTC(2026, 10, 24, 12);

function elapsedText(seconds: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const [days, hours] = [Math.floor(seconds / 86_400), Math.floor(seconds / 3_600) % 24];
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  if (days > 0) return `${two(days)}-${two(hours)}:${rest}`;
  return hours > 0 ? `${two(hours)}:${rest}` : rest;
}

describe('parsePs', () => {
  it('reads a row, with blanks in its command line', () => {
    const line =
      '  501     1   501   0.5  12345 02-01:30:00 /Users/me/my runner/bin/Runner.Worker spawnclient 105 108';
    expect(parsePsLine(line, NOW)).toEqual({
      pid: 501,
      ppid: 1,
      pgid: 501,
      cpuPercent: 0.5,
      memoryBytes: 12_345 * 1024,
      startedAt: NOW - (2 * 86_400 + 5_400) * 1000,
      args: '/Users/me/my runner/bin/Runner.Worker spawnclient 105 108',
    });
  });

  it('takes a decimal comma, more than 100 % and a row without command line', () => {
    expect(parsePsLine('1 0 1 812,3 5 00:01 x', NOW)).toMatchObject({ cpuPercent: 812.3 });
    expect(parsePsLine('1 0 1 0.0 0 00:01', NOW)).toMatchObject({ args: '' });
    expect(parsePsLine('1 0 1 0.0 0 00:01 ', NOW)).toMatchObject({ args: '' });
  });

  it('leaves out rows without a start, and says when they are a runner’s', () => {
    const text =
      '1 0 1 0.0 10 01:00 /sbin/launchd\n  7 1 7 0.0 0 - (zombie)\n  8 1 8 0.0 0 - /r/bin/Runner.Worker\n';
    const table = parsePs(text, NOW);
    expect(table.rows.map((row) => row.pid)).toEqual([1]);
    expect(table.unreadableRunnerLines).toBe(1);
  });

  it('understands a command line with line breaks, even one that speaks of a runner', () => {
    const text = [
      '1 0 1 0.0 10 01:00 /sbin/launchd',
      '  9 1 9 0.1 64 00:05 /bin/bash -c set -e',
      '',
      'pgrep -f "/r/bin/Runner.Worker spawnclient"',
      'echo 12 34',
      ' 11 1 11 0.0 64 10:00 /r/bin/Runner.Listener run',
      '',
    ].join('\n');
    const table = parsePs(text, NOW);
    expect(table.unreadableRunnerLines).toBe(0);
    expect(table.rows.map((row) => [row.pid, row.args])).toEqual([
      [1, '/sbin/launchd'],
      [9, '/bin/bash -c set -e\n\npgrep -f "/r/bin/Runner.Worker spawnclient"\necho 12 34'],
      [11, '/r/bin/Runner.Listener run'],
    ]);
  });

  it('does not trust a table that speaks of a runner before its first row, or in a row that it cannot read', () => {
    const rest = '1 0 1 0.0 10 01:00 /sbin/launchd\n';
    for (const text of [
      `x /r/bin/Runner.Worker\n${rest}`,
      `heading\n/r/bin/Runner.Listener run\n${rest}`,
      `${rest}8 1 8 0.0 0 - /r/bin/Runner.Worker\n`,
      `${rest}8 1 8 - - soon /r/bin/Runner.Worker\n`,
    ]) {
      expect(parsePs(text, NOW).unreadableRunnerLines).toBe(1);
    }
  });

  it('loses no process and no character, whatever line breaks command lines hold', () => {
    const line = fc.stringMatching(/^[!-/:-~]([ -~]{0,20}[!-~])?$/);
    fc.assert(
      fc.property(fc.array(fc.array(line, { minLength: 1, maxLength: 4 }), { maxLength: 8 }), (all) => {
        const args = all.map((lines) => lines.join('\n'));
        const text = args.map((one, index) => `${index + 2} 1 ${index + 2} 0.0 64 00:01 ${one}\n`).join('');
        const table = parsePs(text, NOW);
        expect(table.rows.map((row) => row.args)).toEqual(args);
        expect(table.unreadableRunnerLines).toBe(0);
      }),
    );
  });

  it('gives back any process as it was written', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 99_999 }),
        fc.integer({ min: 0, max: 400 * 86_400 }),
        fc.integer({ min: 0, max: 8000 }),
        fc.stringMatching(/^[!-~]([ -~]{0,60}[!-~])?$/),
        (pid, seconds, tenths, args) => {
          const line = `${pid} 1 ${pid} ${(tenths / 10).toFixed(1)} 64 ${elapsedText(seconds)} ${args}`;
          expect(parsePs(`${line}\n`, NOW).rows).toEqual([
            {
              pid,
              ppid: 1,
              pgid: pid,
              cpuPercent: tenths / 10,
              memoryBytes: 65_536,
              startedAt: NOW - seconds * 1000,
              args,
            },
          ]);
        },
      ),
    );
  });

  it('refuses what is no elapsed time', () => {
    for (const text of ['', '-', '12', '1:2:3:4', 'a:b', '1-2', '-01:02']) {
      expect(parseElapsed(text)).toBeNull();
    }
  });
});

describe('start times', () => {
  const row = (pid: number, startedAt: number) => ({
    pid,
    ppid: 1,
    pgid: pid,
    cpuPercent: 0,
    memoryBytes: 0,
    startedAt,
    args: 'x',
  });

  it('are the same process within the tolerance, and never for another pid', () => {
    expect(sameProcess(row(5, NOW), row(5, NOW + 2_000))).toBe(true);
    expect(sameProcess(row(5, NOW), row(5, NOW + 2_001))).toBe(false);
    expect(sameProcess(row(5, NOW), row(6, NOW))).toBe(false);
  });

  it('stay as first seen, until the process or its table row is gone', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1_000, max: 1_000 }), { minLength: 1 }), (wavers) => {
        const steady = createStartTimes();
        const seen = wavers.map((waver) => steady([row(5, NOW + waver)])[0]?.startedAt);
        expect(new Set(seen)).toEqual(new Set([NOW + (wavers[0] ?? 0)]));
        expect(steady([row(5, NOW + 60_000)])[0]?.startedAt).toBe(NOW + 60_000);
      }),
    );
  });

  it('are forgotten with the row', () => {
    const steady = createStartTimes();
    steady([row(5, NOW)]);
    steady([]);
    expect(steady([row(5, NOW + 1_000)])[0]?.startedAt).toBe(NOW + 1_000);
  });
});
