import { describe, expect, it } from 'vitest';
import { inspectText, jobsOf, statesOf, typesOf } from '../testing/log-samples.ts';

const lines = (...all: readonly string[]): string => `${all.join('\n')}\n`;
const at = (clock: string, text: string): string => `2026-08-20 ${clock}Z: ${text}`;
const LISTENING = at('07:00:05', 'Listening for Jobs');
const LOST = at('07:10:00', 'Runner connect error: timed out. Retrying until reconnected.');
const EXIT_SOON = 'Runner will exit shortly for update, should be back online within 10 seconds.';

describe('an update', () => {
  it.each([
    'Waiting for current job finish running.',
    'Generate and execute update script.',
    EXIT_SOON,
    'Runner will exit shortly for update, should back online within 10 seconds.',
  ])('is recognised by “%s” alone', async (line) => {
    const log = await inspectText(lines(LISTENING, line));
    expect(log.events.at(-1)).toEqual({ type: 'updating', at: '2026-08-20T07:00:05.000Z' });
    expect(log.final).toMatchObject({ state: 'updating', target: null });
  });

  it('goes on after the job that it waited for', async () => {
    const log = await inspectText(
      lines(
        LISTENING,
        'Downloading 2.337.0 runner',
        at('07:01:00', 'Running job: build'),
        at('07:02:00', 'Job build completed with result: Succeeded'),
        EXIT_SOON,
      ),
    );
    expect(statesOf(log)).toEqual(['idle', 'updating', 'busy(build)', 'updating']);
    expect(log.final).toMatchObject({ state: 'updating', target: '2.337.0', job: null });
  });

  it('without a known version goes on as well', async () => {
    const log = await inspectText(
      lines(
        'Runner update in progress, do not shutdown runner.',
        at('07:01:00', 'Running job: build'),
        at('07:02:00', 'Job build completed with result: Succeeded'),
        EXIT_SOON,
      ),
    );
    expect(log.final.state).toBe('updating');
  });

  it('that fails leaves the runner online only where it was', async () => {
    const failed = 'Runner update failed: no space left';
    expect((await inspectText(lines(LISTENING, 'Downloading 2.337.0 runner', failed))).final).toMatchObject({
      state: 'idle',
      detail: 'no space left',
      target: null,
    });
    expect((await inspectText(lines(LISTENING, LOST, failed))).final.state).toBe('reconnecting');
    expect((await inspectText(lines(failed))).final.state).toBe('unknown');
  });
});

describe('an outage', () => {
  it('is not over when a job ends: only GitHub’s answer and three lines say so', async () => {
    const job = [at('07:05:00', 'Running job: build'), LOST];
    const ended = at('07:20:00', 'Job build completed with result: Failed');
    const log = await inspectText(lines(LISTENING, ...job, ended));
    expect(log.final).toMatchObject({ state: 'reconnecting', job: null, detail: 'timed out' });
    const status =
      '[2026-08-20 07:20:00Z INFO BrokerMessageListener] Received job status event. JobState: Online';
    const copies = [LISTENING, ...job, ended].map(
      (line) => `[${line.slice(0, 20)} INFO Terminal] WRITE LINE: ${line}`,
    );
    const diag = await inspectText(lines(...copies, status, status.replace('07:20', '07:25')), 'runner-diag');
    expect(diag.final.state).toBe('reconnecting');
    const answered = '[2026-08-20 07:26:00Z INFO MessageListener] BrokerMigration message received.';
    const polled = await inspectText(lines(...copies, status, answered), 'runner-diag');
    expect(polled.final.state).toBe('idle');
    for (const line of ['Listening for Jobs', 'Runner reconnected.']) {
      const back = await inspectText(lines(LISTENING, ...job, ended, at('07:21:00', line)));
      expect(back.final.state).toBe('idle');
    }
  });
});

describe('a listener that begins anew', () => {
  it.each([
    ['idle', [LISTENING]],
    ['busy', [LISTENING, at('07:01:00', 'Running job: build')]],
    ['reconnecting', [LISTENING, LOST]],
  ])('is connecting, without the job of the one that died %s', async (_was, before) => {
    const log = await inspectText(
      lines(...before, '√ Connected to GitHub', '', "Current runner version: '2.336.0'"),
    );
    expect(log.final).toMatchObject({ state: 'connecting', job: null, jobStartedAt: null });
  });

  it('does not follow from a version that a running listener’s records show', async () => {
    const log = await inspectText(
      lines(
        `[2026-08-20 07:00:05Z INFO Terminal] WRITE LINE: ${LISTENING}`,
        "[2026-08-20 07:01:00Z INFO ProcessInvokerWrapper]   File name: '/r/bin.2.336.0/Runner.Worker'",
      ),
      'runner-diag',
    );
    expect(log.final).toMatchObject({ state: 'idle', version: '2.336.0' });
  });
});

describe('the listener’s end', () => {
  const service = (code: string): string[] => [
    LISTENING,
    `Runner listener exited with error code ${code}`,
    'Runner listener exit with undefined return code, re-launch runner in 5 seconds.',
  ];
  it('under the service: deprecated, not to be started, a request to end, a crash', async () => {
    expect((await inspectText(lines(...service('7')))).final).toMatchObject({
      state: 'restarting',
      reason: 'version-deprecated',
    });
    for (const code of ['126', '127', '-2']) {
      const { final } = await inspectText(lines(...service(code)));
      expect(final).toMatchObject({ state: 'restarting', reason: 'broken-installation' });
    }
    for (const code of ['130', '143']) {
      expect(typesOf(await inspectText(lines(...service(code))))).not.toContain('crashed');
    }
    expect((await inspectText(lines(...service('139')))).final).toMatchObject({
      reason: 'crashed',
      detail: 'exit code 139 (128 + 11, segmentation fault)',
    });
    expect((await inspectText(lines(...service('null')))).final.reason).toBe('crashed');
  });

  it('by a signal after a person’s stop is no crash, and no restart follows', async () => {
    const log = await inspectText(
      lines(
        LISTENING,
        'Shutting down runner listener',
        'Sending SIGINT to runner listener to stop',
        'Sending SIGKILL to runner listener',
        'Runner listener exited with error code null',
        'Runner listener exit with undefined return code, re-launch runner in 5 seconds.',
      ),
    );
    expect(log.final).toMatchObject({ state: 'stopped', reason: 'by-person' });
    expect(typesOf(log)).not.toContain('crashed');
    expect(typesOf(log)).not.toContain('restarting');
  });

  it.each(['130', '143'])('under run.sh with %s is a stop; a person’s, if one was told', async (code) => {
    const end = [`Exiting with unknown error code: ${code}`, 'Exiting runner...'];
    expect((await inspectText(lines(LISTENING, ...end))).final).toMatchObject({
      state: 'stopped',
      reason: 'ended',
    });
    expect((await inspectText(lines(LISTENING, 'Exiting...', ...end))).final.reason).toBe('by-person');
  });

  it('told by bash’s word for the signal, Linux’s or macOS’s', async () => {
    const told = async (word: string) =>
      (await inspectText(`/r/run-helper.sh: line 36: 28710 ${word}      "$DIR"/bin/Runner.Listener run $*\n`))
        .final;
    expect(await told('Segmentation fault: 11')).toMatchObject({
      reason: 'crashed',
      detail: expect.stringContaining('139'),
    });
    expect(await told('Killed')).toMatchObject({ detail: 'exit code 137 (128 + 9, killed)' });
    expect(await told('Abort trap: 6')).toMatchObject({ detail: 'exit code 134 (128 + 6, aborted)' });
    expect(await told('Terminated: 15')).toMatchObject({ state: 'stopped', reason: 'ended' });
  });

  it('for its version, when the session is refused', async () => {
    const log = await inspectText(
      'Failed to create session. Runner version v2.300.0 is deprecated and cannot receive messages.\n',
    );
    expect(log.final).toMatchObject({ state: 'stopped', reason: 'version-deprecated' });
    expect(log.events).toMatchObject([{ type: 'deprecated', version: '2.300.0' }]);
  });

  it('to try again keeps the sentence that says why', async () => {
    const log = await inspectText(
      lines(
        LISTENING,
        'An error occurred: The SSL connection could not be established.',
        'Runner listener exit with retryable error, re-launch runner in 5 seconds.',
        'Restarting runner...',
      ),
    );
    expect(log.final).toMatchObject({
      state: 'restarting',
      detail: 'The SSL connection could not be established.',
    });
  });
});

describe('a last line without its end', () => {
  it('names no job for certain, and says that it may be cut', async () => {
    const cut = lines(LISTENING) + at('07:01:00', 'Running job: RED');
    const log = await inspectText(cut);
    expect(log.events.at(-1)).toMatchObject({ type: 'job-started', job: 'RED', partial: true });
    expect(log.final).toMatchObject({ state: 'busy', job: null });
    const whole = await inspectText(`${cut}ACTED\n`);
    expect(whole.events.at(-1)).not.toHaveProperty('partial');
    expect(whole.final.job).toBe('REDACTED');
    const diag = await inspectText(
      `[2026-08-20 07:01:00Z INFO Terminal] WRITE LINE: ${at('07:01:00', 'Running job: RED')}`,
      'runner-diag',
    );
    expect(diag.final).toMatchObject({ state: 'busy', job: null });
  });

  it('does not stay partial when the rest comes', async () => {
    expect(
      jobsOf(await inspectText(lines(at('07:01:00', 'Job b completed with result: Succeeded')))),
    ).toEqual(['b Succeeded none']);
  });
});

describe('svc.sh start', () => {
  const head = ['starting a.b', 'Load failed: 5: Input/output error', 'status a.b:', '', '/L/a.b.plist', ''];
  it('that fails has failed, though the service of before still runs', async () => {
    const log = await inspectText(lines(...head, 'Started:', '512 0 a.b'));
    expect(log.final).toMatchObject({ state: 'stopped', reason: 'start-failed' });
    expect(log.events.at(-1)).toMatchObject({ type: 'service', running: true, pid: 512, start: 'failed' });
  });
  it('does not colour the status that is asked for later', async () => {
    const log = await inspectText(lines(...head, 'Stopped', '', 'status a.b:', '', 'Started:', '512 0 a.b'));
    expect(log.final.state).toBe('running');
  });
  it('says what failed to install', async () => {
    const log = await inspectText(
      lines('Creating launch runner in /L/a.b.plist', 'Failed: error: exists /L/a.b.plist'),
    );
    expect(log.events).toMatchObject([{ type: 'error', reason: 'Failed: error: exists /L/a.b.plist' }]);
  });
});
