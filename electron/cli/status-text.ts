/** What the popover shows, as lines of text: the same words, the same order, unknown said as unknown. */
import { account } from '../../shared/account.ts';
import type { ViewState } from '../../shared/contract.ts';
import type { Finding, Job, MachineSample, Runner, Severity, Step } from '../../shared/domain.ts';
import {
  formatDisk,
  formatDuration,
  formatEstimate,
  formatMemory,
  formatMemoryOfTotal,
  formatPercent,
  formatWhen,
} from '../../shared/format.ts';
import { jobEnd } from '../../shared/job-time.ts';
import { inOrder, needsLook, worksNow } from '../../shared/order.ts';
import { viewSteps } from '../../shared/steps.ts';
import {
  earlierWords,
  headerWords,
  jobWords,
  machineWords,
  resultWords,
  severityWords,
  stateWords,
  timeLeft,
  unknownSince,
  unknownWord,
} from '../../shared/words.ts';
import { openOperationLines } from './operation-text.ts';

const SHOWN_JOBS = 5;
const RANK: Readonly<Record<Severity, number>> = { critical: 0, warning: 1, info: 2 };
const MARKS: Readonly<Record<string, string>> = { Succeeded: '✓', SucceededWithIssues: '✓', Failed: '✗' };
const OTHER_MARK = '–';

/** The state as lines of text; `now` in ms. */
export function statusText(state: ViewState, now: number): string {
  const runners = inOrder(Object.values(state.runners));
  const blocks: (readonly string[])[] = [
    state.app.banner === null ? [] : [`[${state.app.banner}]`],
    headline(runners, state.app.looked),
    ...state.operations.map(openOperationLines),
    ...runners.map((runner) => runnerLines(runner, now)),
    machineLines(state.machine.latest),
    earlierLines(state, runners, now),
    ...state.notices.map(({ title, detail }) => [title, `  ${detail}`]),
    ...[...state.findings]
      .sort((a, b) => RANK[a.severity] - RANK[b.severity])
      .map((finding) => findingLines(finding, state.runners)),
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

/** Whether something that a person asked for is not known. */
export function hasUnknown(state: ViewState): boolean {
  return (
    !state.app.looked ||
    state.machine.latest === null ||
    Object.values(state.runners).some((runner) => runner.state.kind === 'unknown')
  );
}

function headline(runners: readonly Runner[], looked: boolean): readonly string[] {
  if (!looked) {
    return [
      runners.length === 0
        ? 'Which runners this Mac has is not known yet: not everything answered in time.'
        : 'There may be more runners and other states: not everything answered in time.',
    ];
  }
  if (runners.length === 0) return ['No runner found on this Mac.'];
  if (runners.length === 1) return [];
  const building = runners.filter(worksNow).length;
  const trouble = runners.filter(needsLook).length;
  const parts = [
    ...(building > 0 ? [headerWords.building(building)] : []),
    ...(trouble > 0 ? [headerWords.trouble(trouble)] : []),
  ];
  const idle = runners.every((runner) => runner.state.kind === 'idle');
  const sum = idle ? headerWords.allIdle : headerWords.noneBuilding;
  return [`${headerWords.runners(runners.length)}: ${parts.length > 0 ? parts.join(' · ') : sum}`];
}

function runnerLines(runner: Runner, now: number): readonly string[] {
  const version = runner.version === null ? '' : `  ${headerWords.version(runner.version)}`;
  return [
    `${runner.name}${version}`,
    `  ${stateSentence(runner)}`,
    ...(runner.state.kind === 'unknown' ? unknownLines(runner, now) : []),
    ...(runner.lastProblem === null
      ? []
      : [`  ! ${runner.lastProblem.message} (${formatWhen(runner.lastProblem.at, now)})`]),
    ...(runner.job === null ? [] : jobLines(runner.job, now).map((line) => `  ${line}`)),
  ];
}

/** The state's word, then the sentence; once where the sentence begins with that word. */
function stateSentence({ state, sentence }: Runner): string {
  const word = stateWords[state.kind];
  return sentence.startsWith(word) ? sentence : `${word} · ${sentence}`;
}

function unknownLines(runner: Runner, now: number): readonly string[] {
  const reasons = Object.values(runner.witnesses).flatMap((witness) =>
    witness.kind === 'unknown' ? [witness.why] : [],
  );
  return [`  ${unknownSince(formatWhen(runner.since, now))}. ${[...new Set(reasons)].join(' ')}`.trimEnd()];
}

function jobLines(job: Job, now: number): readonly string[] {
  const run = job.runNumber === null ? '' : `  ${jobWords.run(job.runNumber, job.attempt)}`;
  return [
    `${origin(job)}${run}`,
    job.name,
    progress(job, now),
    ...stepLines(job, now).map((line) => `  ${line}`),
    ...(job.url === null ? [] : [job.url]),
  ];
}

function origin(job: Job): string {
  const parts = [job.repository?.replace('/', ' / ') ?? null, job.branch].filter((part) => part !== null);
  return parts.length === 0 ? jobWords.noDetails : parts.join(' · ');
}

function progress(job: Job, now: number): string {
  if (job.startedAt === null) return unknownWord;
  const elapsed = Math.max(0, now - job.startedAt);
  if (job.usualSeconds === null) return `${formatDuration(elapsed)} ${jobWords.elapsed}`;
  const usual = job.usualSeconds * 1000;
  return `${formatDuration(elapsed)} ${jobWords.ofAbout(formatEstimate(usual))} · ${timeLeft(usual - elapsed)}`;
}

function stepLines(job: Job, now: number): readonly string[] {
  const { folded, done, running, next } = viewSteps(job.steps, job.announcedSteps);
  const failed = folded.filter((step) => step.result === 'Failed').length;
  const folds =
    failed === 0 ? jobWords.stepsDone(folded.length) : jobWords.stepsDoneFailed(folded.length, failed);
  return [
    ...(folded.length === 0 ? [] : [`${failed === 0 ? '✓' : '✗'} ${folds}`]),
    ...done.map((step) => `${markOf(step.result)} ${step.name}${doneWord(step)}`),
    ...running.map((step) => `▸ ${step.name}${stepTime(step, now)}`),
    ...(next === null
      ? []
      : [`○ ${next.name === null ? jobWords.more(next.more) : jobWords.next(next.name, next.more)}`]),
  ];
}

const markOf = (result: Step['result']): string =>
  result === null ? OTHER_MARK : (MARKS[result] ?? OTHER_MARK);

/** A mark alone does not tell skipped from cancelled. */
function doneWord(step: Step): string {
  if (step.result === 'Succeeded') return stepTime(step, null);
  return ` · ${step.result === null ? jobWords.stepDone : resultWords[step.result]}`;
}

function stepTime(step: Step, now: number | null): string {
  const end = step.endedAt ?? now;
  return step.startedAt === null || end === null ? '' : ` · ${formatDuration(end - step.startedAt)}`;
}

function machineLines(sample: MachineSample | null): readonly string[] {
  const { cpu = null, memory = null, disk = null, thermal = null } = sample ?? {};
  const row = (name: string, value: string): string => `  ${name.padEnd(11)}${value}`;
  const kinds = (cpu?.kinds ?? []).map((kind) => ` · ${kind.name} ${formatPercent(kind.percent)}`).join('');
  return [
    machineWords.section,
    row(machineWords.cpu, cpu === null ? unknownWord : `${formatPercent(cpu.percent)}${kinds}`),
    row(machineWords.memory, memory === null ? unknownWord : memoryText(memory)),
    row(
      machineWords.diskFree,
      disk === null
        ? unknownWord
        : `${formatDisk(disk.availableBytes)} ${machineWords.ofTotal(formatDisk(disk.totalBytes))}`,
    ),
    ...(thermal === 'serious' || thermal === 'critical' ? [`  ! ${machineWords.thermal[thermal]}`] : []),
  ];
}

function memoryText(memory: NonNullable<MachineSample['memory']>): string {
  const { pressure, swapUsedBytes } = memory;
  return [
    formatMemoryOfTotal(memory.usedBytes, memory.totalBytes),
    pressure === null ? machineWords.pressureUnknown : machineWords.pressure[pressure],
    machineWords.swap(swapUsedBytes === null ? unknownWord : formatMemory(swapUsedBytes)),
  ].join(' · ');
}

function earlierLines(state: ViewState, runners: readonly Runner[], now: number): readonly string[] {
  if (runners.length === 0) return [];
  const jobs = state.jobs.slice(0, SHOWN_JOBS).map((job) => {
    const whose = runners.length > 1 ? (state.runners[job.runnerId]?.name ?? null) : null;
    const end = jobEnd(job);
    const parts = [job.branch, whose, account(job), end === null ? null : formatWhen(end, now)];
    const { outcome } = job;
    const mark = outcome.kind === 'ended' ? markOf(outcome.result) : '?';
    return `  ${mark} ${[job.name, ...parts.filter((part) => part !== null)].join(' · ')}`;
  });
  return [earlierWords.section, ...(jobs.length === 0 ? [`  ${earlierWords.none}`] : jobs)];
}

function findingLines(finding: Finding, runners: ViewState['runners']): readonly string[] {
  const runner = finding.runnerId === null ? undefined : runners[finding.runnerId];
  const whose = runner === undefined ? '' : ` (${runner.name})`;
  return [`${severityWords[finding.severity]}: ${finding.title}${whose}`, `  ${finding.detail}`];
}
