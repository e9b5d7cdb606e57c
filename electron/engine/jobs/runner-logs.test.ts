import { appendFileSync, writeFileSync } from 'node:fs';
import { appendFile, mkdir, mkdtemp, open, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Job } from '../../../shared/domain.ts';
import { NOW, RUNNER_ID } from '../testing/samples.ts';
import { newestDiagLog } from './diag-files.ts';
import { createJobTracker } from './job-tracker.ts';
import { createRunnerLogs, type RunnerLogs } from './runner-logs.ts';

const SECOND = 1000;
const time = (seconds: number): string =>
  new Date(NOW + seconds * SECOND).toISOString().replace('T', ' ').replace('.000', '');
const running = (job: string, at: number): string => `${time(at)}: Running job: ${job}\n`;
const completed = (job: string, result: string, at: number): string =>
  `${time(at)}: Job ${job} completed with result: ${result}\n`;
const listening = (at: number): string => `${time(at)}: Listening for Jobs\n`;

const workerHead = (job: string, at: number): string =>
  `[${time(at)} INFO Worker] Version: 2.336.0\n[${time(at)} INFO Worker] Job message:\n ${JSON.stringify(
    { jobId: job, jobDisplayName: job },
    null,
    2,
  )}\n`;
const stepStarts = (step: string, at: number): string =>
  `[${time(at)} INFO StepsRunner] Processing step: DisplayName='${step}'\n[${time(at)} INFO StepsRunner] Starting the step.\n`;
const stepEnds = (at: number): string =>
  `[${time(at)} INFO StepsRunner] Step result: \n[${time(at)} INFO StepsRunner] No need for updating job result with current step result 'Succeeded'.\n`;
const workerEnd = (result: string, at: number): string =>
  `[${time(at)} INFO JobRunner] Job result after all job steps finish: ${result}\n[${time(at)} INFO Worker] Job completed.\n`;
const command = (name: string, at: number): string =>
  `[${time(at)} INFO CommandSettings] Command '${name}': 'True'\n`;
const own = (line: string, at: number): string => `[${time(at)} INFO Terminal] WRITE LINE: ${line}`;
const worker = (minute: number): string => `Worker_20260820-09${String(minute).padStart(2, '0')}00-utc.log`;
const runner = (minute: number): string => `Runner_20260820-09${String(minute).padStart(2, '0')}00-utc.log`;

let folder = '';
let opened: RunnerLogs[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'runner-logs-'));
  opened = [];
});
afterEach(async () => {
  for (const logs of opened) logs.close();
  await rm(folder, { recursive: true });
});
const console_ = (): string => join(folder, 'stdout.log');
const diag = (name: string): string => join(folder, '_diag', name);

/** The logs of one runner; `until` waits by being told of changes, never by sleeping. */
function follow(sources: { readonly console: boolean }) {
  const ended: Job[] = [];
  const problems: (string | null)[] = [];
  let waiting: (() => void)[] = [];
  const wake = (): void => {
    const woken = waiting;
    waiting = [];
    for (const each of woken) each();
  };
  const tracker = createJobTracker(RUNNER_ID, (job) => ended.push(job));
  const logs = createRunnerLogs({
    sources: { console: sources.console ? [console_(), console_()] : [], diag: join(folder, '_diag') },
    tracker,
    now: () => NOW + 3600 * SECOND,
    onChange: wake,
    onProblem: (why) => {
      problems.push(why);
      wake();
    },
  });
  opened.push(logs);
  return {
    tracker,
    logs,
    ended,
    problems,
    until: async (isSo: () => boolean): Promise<void> => {
      while (!isSo()) {
        await new Promise<void>((resolve) => {
          waiting.push(resolve);
        });
      }
    },
  };
}
const steps = (job: Job | null | undefined): string[] | undefined =>
  job?.steps.map(({ name, state }) => `${name}: ${state}`);

describe('a runner’s logs', () => {
  it('tell the state from the console’s end, whatever stands before it', async () => {
    const noise = 'something that says nothing of the runner\n';
    await writeFile(console_(), running('long ago', 0) + noise.repeat(10_000) + listening(60));
    const { logs, tracker } = follow({ console: true });
    await logs.start();
    expect(logs.state.state).toBe('idle');
    expect(tracker.current()).toBeNull();
    expect(tracker.ended()).toEqual([]);
  });

  it('tell of a job and of its steps while it runs, a Worker log per job', async () => {
    await mkdir(join(folder, '_diag'));
    await writeFile(console_(), listening(0));
    const { logs, tracker, until } = follow({ console: true });
    await logs.start();
    await appendFile(console_(), running('one', 60));
    await writeFile(diag(worker(1)), workerHead('one', 61) + stepStarts('Test', 62));
    await until(() => steps(tracker.current())?.[0] === 'Test: running');
    await appendFile(diag(worker(1)), stepEnds(70) + workerEnd('Succeeded', 71));
    await appendFile(console_(), completed('one', 'Succeeded', 72) + running('two', 120));
    await writeFile(diag(worker(2)), workerHead('two', 121) + stepStarts('Build', 122));
    await until(() => steps(tracker.current())?.[0] === 'Build: running');
    await until(() => steps(tracker.ended()[0])?.[0] === 'Test: completed');
    expect(tracker.current()?.name).toBe('two');
    expect(tracker.ended().map(({ name }) => name)).toEqual(['one']);
  });

  it('lose no job and no last line when several Worker logs have come since the last look', async () => {
    await mkdir(join(folder, '_diag'));
    await writeFile(diag(worker(1)), workerHead('one', 60));
    const { logs, tracker } = follow({ console: false });
    await logs.start();
    // At once, so that no watch tells of them one by one.
    appendFileSync(diag(worker(1)), workerEnd('Failed', 70));
    writeFileSync(diag(worker(2)), workerHead('two', 120) + workerEnd('Canceled', 130));
    writeFileSync(diag(worker(3)), workerHead('three', 180));
    await logs.catchUp();
    expect(tracker.current()?.name).toBe('three');
    expect(tracker.ended().map(({ name, outcome }) => [name, outcome])).toEqual([
      ['two', { kind: 'ended', result: 'Canceled', endedAt: NOW + 130 * SECOND }],
      ['one', { kind: 'ended', result: 'Failed', endedAt: NOW + 70 * SECOND }],
    ]);
  });

  it('keep the steps and the result of a job whose Worker log goes on in a new file', async () => {
    await mkdir(join(folder, '_diag'));
    await writeFile(diag(worker(1)), workerHead('one', 60) + stepStarts('Test', 61));
    const { logs, tracker, until } = follow({ console: false });
    await logs.start();
    await writeFile(diag(worker(2)), stepEnds(90) + stepStarts('Deploy', 91));
    await until(() => tracker.current()?.steps.length === 2);
    await appendFile(diag(worker(2)), workerEnd('Succeeded', 100));
    await logs.catchUp();
    expect(steps(tracker.current())).toEqual(['Test: completed', 'Deploy: running']);
    tracker.live(NOW + 3600 * SECOND);
    expect(tracker.ended()).toMatchObject([{ name: 'one', outcome: { kind: 'ended', result: 'Succeeded' } }]);
  });

  it('do not show a job as running that ended long ago, nor tell of it', async () => {
    await mkdir(join(folder, '_diag'));
    await writeFile(console_(), listening(3000));
    await writeFile(diag(worker(1)), workerHead('build', 60) + workerEnd('Failed', 120));
    const { logs, tracker, ended } = follow({ console: true });
    await logs.start();
    tracker.live(NOW + 3600 * SECOND);
    tracker.onNoWorker(NOW + 3600 * SECOND, NOW + 3700 * SECOND);
    expect(tracker.current()).toBeNull();
    expect(tracker.ended()).toHaveLength(1);
    expect(ended).toEqual([]);
  });

  it('read head and tail of a past Worker log that is very large', async () => {
    await mkdir(join(folder, '_diag'));
    const handle = await open(diag(worker(1)), 'w');
    await handle.write(workerHead('large', 60));
    await handle.write(`\n${workerEnd('Failed', 120)}`, 100 * 1024 * 1024);
    await handle.close();
    await writeFile(diag(worker(2)), workerHead('next', 180));
    const { logs, tracker } = follow({ console: false });
    await logs.start();
    expect(tracker.ended()).toMatchObject([{ name: 'large', outcome: { kind: 'ended', result: 'Failed' } }]);
  });

  it('read the listener’s own log where the console is silent', async () => {
    await mkdir(join(folder, '_diag'));
    await writeFile(console_(), listening(0));
    await writeFile(diag(runner(5)), command('run', 300) + own(running('by hand', 310), 310));
    const { logs, tracker } = follow({ console: true });
    await logs.start();
    expect(tracker.current()).toBeNull();
    await logs.useListenerLog();
    expect(logs.state.state).toBe('busy');
    expect(tracker.current()?.name).toBe('by hand');
  });

  it('follow the newest listener that runs, not another command’s log', async () => {
    await mkdir(join(folder, '_diag'));
    await writeFile(diag(runner(1)), command('run', 60) + own(listening(61), 61));
    await writeFile(diag(runner(2)), command('run', 120) + own(listening(121), 121));
    await writeFile(diag(runner(3)), command('configure', 180));
    expect(await newestDiagLog(join(folder, '_diag'), 'runner-diag')).toBe(diag(runner(2)));
    const { logs, until } = follow({ console: false });
    await logs.start();
    expect(logs.state).toMatchObject({ state: 'idle', lastAt: NOW + 121 * SECOND });
    await appendFile(diag(runner(2)), own(running('last words', 125), 125));
    await writeFile(diag(runner(4)), command('run', 240) + own(listening(241), 241));
    await until(() => logs.state.lastAt === NOW + 241 * SECOND);
    expect(logs.state.state).toBe('idle');
  });

  it('go on when the console is renamed or deleted while the runner writes on', async () => {
    for (const remove of [() => rename(console_(), `${console_()}.0`), () => rm(console_())]) {
      const writer = await open(console_(), 'a');
      await writer.write(listening(0));
      const { logs, tracker, until } = follow({ console: true });
      await logs.start();
      await remove();
      await logs.catchUp();
      await writer.write(running('build', 60));
      await until(() => tracker.current()?.name === 'build');
      expect(logs.state.state).toBe('busy');
      logs.close();
      await writer.close();
    }
  });

  it('are read from the listener’s own log too, once the console has lost its name', async () => {
    await mkdir(join(folder, '_diag'));
    await writeFile(console_(), listening(0));
    await writeFile(diag(runner(1)), command('run', 60));
    const { logs, tracker, until } = follow({ console: true });
    await logs.start();
    await rm(console_());
    await appendFile(diag(runner(1)), own(running('build', 70), 70));
    await logs.catchUp();
    await until(() => logs.state.state === 'busy');
    expect(tracker.current()?.name).toBe('build');
  });

  it('are found when `_diag` comes later', async () => {
    const { logs, tracker, until } = follow({ console: false });
    await logs.start();
    expect(logs.state.state).toBe('unknown');
    await mkdir(join(folder, '_diag'));
    await logs.catchUp();
    await writeFile(diag(runner(1)), command('run', 60) + own(listening(61), 61));
    await until(() => logs.state.state === 'idle');
    await writeFile(diag(worker(2)), workerHead('one', 120));
    await until(() => tracker.current()?.name === 'one');
  });

  it('that cannot be read are said so, and are no hindrance once they can or are gone', async () => {
    await mkdir(diag(worker(1)), { recursive: true });
    await mkdir(diag(runner(1)), { recursive: true });
    const { logs, tracker, problems } = follow({ console: false });
    await logs.start();
    expect(problems).toEqual(['The log cannot be read: it is a folder.']);
    expect(logs.state.state).toBe('unknown');
    await writeFile(diag(runner(2)), command('run', 60) + own(listening(61), 61));
    await writeFile(diag(worker(2)), workerHead('one', 120));
    await logs.catchUp();
    expect(problems.at(-1)).toBeNull();
    expect(logs.state.state).toBe('idle');
    expect(tracker.current()?.name).toBe('one');
  });

  it('with a file in the place of their folder say so and go on with the console', async () => {
    await writeFile(join(folder, '_diag'), 'no folder');
    await writeFile(console_(), listening(0));
    const { logs } = follow({ console: true });
    await logs.start();
    await logs.useListenerLog();
    await logs.catchUp();
    expect(logs.state.state).toBe('idle');
  });

  it('in a burst of 100,000 lines lose no job', async () => {
    await writeFile(console_(), listening(0));
    const { logs, tracker, ended } = follow({ console: true });
    await logs.start();
    tracker.live(NOW);
    const noise = 'something that says nothing of the runner\n';
    const jobs = Array.from(
      { length: 100 },
      (_, index) =>
        running(`job ${index}`, index * 20) +
        noise.repeat(998) +
        completed(`job ${index}`, 'Succeeded', index * 20 + 10),
    );
    await appendFile(console_(), jobs.join(''));
    await logs.catchUp();
    expect(ended.map(({ name }) => name)).toEqual(jobs.map((_, index) => `job ${index}`));
    expect(tracker.current()).toBeNull();
  });
});
