import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Bench } from './testing.ts';
import { end, listening, newestLog, openBench, plain, runScript, untilText } from './testing.ts';

// Real processes on a busy machine: long limits, waited for by condition.
vi.setConfig({ testTimeout: 60_000 });

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(async () => bench.close());

describe('trouble', () => {
  it('a second listener: conflict each 30 s, the end after 240 s, exit code 5', async () => {
    const runner = await bench.install();
    await listening(runner);
    const ran = await runScript(join(runner.directory, 'bin', 'Runner.Listener'), ['run'], runner.directory);
    expect(ran.code).toBe(5);
    const errors = plain(ran.stderr).split('\n');
    expect(errors.slice(0, 2)).toEqual([
      'A session for this runner already exists.',
      'T: Runner connect error: The actions runner mac-mini already has an active session.. Retrying until reconnected.',
    ]);
    expect(errors.slice(-4)).toEqual([
      'A session for this runner already exists.',
      'Stop retry on SessionConflictException after retried for 240 seconds.',
      'Failed to create session. The actions runner mac-mini already has an active session.',
      '',
    ]);
    const tries = errors.filter((line) => line === 'A session for this runner already exists.').length;
    expect(tries).toBeGreaterThanOrEqual(8);
    expect(tries).toBeLessThanOrEqual(9);
    expect(ran.stdout.match(/√ Connected to GitHub/g)).toHaveLength(tries);
    expect(ran.stdout).not.toContain('Listening');
  });

  it('V2: five silent tries, one error line, and a recovery that nothing tells of', async () => {
    const runner = await bench.install();
    await listening(runner);
    bench.github.faults.add({ kind: 'failing', status: 503, path: '/_broker/message' });
    const text = await untilText(runner.consoleLog, 'Runner connect error');
    expect(plain(text)).toContain(
      'T: Runner connect error: Response status code does not indicate success: 503 (Service Unavailable).. Retrying until reconnected.\n',
    );
    const log = newestLog(runner.directory, 'Runner');
    for (const left of [4, 3, 2, 1]) {
      expect(log).toContain(`seconds before next retry. ${left} attempt left.`);
    }
    bench.github.faults.clear();
    bench.github.queueJob({
      repository: 'acme/rocket',
      job: 'build',
      steps: [{ name: 'Build', result: 'Failed' }],
    });
    const after = await untilText(runner.consoleLog, 'completed with result: Failed');
    expect(after.match(/Listening for Jobs/g)).toHaveLength(1);
    expect(after).not.toContain('Runner reconnected.');
  });

  it('V2: ten errors in one poll, exit code 2, another start', async () => {
    const runner = await bench.install({ speed: 400 });
    await listening(runner);
    bench.github.faults.add({ kind: 'reset', path: '/_broker/' });
    const text = await untilText(runner.consoleLog, 'Restarting runner...');
    expect(text).toContain('An error occurred: ');
    expect(text).toContain('Runner listener exit with retryable error, re-launch runner in 5 seconds.');
  });

  it('legacy flow: the error at once, and "Runner reconnected."', async () => {
    const runner = await bench.install({ flow: 'legacy' });
    await listening(runner);
    bench.github.faults.add({ kind: 'failing', status: 503, path: '/_broker/message', times: 1 });
    const text = await untilText(runner.consoleLog, 'Runner reconnected.');
    expect(plain(text)).toContain('T: Listening for Jobs\nT: Runner connect error: ');
    expect(newestLog(runner.directory, 'Runner')).not.toContain('attempt left');
  });

  it('a deprecated version: said right after listening, exit code 1', async () => {
    bench.github.deprecate('2.336.0');
    const runner = await bench.install({ version: '2.337.0' });
    bench.github.deprecate('2.337.0');
    await runner.start();
    const text = await untilText(runner.consoleLog, end);
    expect(plain(text)).toContain(
      'T: Listening for Jobs\nAn error occurred: Runner version v2.337.0 is deprecated and cannot receive messages.\nRunner listener exit with terminated error',
    );
  });

  it('deleted on the server while an older one listens: asks for a person, exit code 1', async () => {
    const runner = await bench.install({ version: '2.335.1' });
    await listening(runner);
    bench.github.deleteRunner(runner.agentId);
    const text = await untilText(runner.consoleLog, end);
    expect(text).toContain('The runner no longer exists on the server. Please reconfigure the runner.\n');
    expect(text).toContain('Runner listener exit with terminated error');
    expect(existsSync(join(runner.directory, '.runner'))).toBe(true);
  });

  it('deleted on the server while it listens: cleans up, exit code 0', async () => {
    const runner = await bench.install();
    await listening(runner);
    bench.github.deleteRunner(runner.agentId);
    const text = await untilText(runner.consoleLog, end);
    expect(text).toContain(
      'The runner no longer exists on the server. Cleaning up local configuration.\n√ Removed .credentials\n√ Removed .runner\nRunner listener exit with 0 return code',
    );
    expect(existsSync(join(runner.directory, '.runner'))).toBe(false);
  });

  it('deleted while it was away: will not create a session, exit code 1', async () => {
    const runner = await bench.install();
    bench.github.deleteRunner(runner.agentId);
    await runner.start();
    const text = await untilText(runner.consoleLog, end);
    expect(text).toContain(
      'Failed to create a session. The runner registration has been deleted from the server, please re-configure.',
    );
    expect(text).toContain('Runner listener exit with terminated error');
  });
});
