import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isLaunchctlListOfOne, parseLaunchctlList, parseLaunchctlListOfOne } from './launchctl-list.ts';
import { parsePrintDisabled } from './launchctl-print-disabled.ts';
import { parseLaunchctlPrint } from './launchctl-print.ts';
import { launchdAct, launchdErrorText } from './launchctl-status.ts';
import type { LaunchdVerb } from './launchctl-status.ts';

fc.configureGlobal({ seed: 24 });

const RUNNING = `gui/501/com.example.runner = {
	active count = 1
	path = /Users/me/Library/LaunchAgents/com.example.runner.plist
	state = running

	program = /Users/me/runner/run.sh
	environment = {
		TOKEN => not-for-us
		state = active
		pid = 1
	}

	runs = 3
	pid = 1076
	last exit code = (never exited)
	resource coalition = {
		state = active
	}
	job state = running
}
`;

describe('parseLaunchctlPrint', () => {
  it('reads top-level keys only', () => {
    expect(parseLaunchctlPrint(RUNNING)).toEqual({
      state: 'running',
      jobState: 'running',
      pid: 1076,
      runs: 3,
      lastExitCode: '(never exited)',
      lastExitReason: null,
      lastTerminatingSignal: null,
      path: '/Users/me/Library/LaunchAgents/com.example.runner.plist',
      program: '/Users/me/runner/run.sh',
    });
  });

  it('knows that every key may be missing', () => {
    expect(Object.values(parseLaunchctlPrint('')).every((value) => value === null)).toBe(true);
    expect(parseLaunchctlPrint('\tlast terminating signal = Terminated: 15\n')).toMatchObject({
      lastTerminatingSignal: 'Terminated: 15',
      lastExitCode: null,
    });
  });

  it('keeps unknown words, drops impossible numbers', () => {
    expect(parseLaunchctlPrint('\tstate = quite new\n\tpid = 0\n\truns = many\n')).toMatchObject({
      state: 'quite new',
      pid: null,
      runs: null,
    });
  });

  it('never takes a value from a nested block, whatever is in it', () => {
    const nested = fc.array(
      fc.constantFrom('state = active', 'pid = 7', 'runs = 9', 'program = /x', 'a => b'),
    );
    fc.assert(
      fc.property(nested, nested, fc.integer({ min: 1, max: 99_999 }), (before, after, pid) => {
        const block = (lines: string[]): string =>
          `\tenvironment = {\n${lines.map((line) => `\t\t${line}\n`).join('')}\t}\n`;
        const text = `gui/501/x = {\n${block(before)}\tpid = ${pid}\n${block(after)}}\n`;
        const print = parseLaunchctlPrint(text);
        expect(print).toMatchObject({ pid, state: null, runs: null, program: null });
      }),
    );
  });

  it('survives anything', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 500 }), (text) => {
        expect(Object.keys(parseLaunchctlPrint(text))).toHaveLength(9);
      }),
    );
  });
});

describe('parseLaunchctlList', () => {
  it('reads processes, exits, signals and what launchd does not know', () => {
    const table = 'PID\tStatus\tLabel\n12\t0\ta.b\n-\t-15\tc d\n-\t1\te\n-\t???\tf\n';
    expect(parseLaunchctlList(table)).toEqual([
      { label: 'a.b', pid: 12, status: 0 },
      { label: 'c d', pid: null, status: -15 },
      { label: 'e', pid: null, status: 1 },
      { label: 'f', pid: null, status: null },
    ]);
  });

  it('gives back whatever table was written', () => {
    const row = fc.record({
      label: fc.stringMatching(/^[A-Za-z][\w.-]{0,40}$/),
      pid: fc.option(fc.integer({ min: 1, max: 99_999 })),
      status: fc.integer({ min: -31, max: 255 }),
    });
    fc.assert(
      fc.property(fc.array(row), (rows) => {
        const lines = rows.map(({ label, pid, status }) => `${pid ?? '-'}\t${status}\t${label}`);
        expect(parseLaunchctlList(['PID\tStatus\tLabel', ...lines, ''].join('\n'))).toEqual(rows);
      }),
    );
  });

  it('turns the wait status of one service into the exit of the table', () => {
    const one = (status: number): string =>
      `{\n\t"Label" = "a";\n\t"LastExitStatus" = ${status};\n\t"PID" = 5;\n\t"ProgramArguments" = (\n\t\t"x";\n\t);\n};\n`;
    expect(isLaunchctlListOfOne(one(0))).toBe(true);
    expect(parseLaunchctlListOfOne(one(256))).toEqual({ label: 'a', pid: 5, status: 1 });
    expect(parseLaunchctlListOfOne(one(15))).toMatchObject({ status: -15 });
    expect(parseLaunchctlListOfOne(one(0))).toMatchObject({ status: 0 });
    expect(parseLaunchctlListOfOne('{\n};')).toBeNull();
  });
});

describe('parsePrintDisabled', () => {
  it('reads both dialects', () => {
    const words = 'disabled services = {\n\t\t"a" => disabled\n\t\t"b" => enabled\n\t}\n';
    const booleans = 'disabled services = {\n\t"a" => true\n\t"b" => false\n}\n';
    expect(parsePrintDisabled(words)).toEqual({ disabled: ['a'], enabled: ['b'] });
    expect(parsePrintDisabled(booleans)).toEqual({ disabled: ['a'], enabled: ['b'] });
    expect(parsePrintDisabled('disabled services = {\n}')).toEqual({ disabled: [], enabled: [] });
  });
});

describe('launchdAct', () => {
  const verbs: LaunchdVerb[] = ['bootstrap', 'bootout', 'enable', 'disable', 'kickstart'];

  it.each([
    ['bootout', 0, 'done'],
    ['bootout', 3, 'not-loaded'],
    ['bootout', 113, 'not-loaded'],
    ['bootout', 36, 'in-progress'],
    ['bootout', 125, 'no-domain'],
    ['bootout', 5, 'refused'],
    ['bootstrap', 0, 'done'],
    ['bootstrap', 5, 'refused'],
    ['bootstrap', 36, 'in-progress'],
    ['bootstrap', 37, 'refused'],
    ['bootstrap', 17, 'refused'],
    ['bootstrap', 119, 'disabled'],
    ['bootstrap', 122, 'refused'],
    ['bootstrap', 125, 'no-domain'],
    ['bootstrap', 112, 'no-domain'],
    ['bootstrap', 109, 'refused'],
    ['bootstrap', 155, 'refused'],
    ['bootstrap', 3, 'refused'],
    ['bootstrap', 113, 'refused'],
    ['kickstart', 113, 'not-loaded'],
    ['enable', 0, 'done'],
  ] as const)('%s %i is %s', (verb, status, kind) => {
    expect(launchdAct(verb, status, '').kind).toBe(kind);
  });

  it('reads the text only to refine a success', () => {
    expect(launchdAct('bootstrap', 0, 'Service is disabled').kind).toBe('disabled');
    expect(launchdAct('bootout', 3, 'Boot-out failed: 5: Input/output error').kind).toBe('not-loaded');
  });

  it('has an answer and plain words for every status, and never passes text on', () => {
    fc.assert(
      fc.property(fc.constantFrom(...verbs), fc.integer({ min: 0, max: 255 }), (verb, status) => {
        expect(JSON.stringify(launchdAct(verb, status, 'MARK'))).not.toContain('MARK');
        expect(launchdErrorText(status)).toMatch(/^\S.*\.$/);
      }),
    );
  });
});
