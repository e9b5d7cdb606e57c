/** Runs one step after the other and keeps the job's result, with the lines that the Worker's log has for it. */
import { existsSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { StepReport } from './broker.ts';
import type { Context } from './context.ts';
import { logDirectories } from './identity.ts';
import type { JobResult } from './job-result.ts';
import type { Hooks, PlannedStep } from './job-steps.ts';
import { hasPost } from './job-steps.ts';
import { pauseFor, preciseStamp } from './pace.ts';
import { openStepLog } from './step-log.ts';
import { runStepProgram } from './step-process.ts';
import type { TraceLog } from './trace-log.ts';
import type { Workspace } from './workspace.ts';
import { applyStepFiles, openStepFiles } from './workspace.ts';

export interface StepsRun {
  readonly context: Context;
  readonly log: TraceLog;
  readonly steps: readonly PlannedStep[];
  readonly hooks: Hooks;
  readonly workspace: Workspace;
  readonly timelineId: string;
  /** Variables of the job; GITHUB_ENV and GITHUB_PATH change it. */
  readonly environment: NodeJS.ProcessEnv;
  readonly cancel: AbortSignal;
  readonly mask: (text: string) => string;
  /** Gets all rows after each change. */
  readonly report: (steps: readonly StepReport[]) => void;
}

const load = fileURLToPath(new URL('./step-load.ts', import.meta.url));
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

type Row = { -readonly [Key in keyof StepReport]: StepReport[Key] };

function conclusionOf(result: JobResult): StepReport['conclusion'] {
  switch (result) {
    case 'Succeeded':
    case 'SucceededWithIssues':
      return 'success';
    case 'Failed':
    case 'Abandoned':
      return 'failure';
    case 'Canceled':
      return 'cancelled';
    case 'Skipped':
      return 'skipped';
  }
}

/** Runs all; gives the job's result: `Succeeded` unless a step failed or the job was cancelled. */
export async function runSteps(it: StepsRun): Promise<JobResult> {
  const { log } = it;
  let job: JobResult | '' = '';
  const rows: Row[] = it.steps.map((step, at) => ({
    number: at + 1,
    name: step.name,
    status: 'queued',
    conclusion: null,
    started_at: null,
    completed_at: null,
  }));
  const note = (at: number, change: Partial<Row>): void => {
    Object.assign(rows[at] ?? {}, change);
    it.report(rows.map((row) => ({ ...row })));
  };
  const ran = new Set<string>();
  for (const [at, step] of it.steps.entries()) {
    const quiet = step.kind === 'set-up' || step.kind === 'complete';
    if (step.kind === 'complete') log.info('JobRunner', 'Finalize job.');
    // A post step exists only where its main step ran.
    if (step.kind === 'post' && !ran.has(step.name.slice('Post '.length))) {
      note(at, { status: 'completed', conclusion: 'skipped' });
      continue;
    }
    if (!quiet) {
      log.info('StepsRunner', `Processing step: DisplayName='${step.name}'`);
      const runs = conditionHolds(step, job);
      log.info('StepsRunner', `Evaluating: ${step.condition}()`);
      log.info('StepsRunner', `Result: ${runs}`);
      if (!runs || step.script?.result === 'Skipped') {
        log.info('StepsRunner', 'Skipping step due to condition evaluation.');
        log.info('StepsRunner', "No need for updating job result with current step result 'Skipped'.");
        log.info('StepsRunner', `Current state: job state = '${job}'`);
        const when = new Date().toISOString();
        note(at, { status: 'completed', conclusion: 'skipped', started_at: when, completed_at: when });
        continue;
      }
      log.info('StepsRunner', 'Starting the step.');
      logDirectories(log, it.context, ['Bin', 'Root', 'Work'], it.workspace.work);
    }
    const startedAt = new Date();
    note(at, { status: 'in_progress', started_at: startedAt.toISOString() });
    const { result, errors } = await runStep(
      it,
      step,
      job !== '' && it.cancel.aborted ? 'ends-anyway' : 'heeds',
    );
    if (step.kind === 'scripted') ran.add(step.name);
    // The result of a success is empty in the log.
    if (!quiet) log.info('StepsRunner', `Step result: ${result === 'Succeeded' ? '' : result}`);
    publishTelemetry(log, step, result, startedAt, errors);
    note(at, {
      status: 'completed',
      conclusion: conclusionOf(result),
      completed_at: new Date().toISOString(),
    });
    if (!quiet) {
      if (result === 'Succeeded') {
        log.info('StepsRunner', "No need for updating job result with current step result 'Succeeded'.");
      } else {
        log.info('StepsRunner', `Update job result with current step result '${result}'.`);
        job = worse(job, result);
      }
      log.info('StepsRunner', `Current state: job state = '${job}'`);
    }
    if (step.kind === 'set-up') {
      const counted = it.steps.filter((one) => one.kind === 'scripted' || one.kind === 'hook-started');
      log.info('JobRunner', `Total job steps: ${counted.length}.`);
      log.info('JobRunner', 'Run all job steps.');
    }
    if (it.cancel.aborted) job = worse(job, 'Canceled');
  }
  return job === '' ? 'Succeeded' : job;
}

const weights: readonly JobResult[] = [
  'Succeeded',
  'Skipped',
  'SucceededWithIssues',
  'Failed',
  'Canceled',
  'Abandoned',
];

function worse(before: JobResult | '', now: JobResult): JobResult {
  return before !== '' && weights.indexOf(before) >= weights.indexOf(now) ? before : now;
}

function conditionHolds(step: PlannedStep, job: JobResult | ''): boolean {
  switch (step.condition) {
    case 'always':
      return true;
    case 'success':
      return job === '' || job === 'Succeeded' || job === 'SucceededWithIssues';
    case 'failure':
      return job === 'Failed';
  }
}

/** bash's exit code for a program that an interrupt ended. */
const interrupted = 130;
/** Milliseconds for the listener's word to come after a Ctrl-C. */
const graceForWord = 1000;

interface StepEnd {
  readonly result: JobResult;
  readonly errors: readonly string[];
}

async function runStep(it: StepsRun, step: PlannedStep, attitude: 'heeds' | 'ends-anyway'): Promise<StepEnd> {
  const errors: string[] = [];
  const stepLog = openStepLog(it.context.diag, it.timelineId, step.id, it.mask);
  const tell = (line: string): void => {
    if (line.startsWith('##[error]')) errors.push(line.slice('##[error]'.length));
    stepLog.line(line);
  };
  const files = openStepFiles(it.workspace);
  const env = { ...it.environment, ...files.environment };
  // An always() step of a job that is already cancelled runs to its end.
  const cancel = attitude === 'ends-anyway' ? new AbortController().signal : it.cancel;
  try {
    const program = programOf(it, step, tell);
    if (program === 'none') return { result: 'Succeeded', errors };
    if (program === 'broken') return { result: 'Failed', errors };
    const code = await runStepProgram(
      { ...program, cwd: it.workspace.directory, env },
      it.log,
      it.context.pace,
      cancel,
      tell,
    );
    applyStepFiles(files, it.environment);
    // Ctrl-C reaches the step before the listener's word reaches this process: what it ended is cancelled, not failed.
    if (code === interrupted) await pauseFor(graceForWord, cancel);
    if (cancel.aborted) {
      tell('##[error]The operation was canceled.');
      return { result: 'Canceled', errors };
    }
    if (code !== 0) {
      tell(`##[error]Process completed with exit code ${code}.`);
      return { result: 'Failed', errors };
    }
    return { result: step.script?.result ?? 'Succeeded', errors };
  } finally {
    it.log.info('JobServerQueue', 'Got a step log file to send to results service.');
    it.log.info(
      'JobServerQueue',
      `Starting upload of step log file to results service ResultsLog, ${stepLog.block}`,
    );
    stepLog.close();
  }
}

type Program = { readonly file: string; readonly args: string } | 'none' | 'broken';

function programOf(it: StepsRun, step: PlannedStep, tell: (line: string) => void): Program {
  switch (step.kind) {
    case 'hook-started':
      tell('A job started hook has been configured by the self-hosted runner administrator');
      return hookProgram(it, it.hooks.started ?? '', tell);
    case 'hook-completed':
      tell('A job completed hook has been configured by the self-hosted runner administrator');
      return hookProgram(it, it.hooks.completed ?? '', tell);
    case 'set-up':
      tell(`Current runner version: '${it.context.version}'`);
      return scriptProgram(it, step, tell);
    case 'scripted':
    case 'post':
    case 'complete':
      return scriptProgram(it, step, tell);
  }
}

/** A hook's program by its ending; the path stays unquoted, so one with a blank fails as it does in life. */
function hookProgram(it: StepsRun, path: string, tell: (line: string) => void): Program {
  if (!existsSync(path)) {
    tell(`##[error]File doesn't exist: '${path}'`);
    return 'broken';
  }
  tell(`##[group]Run '${path}'`);
  if (path.endsWith('.sh')) {
    tell('shell: /bin/bash -e {0}');
    tell('##[endgroup]');
    return { file: '/bin/bash', args: `-e ${path}` };
  }
  tell('##[endgroup]');
  if (path.endsWith('.js')) {
    return { file: join(it.context.root, 'externals', 'node20', 'bin', 'node'), args: path };
  }
  if (path.endsWith('.ps1')) return { file: 'pwsh', args: `-command . '${path}'` };
  tell(`##[error]${path} is not a valid path to a script. Make sure it ends in '.sh', '.ps1' or '.js'.`);
  return 'broken';
}

/** Writes the step's script into `_temp`, as the runner does for `run:`, and gives the call of it. */
function scriptProgram(it: StepsRun, step: PlannedStep, tell: (line: string) => void): Program {
  const script = step.script;
  if (script === null) return 'none';
  tell(`##[group]${step.name}`);
  tell('shell: /bin/bash -e {0}');
  tell('##[endgroup]');
  for (const line of script.output ?? []) tell(line);
  const path = join(it.workspace.temp, `${randomUUID()}.sh`);
  const seconds = (script.seconds ?? 0) / (script.scaled === true ? it.context.pace.speed : 1);
  const fails = script.result === 'Failed';
  const lines = script.run === undefined ? [] : [script.run];
  const bytes = script.writeBytes ?? 0;
  const last = fails ? '' : 'exec ';
  if ((script.cpu ?? 0) > 0 || bytes > 0) {
    const file = join(it.workspace.directory, 'build-output.bin');
    const words = [process.execPath, load, String(seconds), String(script.cpu ?? 0), String(bytes), file];
    // The title is that of the step's shell; the world's ps cuts our own file off.
    lines.push(`${fails ? '' : `exec -a ${quoted(`/bin/bash -e ${path}`)} `}${words.map(quoted).join(' ')}`);
  } else if (seconds > 0) {
    lines.push(`${last}/bin/sleep ${seconds.toFixed(3)}`);
  }
  if (fails) lines.push('exit 1');
  if (lines.length === 0) return 'none';
  writeFileSync(path, `${lines.join('\n')}\n`);
  return { file: '/bin/bash', args: `-e ${path}` };
}

function publishTelemetry(
  log: TraceLog,
  step: PlannedStep,
  result: JobResult,
  startedAt: Date,
  errors: readonly string[],
): void {
  const finished = new Date();
  const action = /^(?:Post )?Run ([\w.-]+\/[\w./-]+)@(\S+)$/.exec(step.name);
  const what =
    step.kind === 'set-up'
      ? { action: 'setup_job', type: 'runner', stage: 'Pre' }
      : step.kind === 'complete'
        ? { action: 'complete_job', type: 'runner', stage: 'Post' }
        : {
            ...(action === null ? {} : { action: action[1], ref: action[2] }),
            type: action === null ? 'run' : 'node20',
            stage: step.kind === 'post' ? 'Post' : step.kind === 'hook-started' ? 'Pre' : 'Main',
          };
  const telemetry = {
    ...what,
    stepId: step.id,
    ...(step.kind === 'scripted' && step.script !== null
      ? { stepContextName: '__run', hasPreStep: false, hasPostStep: hasPost(step.script) }
      : {}),
    result: result.charAt(0).toLowerCase() + result.slice(1),
    errorMessages: errors,
    executionTimeInSeconds: Math.max(1, Math.ceil((finished.getTime() - startedAt.getTime()) / 1000)),
    startTime: preciseStamp(startedAt),
    finishTime: preciseStamp(finished),
  };
  log.info(
    'ExecutionContext',
    `Publish step telemetry for current step ${JSON.stringify(telemetry, null, 2)}.`,
  );
}
