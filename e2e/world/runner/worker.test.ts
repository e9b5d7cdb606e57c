import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { dictionaryEntry, numberOf, objectOf, parseJson, textOf } from './json.ts';
import { findProcesses } from './process-table.ts';
import type { WorldRunner } from './runner.ts';
import type { Bench } from './testing.ts';
import { newestLog, openBench, until, untilText } from './testing.ts';

// Real processes on a busy machine: long limits, waited for by condition.
vi.setConfig({ testTimeout: 60_000 });

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(async () => bench.close());

type Steps = Parameters<Bench['github']['queueJob']>[0]['steps'];

async function runJob(
  steps: Steps,
  environment: Readonly<Record<string, string>> = {},
): Promise<WorldRunner> {
  const runner = await bench.install({ environment });
  await runner.start();
  bench.github.queueJob({ repository: 'acme/rocket', job: 'build', workflow: 'CI', steps });
  await untilText(runner.consoleLog, 'completed with result');
  return runner;
}

/** The lines of the steps, without time and source. */
const stepLines = (log: string): readonly string[] =>
  log
    .split('\n')
    .filter((line) => line.includes(' StepsRunner] '))
    .map((line) => line.replace(/^.* StepsRunner\] /, ''));

describe('the Worker’s log', () => {
  it('has the job message, parsed back', async () => {
    const runner = await runJob([{ name: 'Build', run: 'true' }]);
    const log = newestLog(runner.directory, 'Worker');
    const text = /\] Job message:\n ([\s\S]*?)\n\[\d{4}-/.exec(log)?.[1] ?? '';
    const message = objectOf(parseJson(text));
    expect(text).toContain('"k": "check_run_id"');
    expect(text).toMatch(/"v": \d+\.0\n/);
    expect(message).toMatchObject({
      jobDisplayName: 'build',
      jobName: '__default',
      messageType: 'RunnerJobRequest',
      requestId: 0,
    });
    expect(message).not.toHaveProperty('script');
    expect(objectOf(objectOf(message['variables'])['github_token'])).toEqual({
      value: '***',
      isSecret: true,
    });
    const context = objectOf(message['contextData']);
    expect(textOf(dictionaryEntry(context['github'], 'repository'))).toBe('acme/rocket');
    expect(textOf(dictionaryEntry(context['github'], 'workflow'))).toBe('CI');
    expect(textOf(dictionaryEntry(context['github'], 'run_id'))).toMatch(/^\d+$/);
    expect(numberOf(dictionaryEntry(context['job'], 'check_run_id'))).toBe(bench.github.jobs()[0]?.id);
    expect(log.trimEnd().endsWith('Worker] Job completed.')).toBe(true);
    expect(log).toContain('JobRunner] Total job steps: 1.\n');
    expect(log).toContain('JobRunner] Job result after all job steps finish: Succeeded\n');
  });

  it('tells of each step as the real one does', async () => {
    const runner = await runJob([
      { name: 'Run actions/checkout@v4' },
      { name: 'Test', result: 'Failed' },
      { name: 'Deploy', run: 'true' },
      { name: 'Report', condition: 'always', run: 'true' },
    ]);
    const log = newestLog(runner.directory, 'Worker');
    expect(stepLines(log)).toEqual([
      "Processing step: DisplayName='Run actions/checkout@v4'",
      'Evaluating: success()',
      'Result: true',
      'Starting the step.',
      'Step result: ',
      "No need for updating job result with current step result 'Succeeded'.",
      "Current state: job state = ''",
      "Processing step: DisplayName='Test'",
      'Evaluating: success()',
      'Result: true',
      'Starting the step.',
      'Step result: Failed',
      "Update job result with current step result 'Failed'.",
      "Current state: job state = 'Failed'",
      "Processing step: DisplayName='Deploy'",
      'Evaluating: success()',
      'Result: false',
      'Skipping step due to condition evaluation.',
      "No need for updating job result with current step result 'Skipped'.",
      "Current state: job state = 'Failed'",
      "Processing step: DisplayName='Report'",
      'Evaluating: always()',
      'Result: true',
      'Starting the step.',
      'Step result: ',
      "No need for updating job result with current step result 'Succeeded'.",
      "Current state: job state = 'Failed'",
      "Processing step: DisplayName='Post Run actions/checkout@v4'",
      'Evaluating: always()',
      'Result: true',
      'Starting the step.',
      'Step result: ',
      "No need for updating job result with current step result 'Succeeded'.",
      "Current state: job state = 'Failed'",
    ]);
    for (const action of ['setup_job', 'complete_job']) expect(log).toContain(`"action": "${action}"`);
    expect(log).toContain('Total job steps: 4.');
    expect(newestLog(runner.directory, 'Runner')).toContain('with exit code 102,');
    expect(bench.github.jobs()[0]?.steps.map(({ name, conclusion }) => [name, conclusion])).toEqual([
      ['Set up job', 'success'],
      ['Run actions/checkout@v4', 'success'],
      ['Test', 'failure'],
      ['Deploy', 'skipped'],
      ['Report', 'success'],
      ['Post Run actions/checkout@v4', 'success'],
      ['Complete job', 'success'],
    ]);
  });

  it('beats each ten seconds', async () => {
    const runner = await runJob([{ name: 'Wait', seconds: 1 }]);
    const log = newestLog(runner.directory, 'Worker');
    const during = log.slice(log.indexOf('Starting the step.'), log.indexOf('Step result: '));
    expect(during.match(/Well known directory 'Work'/g)?.length).toBeGreaterThan(2);
  });
});

describe('a step', () => {
  it('runs in the workspace with the job’s variables, and passes its own on', async () => {
    await runJob([
      { name: 'One', run: 'echo COLOUR=blue >> "$GITHUB_ENV"; pwd > where; env > seen' },
      { name: 'Two', run: 'echo "$COLOUR" > colour' },
    ]);
    const workspace = join(bench.directory, '_work', 'rocket', 'rocket');
    const read = (name: string): string => readFileSync(join(workspace, name), 'utf8').trim();
    expect(read('where')).toBe(workspace);
    expect(read('colour')).toBe('blue');
    const seen = read('seen');
    for (const line of [
      'GITHUB_REPOSITORY=acme/rocket',
      'RUNNER_NAME=mac-mini',
      'RUNNER_OS=macOS',
      'CI=true',
    ]) {
      expect(seen.split('\n')).toContain(line);
    }
    expect(seen).toMatch(/^RUNNER_TRACKING_ID=github_[0-9a-f-]{36}$/m);
    expect(readdirSync(join(bench.directory, '_work', '_temp'))).toEqual([]);
    const mapping = join(
      bench.directory,
      '_work',
      '_PipelineMapping',
      'acme',
      'rocket',
      'PipelineFolder.json',
    );
    expect(readFileSync(mapping, 'utf8').startsWith('\uFEFF{')).toBe(true);
  });

  it('shows its output below _diag while it runs, and not afterwards', async () => {
    const runner = await bench.install();
    await runner.start();
    bench.github.queueJob({
      repository: 'acme/rocket',
      job: 'build',
      steps: [{ name: 'Build', output: ['first line'], seconds: 2, cpu: 0.2, writeBytes: 100_000 }],
    });
    const pages = join(runner.directory, '_diag', 'pages');
    const text = await until('the page', () => {
      const name = existsSync(pages) ? readdirSync(pages).at(0) : undefined;
      const page = name === undefined ? '' : readFileSync(join(pages, name), 'utf8');
      return page.includes('first line') ? page : null;
    });
    expect(text.startsWith('\uFEFF')).toBe(true);
    expect(text).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z first line$/m);
    await untilText(runner.consoleLog, 'completed with result: Succeeded');
    expect(readdirSync(pages)).toEqual([]);
    expect(readdirSync(join(runner.directory, '_diag', 'blocks'))).toEqual([]);
    expect(readFileSync(join(runner.directory, '_work/rocket/rocket/build-output.bin'))).toHaveLength(
      100_000,
    );
  });

  it('cancelled on GitHub: ended, later steps skipped, always() ones run; what it left behind is ended', async () => {
    const runner = await bench.install();
    await runner.start();
    const { runId } = bench.github.queueJob({
      repository: 'acme/rocket',
      job: 'build',
      steps: [
        { name: 'Wait', run: '(exec /bin/sleep 61.5 > /dev/null 2>&1) &\necho $! > child', seconds: 62 },
        { name: 'Never', run: 'true' },
        { name: 'Clean', condition: 'always', run: 'echo yes > cleaned' },
      ],
    });
    await until('the step', () => findProcesses('/bin/sleep 62.000').length > 0);
    expect(bench.github.cancelRun(runId)).toBe('accepted');
    await untilText(runner.consoleLog, 'Job build completed with result: Canceled');
    expect(stepLines(newestLog(runner.directory, 'Worker'))).toEqual(
      expect.arrayContaining([
        'Step result: Canceled',
        "Update job result with current step result 'Canceled'.",
      ]),
    );
    expect(bench.github.jobs()[0]?.steps.map(({ conclusion }) => conclusion)).toEqual([
      'success',
      'cancelled',
      'skipped',
      'success',
      'success',
    ]);
    expect(existsSync(join(bench.directory, '_work/rocket/rocket/cleaned'))).toBe(true);
    expect(findProcesses('/bin/sleep 61.5')).toEqual([]);
    expect(runner.listeners()).toHaveLength(1);
  });

  it('that ignores interrupts is killed after 7.5 and 2.5 seconds', async () => {
    const runner = await bench.install();
    await runner.start();
    const { runId } = bench.github.queueJob({
      repository: 'acme/rocket',
      job: 'stubborn',
      steps: [{ name: 'Wait', run: "trap '' INT TERM; echo up > up; while :; do /bin/sleep 0.05; done" }],
    });
    await until('the step', () => existsSync(join(bench.directory, '_work/rocket/rocket/up')));
    bench.github.cancelRun(runId);
    await untilText(runner.consoleLog, 'Job stubborn completed with result: Canceled');
    const log = newestLog(runner.directory, 'Worker');
    expect(log).toContain('Process did not honor SIGINT signal within 7.5 seconds.');
    expect(log).toContain('Process did not honor SIGTERM signal within 2.5 seconds.');
    expect(log).toContain('with exit code 137,');
  });
});

describe('hooks', () => {
  const hook = (name: string, text: string): string => {
    const path = join(bench.home, name);
    writeFileSync(path, text);
    return path;
  };

  it('run before and after all steps, in the workspace, without a token', async () => {
    const started = hook(
      'started.sh',
      'pwd > "$GITHUB_WORKSPACE/started"; env > "$GITHUB_WORKSPACE/hook-env"',
    );
    const completed = hook('completed.sh', 'ls > "$GITHUB_WORKSPACE/completed"');
    const runner = await runJob([{ name: 'Build', run: 'touch built' }], {
      ACTIONS_RUNNER_HOOK_JOB_STARTED: started,
      ACTIONS_RUNNER_HOOK_JOB_COMPLETED: completed,
    });
    const workspace = join(runner.directory, '_work/rocket/rocket');
    expect(readFileSync(join(workspace, 'started'), 'utf8')).toBe(`${workspace}\n`);
    expect(readFileSync(join(workspace, 'completed'), 'utf8')).toContain('built\n');
    const seen = readFileSync(join(workspace, 'hook-env'), 'utf8');
    expect(seen).toContain('GITHUB_WORKFLOW=CI\n');
    expect(seen).toContain('GITHUB_RUN_ATTEMPT=1\n');
    expect(seen).toContain('GITHUB_ACTION=\n');
    expect(seen).not.toContain('GITHUB_TOKEN=');
    expect(
      stepLines(newestLog(runner.directory, 'Worker')).filter((line) => line.startsWith('Proc')),
    ).toEqual([
      "Processing step: DisplayName='Set up runner'",
      "Processing step: DisplayName='Build'",
      "Processing step: DisplayName='Complete runner'",
    ]);
  });

  it.each([
    ['fails', 'exit 3'],
    ['is missing', null],
  ])('fail the job when the first one %s', async (_how, text) => {
    const started = text === null ? join(bench.home, 'none.sh') : hook('started.sh', text);
    const runner = await runJob([{ name: 'Build', run: 'true' }], {
      ACTIONS_RUNNER_HOOK_JOB_STARTED: started,
    });
    expect(readFileSync(runner.consoleLog, 'utf8')).toContain('Job build completed with result: Failed');
    expect(bench.github.jobs()[0]?.steps.map(({ name, conclusion }) => [name, conclusion])).toEqual([
      ['Set up job', 'success'],
      ['Set up runner', 'failure'],
      ['Build', 'skipped'],
      ['Complete job', 'success'],
    ]);
  });

  it('come from .env as it was when the listener started', async () => {
    const runner = await bench.install();
    const path = hook('started.sh', 'touch "$GITHUB_WORKSPACE/hooked"');
    const dotEnv = join(runner.directory, '.env');
    await runner.start();
    await untilText(runner.consoleLog, 'Listening for Jobs');
    writeFileSync(dotEnv, `ACTIONS_RUNNER_HOOK_JOB_STARTED=${path}\n`);
    const hooked = join(runner.directory, '_work/rocket/rocket/hooked');
    bench.github.queueJob({ repository: 'acme/rocket', job: 'one', steps: [{ name: 'Build', run: 'true' }] });
    await untilText(runner.consoleLog, 'Job one completed');
    expect(existsSync(hooked)).toBe(false);
    await runner.stop();
    await runner.start();
    bench.github.queueJob({ repository: 'acme/rocket', job: 'two', steps: [{ name: 'Build', run: 'true' }] });
    await untilText(runner.consoleLog, 'Job two completed');
    expect(existsSync(hooked)).toBe(true);
  });
});

it('a blank in the path breaks each step, as in life', async () => {
  const runner = await bench.install({ directory: join(bench.home, 'Application Support', 'runner') });
  await runner.start();
  bench.github.queueJob({ repository: 'acme/rocket', job: 'build', steps: [{ name: 'Build', run: 'true' }] });
  await untilText(runner.consoleLog, 'Job build completed with result: Failed');
  expect(newestLog(runner.directory, 'Worker')).toMatch(
    /Arguments: '-e .*\/Application Support\/runner\/_work\/_temp\/.*\.sh'[\s\S]*with exit code (1|127),/,
  );
});
