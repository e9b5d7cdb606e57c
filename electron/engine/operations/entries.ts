/** What the journal of an operation says, an entry each, and what follows from all of them. Pure. */
import * as z from 'zod';
import type { OperationId, OperationProblem } from '../../../shared/operation.ts';
import { OPERATION_KINDS } from '../../../shared/operation.ts';
import type { Memory } from './definition.ts';

const at = z.number();
const step = z.string().max(64);
const problem = z.strictObject({
  code: z.string().max(64),
  message: z.string().max(4000),
  hint: z.string().max(4000).nullable(),
});

/** One line of a journal. Nothing in it is a secret. */
export const entrySchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('begun'),
    format: z.literal(1),
    id: z.string().regex(/^[a-f0-9]{16}$/),
    kind: z.enum(OPERATION_KINDS),
    spec: z.unknown(),
    steps: z.array(step).max(64),
    createdAt: at,
    at,
  }),
  /** Trackside had ended in its middle, and took it up again. */
  z.strictObject({ type: z.literal('resumed'), at }),
  z.strictObject({ type: z.literal('step-begun'), step, at }),
  z.strictObject({
    type: z.literal('remembered'),
    facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  }),
  z.strictObject({ type: z.literal('step-done'), step, at, note: z.string().nullable() }),
  z.strictObject({ type: z.literal('step-left'), step, at, why: z.string() }),
  z.strictObject({ type: z.literal('step-failed'), step, at, problem }),
  /** A person wants it taken back: as soon as the step that runs has come to its end, or has been cut short. */
  z.strictObject({ type: z.literal('cancelled'), at }),
  /** What was done is taken back from here on; `problem` says why, `cancelled` being one. */
  z.strictObject({ type: z.literal('undoing'), at, problem }),
  z.strictObject({ type: z.literal('step-undoing'), step, at }),
  z.strictObject({ type: z.literal('step-undone'), step, at }),
  z.strictObject({ type: z.literal('step-stays'), step, at, why: z.string() }),
  z.strictObject({ type: z.literal('held'), at, problem }),
  /** A person chose to go on, in the direction it had. */
  z.strictObject({ type: z.literal('continued'), at }),
  z.strictObject({ type: z.literal('ended'), at, how: z.enum(['succeeded', 'undone', 'failed']) }),
  z.strictObject({ type: z.literal('dismissed'), at }),
]);
export type Entry = z.infer<typeof entrySchema>;

/** Where one step stands. `begun` and `undoing` are also what a crash leaves. */
export type StepMark =
  | { readonly kind: 'pending' }
  | { readonly kind: 'begun'; readonly at: number }
  | { readonly kind: 'done'; readonly at: number; readonly note: string | null }
  | { readonly kind: 'left'; readonly at: number; readonly why: string }
  | { readonly kind: 'failed'; readonly at: number; readonly message: string }
  | { readonly kind: 'undoing'; readonly at: number }
  | { readonly kind: 'undone'; readonly at: number }
  | { readonly kind: 'stays'; readonly at: number; readonly why: string };

export interface OperationRecord {
  readonly id: OperationId;
  readonly kind: (typeof OPERATION_KINDS)[number];
  readonly spec: unknown;
  readonly stepIds: readonly string[];
  readonly marks: Readonly<Record<string, StepMark>>;
  readonly direction: 'forward' | 'back';
  /** `cancel`: it goes forward still, and is to be taken back. */
  readonly wish: 'go-on' | 'cancel';
  readonly course:
    | { readonly kind: 'going' }
    | { readonly kind: 'held' }
    | {
        readonly kind: 'ended';
        readonly at: number;
        readonly how: 'succeeded' | 'undone' | 'failed';
        readonly seen: 'no' | 'dismissed';
      };
  readonly problem: OperationProblem | null;
  /** Why it is being taken back, or was: of what went wrong since then it is still the cause. */
  readonly reason: OperationProblem | null;
  readonly memory: Memory;
  readonly createdAt: number;
  readonly startedAt: number;
  readonly resumed: number;
}

/** The record after the first entry; null where that is none. */
export function beginning(entry: Entry): OperationRecord | null {
  if (entry.type !== 'begun') return null;
  return {
    id: entry.id as OperationId,
    kind: entry.kind,
    spec: entry.spec,
    stepIds: entry.steps,
    marks: Object.fromEntries(entry.steps.map((id) => [id, { kind: 'pending' }])),
    direction: 'forward',
    wish: 'go-on',
    course: { kind: 'going' },
    problem: null,
    reason: null,
    memory: {},
    createdAt: entry.createdAt,
    startedAt: entry.at,
    resumed: 0,
  };
}

/** What follows from one more entry. */
export function follow(record: OperationRecord, entry: Entry): OperationRecord {
  switch (entry.type) {
    case 'begun':
      return record;
    case 'resumed':
      return { ...record, resumed: record.resumed + 1 };
    case 'step-begun':
      return marked(record, entry.step, { kind: 'begun', at: entry.at });
    case 'remembered':
      return { ...record, memory: { ...record.memory, ...entry.facts } };
    case 'step-done':
      return marked(record, entry.step, { kind: 'done', at: entry.at, note: entry.note });
    case 'step-left':
      return marked(record, entry.step, { kind: 'left', at: entry.at, why: entry.why });
    case 'step-failed':
      return {
        ...marked(record, entry.step, { kind: 'failed', at: entry.at, message: entry.problem.message }),
        problem: entry.problem,
      };
    case 'cancelled':
      return record.direction === 'forward' && record.course.kind === 'going'
        ? { ...record, wish: 'cancel' }
        : record;
    case 'undoing':
      return {
        ...record,
        direction: 'back',
        wish: 'go-on',
        course: { kind: 'going' },
        problem: entry.problem,
        reason: entry.problem,
      };
    case 'step-undoing':
      return marked(record, entry.step, { kind: 'undoing', at: entry.at });
    case 'step-undone':
      return marked(record, entry.step, { kind: 'undone', at: entry.at });
    case 'step-stays':
      return marked(record, entry.step, { kind: 'stays', at: entry.at, why: entry.why });
    case 'held':
      return { ...record, course: { kind: 'held' }, problem: entry.problem };
    case 'continued':
      return {
        ...(record.course.kind === 'ended' ? leftOnesAgain(record) : record),
        course: { kind: 'going' },
        problem: record.reason,
      };
    case 'ended':
      return { ...record, course: { kind: 'ended', at: entry.at, how: entry.how, seen: 'no' } };
    case 'dismissed':
      return record.course.kind === 'ended'
        ? { ...record, course: { ...record.course, seen: 'dismissed' } }
        : record;
  }
}

/** What an operation has left undone is to be tried again. */
function leftOnesAgain(record: OperationRecord): OperationRecord {
  const marks = Object.entries(record.marks).map(([id, mark]): [string, StepMark] => [
    id,
    mark.kind === 'left' ? { kind: 'pending' } : mark,
  ]);
  return { ...record, marks: Object.fromEntries(marks) };
}

/** It went well, but for a part that can be done later. */
export function canBeFinished(record: OperationRecord): boolean {
  return (
    record.course.kind === 'ended' &&
    record.course.how === 'succeeded' &&
    Object.values(record.marks).some((mark) => mark.kind === 'left')
  );
}

function marked(record: OperationRecord, step: string, mark: StepMark): OperationRecord {
  return { ...record, marks: { ...record.marks, [step]: mark } };
}

/** The whole record; null where the entries begin with none. */
export function recordOf(entries: readonly Entry[]): OperationRecord | null {
  const [first, ...rest] = entries;
  const begun = first === undefined ? null : beginning(first);
  return begun === null ? null : rest.reduce(follow, begun);
}

/** What comes next in the direction it goes; null: nothing is left to do. */
export function nextStep(record: OperationRecord): string | null {
  const kindOf = (id: string): StepMark['kind'] => record.marks[id]?.kind ?? 'pending';
  switch (record.direction) {
    case 'forward':
      return record.stepIds.find((id) => ['pending', 'begun', 'failed'].includes(kindOf(id))) ?? null;
    case 'back':
      return record.stepIds.findLast((id) => !['pending', 'undone', 'stays'].includes(kindOf(id))) ?? null;
  }
}
