/** What has changed between two looks at an operation: an event each, as a line of text or of JSON. Pure. */
import { formatDuration } from '../../shared/format.ts';
import {
  type Operation,
  type OperationLogLine,
  operationPercent,
  type StepProgress,
  type StepState,
} from '../../shared/operation.ts';
import { progressText } from './operation-text.ts';

export type ProgressEvent =
  | {
      readonly type: 'step';
      readonly step: string;
      readonly title: string;
      readonly number: number;
      readonly of: number;
      readonly state: StepState['kind'];
      /** What there is to say of it; null: nothing. */
      readonly text: string | null;
      /** How long it took, where it is known. */
      readonly milliseconds: number | null;
    }
  | {
      readonly type: 'progress';
      readonly step: string;
      /** Over the whole operation. */
      readonly percent: number | null;
      readonly progress: StepProgress;
    }
  | { readonly type: 'note'; readonly step: string; readonly text: string }
  | { readonly type: 'log'; readonly at: number; readonly text: string };

/** A step tells its progress in so many parts, and where the whole is not known at each so many bytes. */
const PARTS = 10;
const PART_BYTES = 16e6;

/** @param before null: it was not looked at before. */
export function progressEvents(before: Operation | null, now: Operation): readonly ProgressEvent[] {
  return [
    ...newLogLines(before?.log ?? [], now.log).map(({ at, text }) => ({ type: 'log', at, text }) as const),
    ...now.steps.flatMap((step, index) => stepEvents(before?.steps[index] ?? PENDING, step, index, now)),
  ];
}

const PENDING: StepState = { kind: 'pending' };

function stepEvents(
  before: StepState,
  now: StepState,
  index: number,
  operation: Operation,
): readonly ProgressEvent[] {
  const { id: step = '', title = '' } = operation.plan.steps[index] ?? {};
  const events: ProgressEvent[] = [];
  if (before.kind !== now.kind) {
    const milliseconds = before.kind === 'running' && 'at' in now ? now.at - before.since : null;
    const place = { number: index + 1, of: operation.steps.length };
    events.push({ type: 'step', step, title, ...place, state: now.kind, text: textOf(now), milliseconds });
  }
  if (now.kind === 'running' && now.progress !== null) {
    const earlier = before.kind === 'running' ? before.progress : null;
    if (part(now.progress) !== part(earlier)) {
      events.push({ type: 'progress', step, percent: operationPercent(operation), progress: now.progress });
    }
  }
  const note = noteOf(now);
  if (note !== null && note !== noteOf(before)) events.push({ type: 'note', step, text: note });
  return events;
}

function textOf(step: StepState): string | null {
  switch (step.kind) {
    case 'done':
      return step.note;
    case 'left':
    case 'stays':
      return step.why;
    case 'failed':
      return step.message;
    case 'pending':
    case 'running':
    case 'undoing':
    case 'undone':
      return null;
  }
}

const noteOf = (step: StepState): string | null =>
  step.kind === 'running' || step.kind === 'undoing' ? step.note : null;

function part(progress: StepProgress | null): number {
  if (progress === null) return 0;
  const { done, total, unit } = progress;
  if (total !== null && total > 0) return Math.floor((done / total) * PARTS);
  return unit === 'bytes' ? Math.floor(done / PART_BYTES) : done;
}

/** The engine keeps only the last lines: what comes behind the last one that is known is new. */
function newLogLines(
  before: readonly OperationLogLine[],
  now: readonly OperationLogLine[],
): readonly OperationLogLine[] {
  const last = before.at(-1);
  if (last === undefined) return now;
  return now.slice(now.findLastIndex((line) => line.at === last.at && line.text === last.text) + 1);
}

/** For a person; null: nothing worth a line. */
export function progressLine(event: ProgressEvent): string | null {
  switch (event.type) {
    case 'step':
      return stepLine(event);
    case 'progress':
      return `    ${progressText(event.progress)}`;
    case 'note':
      return `    ${event.text}`;
    case 'log':
      return null;
  }
}

function stepLine(event: Extract<ProgressEvent, { type: 'step' }>): string | null {
  const { title, text, milliseconds } = event;
  const took = milliseconds === null || milliseconds < 1000 ? null : formatDuration(milliseconds);
  const parts = (...more: readonly (string | null)[]): string =>
    [title, ...more].filter((each) => each !== null).join(' · ');
  switch (event.state) {
    case 'pending':
      return null;
    case 'running':
      return `▸ ${event.number}/${event.of} ${title}`;
    case 'done':
      return `✓ ${parts(text, took)}`;
    case 'left':
      return `! ${parts(`left out: ${text ?? ''}`)}`;
    case 'failed':
      return `✗ ${parts(text)}`;
    case 'undoing':
      return `↶ Taking back: ${title}`;
    case 'undone':
      return `  Taken back: ${title}`;
    case 'stays':
      return `! Stays behind: ${parts(text)}`;
  }
}
