/** An operation as a view sees it. */
import type {
  Operation,
  OperationLogLine,
  OperationOffer,
  OperationState,
  PlanStep,
  StepProgress,
  StepState,
} from '../../../shared/operation.ts';
import type { Built } from './definition.ts';
import { canBeFinished, type OperationRecord, type StepMark } from './entries.ts';

export interface Now {
  readonly current: {
    readonly step: string;
    readonly progress: StepProgress | null;
    readonly note: string | null;
  } | null;
  readonly log: readonly OperationLogLine[];
  readonly cancelling: boolean;
}
const NOTHING_NOW: Now = { current: null, log: [], cancelling: false };

/** A plan that nobody has confirmed yet. */
export function plannedOperation(
  built: Built,
  about: Pick<Operation, 'id' | 'kind' | 'createdAt'>,
): Operation {
  return {
    ...about,
    plan: planOf(built),
    steps: built.steps.map(() => ({ kind: 'pending' })),
    state: { kind: 'planned' },
    startedAt: null,
    runnerId: built.runnerId,
    problem: null,
    leftBehind: [],
    result: [],
    log: [],
    offers: ['start', 'dismiss'],
    resumed: 0,
  };
}

/** One that is on the journal. `now` only while it runs. */
export function shownOperation(built: Built, record: OperationRecord, now: Now = NOTHING_NOW): Operation {
  const state = stateOf(record);
  return {
    id: record.id,
    kind: record.kind,
    plan: planOf(built),
    steps: built.steps.map(({ id }) => stepStateOf(record.marks[id] ?? { kind: 'pending' }, id, now)),
    state,
    createdAt: record.createdAt,
    startedAt: record.startedAt,
    runnerId: built.runnerId,
    problem: record.problem,
    leftBehind: Object.values(record.marks).flatMap((mark) =>
      mark.kind === 'left' || mark.kind === 'stays' ? [mark.why] : [],
    ),
    result: state.kind === 'succeeded' ? built.result(record.memory) : [],
    log: now.log,
    offers: offersOf(record, built, now),
    resumed: record.resumed,
  };
}

function planOf(built: Built): Operation['plan'] {
  return { ...built.plan, steps: built.steps.map(planStep) };
}

/** Without the hands. */
function planStep(step: PlanStep): PlanStep {
  const { id, title, detail, files, commands, usualSeconds, cancel, undoing } = step;
  return { id, title, detail, files, commands, usualSeconds, cancel, undoing };
}

function stateOf(record: OperationRecord): OperationState {
  const { course } = record;
  switch (course.kind) {
    case 'going':
      return { kind: record.direction === 'forward' ? 'running' : 'undoing' };
    case 'held':
      return { kind: 'held' };
    case 'ended':
      return { kind: course.how, at: course.at };
  }
}

function stepStateOf(mark: StepMark, id: string, { current }: Now): StepState {
  const mine = current?.step === id ? current : null;
  switch (mark.kind) {
    case 'begun':
      return {
        kind: 'running',
        since: mark.at,
        progress: mine?.progress ?? null,
        note: mine?.note ?? null,
      };
    case 'undoing':
      return { kind: 'undoing', since: mark.at, note: mine?.note ?? null };
    case 'pending':
    case 'done':
    case 'left':
    case 'failed':
    case 'undone':
    case 'stays':
      return mark;
  }
}

function offersOf(record: OperationRecord, built: Built, now: Now): readonly OperationOffer[] {
  switch (record.course.kind) {
    case 'going':
      return record.direction === 'forward' && !now.cancelling && mayCancel(built, now) ? ['cancel'] : [];
    case 'held':
      return record.direction === 'forward' ? ['continue', 'leave', 'undo'] : ['undo', 'leave'];
    case 'ended':
      return canBeFinished(record) ? ['continue', 'dismiss'] : ['dismiss'];
  }
}

/** Once the last step, which cannot be cut short, has begun there is nothing left to cancel. */
function mayCancel(built: Built, { current }: Now): boolean {
  const last = built.steps.at(-1);
  return !(current !== null && current.step === last?.id && last.cancel === 'before');
}
