/** `trackside status`: one look at everything, printed as the popover shows it. */
import type { ViewState } from '../../shared/contract.ts';
import type { Job, MachineSample, Runner } from '../../shared/domain.ts';
import { formatDisk, formatDuration, formatMemoryOfTotal, formatPercent } from '../../shared/format.ts';
import { createEngine } from '../engine/engine.ts';
import { createMacHost, macHostOptionsFromEnvironment } from '../engine/host/macos/host.ts';
import { engineOptionsFromEnvironment, packageVersion } from '../options.ts';

/** However slow a probe is, a person gets an answer by then. */
const LIMIT_MS = 20_000;

/** Looks once and prints. Gives the exit status: 0, or 1 when the look was not done in time. */
export async function statusCommand(form: 'text' | 'json'): Promise<number> {
  const engine = createEngine(createMacHost(macHostOptionsFromEnvironment(process.env)), {
    version: packageVersion(),
    host: 'headless',
    ...engineOptionsFromEnvironment(process.env),
  });
  const timeUp = new Promise<'late'>((resolve) => setTimeout(() => resolve('late'), LIMIT_MS).unref());
  const outcome = await Promise.race([engine.start().then(() => 'looked' as const), timeUp]);
  await Promise.race([sampled(engine), timeUp]);
  const state = engine.state();
  await engine.stop();
  process.stdout.write(form === 'json' ? `${JSON.stringify(state, null, 2)}\n` : asText(state, Date.now()));
  if (outcome === 'late') process.stderr.write('Not everything answered in time; what is unknown says so.\n');
  return outcome === 'late' ? 1 : 0;
}

function sampled(engine: ReturnType<typeof createEngine>): Promise<void> {
  return new Promise((resolve) => {
    const check = (state: ViewState): void => {
      if (state.machine.latest !== null) resolve();
    };
    engine.onChange(check);
    check(engine.state());
  });
}

/** The state as lines of text; `now` in ms. */
export function asText(state: ViewState, now: number): string {
  const runners = Object.values(state.runners);
  const lines = [
    ...(state.app.banner === null ? [] : [`[${state.app.banner}]`]),
    ...(runners.length === 0
      ? ['No runner found on this Mac.']
      : runners.flatMap((runner) => runnerLines(runner, now))),
    '',
    machineLine(state.machine.latest),
    ...(state.jobs.length === 0 ? [] : ['', 'Earlier', ...state.jobs.slice(0, 5).map(jobLine)]),
    ...state.findings.flatMap((finding) => ['', `! ${finding.title}`, `  ${finding.detail}`]),
  ];
  return `${lines.join('\n')}\n`;
}

function runnerLines(runner: Runner, now: number): readonly string[] {
  const version = runner.version === null ? '' : ` · v${runner.version}`;
  const head = `${runner.name}: ${runner.state.kind}${version}`;
  const job =
    runner.job === null ? [] : [`  ${where(runner.job)}${runner.job.name}`, `  ${progress(runner.job, now)}`];
  return [
    head,
    `  ${runner.sentence}`,
    ...job,
    ...(runner.lastProblem === null ? [] : [`  ! ${runner.lastProblem.message}`]),
  ];
}

function where(job: Job): string {
  return job.repository === null
    ? ''
    : `${job.repository}${job.branch === null ? '' : ` · ${job.branch}`} · `;
}

function progress(job: Job, now: number): string {
  const step = job.steps.find((one) => one.state === 'running');
  const elapsed = formatDuration(now - job.startedAt);
  const usual = job.usualSeconds === null ? '' : ` of about ${formatDuration(job.usualSeconds * 1000)}`;
  return `${elapsed}${usual}${step === undefined ? '' : ` · ${step.name}`}`;
}

function machineLine(sample: MachineSample | null): string {
  const cpu = !sample?.cpu ? 'unknown' : formatPercent(sample.cpu.percent);
  const memory = !sample?.memory
    ? 'unknown'
    : formatMemoryOfTotal(sample.memory.usedBytes, sample.memory.totalBytes);
  const disk = !sample?.disk ? 'unknown' : formatDisk(sample.disk.availableBytes);
  return `CPU ${cpu} · memory ${memory} · disk free ${disk}`;
}

function jobLine(job: Job): string {
  const result =
    job.outcome.kind === 'ended'
      ? `${job.outcome.result}, ${formatDuration(job.outcome.endedAt - job.startedAt)}`
      : 'result unknown';
  return `  ${job.name} · ${result} · ${new Date(job.startedAt).toISOString()}`;
}
