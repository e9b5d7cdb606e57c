/** One operation under way: does its steps in order, or takes them back, with every turn on the journal first. */
import { fail, type Failure } from '../../../shared/contract.ts';
import type { Instant } from '../../../shared/domain.ts';
import type {
  OperationLogLine,
  OperationProblem,
  OperationId,
  StepProgress,
} from '../../../shared/operation.ts';
import { OPERATION_LOG_LINES } from '../../../shared/operation.ts';
import { redact } from '../redact.ts';
import type { AnyDefinition, Built, OperationSecrets, Step, StepContext, StepOutcome } from './definition.ts';
import { type Entry, follow, nextStep, type OperationRecord } from './entries.ts';
import type { Journal } from './journal.ts';

/** What a test may watch: it ends the process at any of these moments, to see what the next start makes of it. */
export type OperationMoment =
  | { readonly kind: 'before-entry' | 'after-entry'; readonly entry: Entry }
  | { readonly kind: 'in-step'; readonly step: string };

export interface LiveParts {
  readonly definition: Pick<AnyDefinition, 'onFailure'>;
  readonly built: Built;
  readonly journal: Journal;
  readonly secrets: () => OperationSecrets;
  readonly now: () => Instant;
  readonly onChange: () => void;
  readonly observe: (moment: OperationMoment) => void;
  readonly report: (where: string, error: unknown) => void;
}

export interface LiveOperation {
  readonly id: OperationId;
  readonly built: Built;
  readonly definition: LiveParts['definition'];
  record(): OperationRecord;
  /** Whether the journal says all that `record` does: the disk may have refused some of it. */
  isWritten(): boolean;
  /** The step it is in, while it is. */
  current(): {
    readonly step: string;
    readonly progress: StepProgress | null;
    readonly note: string | null;
  } | null;
  log(): readonly OperationLogLine[];
  /** Whether the person has asked for its end. */
  cancelling(): boolean;
  /** Goes on until it has ended, is held, or Trackside stops. Never rejects. */
  run(): Promise<void>;
  cancel(): void;
  /** Trackside ends: what can be cut short is, and stays in the journal for the next start. */
  stop(): void;
  /** Rejects when the disk refuses. */
  append(entry: Entry): Promise<void>;
  close(): Promise<void>;
}

type Asked = 'no' | 'cancel' | 'stop';

const CANCELLED: OperationProblem = {
  code: 'cancelled',
  message: 'You cancelled it.',
  hint: null,
};
const MAX_LINE = 500;
/** Longer ones a journal does not take (entries.ts). */
const LONGEST_WORDS = 4000;

export function createLiveOperation(record: OperationRecord, parts: LiveParts): LiveOperation {
  const { built, definition, journal } = parts;
  let now = record;
  let current: ReturnType<LiveOperation['current']> = null;
  let abort = new AbortController();
  let asked: Asked = 'no';
  let isWritten = true;
  /** It changes while a step is awaited, which the compiler does not see. */
  const isAsked = (what: Asked): boolean => asked === what;
  const lines: OperationLogLine[] = [];

  /** What the disk refuses is said, but does not keep what is in memory from being true. */
  async function append(entry: Entry): Promise<Failure | null> {
    parts.observe({ kind: 'before-entry', entry });
    let failure: Failure | null = null;
    try {
      await journal.append(entry);
    } catch (error) {
      parts.report('journal', error);
      isWritten = false;
      failure = fail(
        error instanceof Error && 'code' in error && error.code === 'ENOSPC' ? 'no-room' : 'cannot-write',
        'Trackside could not write down what it does, so it does nothing more.',
        'Make room on the disk and see that ~/Library/Application Support/Trackside can be written.',
      );
    }
    now = follow(now, entry);
    parts.observe({ kind: 'after-entry', entry });
    parts.onChange();
    return failure;
  }

  function log(text: string): void {
    for (const line of redact(text).split('\n')) {
      if (line.trim() !== '') lines.push({ at: parts.now(), text: line.slice(0, MAX_LINE) });
    }
    lines.splice(0, Math.max(0, lines.length - OPERATION_LOG_LINES));
    parts.onChange();
  }

  function contextOf(step: string): StepContext {
    const set = (change: Partial<NonNullable<typeof current>>): void => {
      if (current?.step !== step) return;
      current = { ...current, ...change };
      parts.observe({ kind: 'in-step', step });
      parts.onChange();
    };
    return {
      operationId: record.id,
      signal: abort.signal,
      secrets: parts.secrets(),
      memory: () => now.memory,
      remember: async (facts) => {
        const failure = await append({ type: 'remembered', facts: { ...facts } });
        if (failure !== null) throw new Unwritten(failure);
      },
      progress: (progress) => set({ progress }),
      note: (note) => set({ note: note === null ? null : redact(note) }),
      log,
    };
  }

  async function attempt(step: Step, act: 'do' | 'undo'): Promise<StepOutcome> {
    current = { step: step.id, progress: null, note: null };
    try {
      return await step[act](contextOf(step.id));
    } catch (error) {
      if (error instanceof Unwritten) return error.failure;
      parts.report(`operation ${now.kind}, ${step.id}`, error);
      return fail('internal', 'Something went wrong inside Trackside.', 'Try again.');
    } finally {
      current = null;
    }
  }

  /** True: go on. */
  async function forward(step: Step): Promise<boolean> {
    if (isAsked('cancel')) return await goBack(CANCELLED);
    const unwritten = await append({ type: 'step-begun', step: step.id, at: parts.now() });
    if (unwritten !== null) return await goBack(problemOf(unwritten));
    const outcome = await attempt(step, 'do');
    if (isAsked('stop') && outcome.ok === false) return false;
    if (outcome.ok === true) {
      const noted = {
        type: 'step-done',
        step: step.id,
        at: parts.now(),
        note: outcome.note ?? null,
      } as const;
      const failure = await append(noted);
      return failure === null ? true : await goBack(problemOf(failure));
    }
    if (outcome.ok === 'left') {
      await append({ type: 'step-left', step: step.id, at: parts.now(), why: redact(outcome.why) });
      return true;
    }
    if (isAsked('cancel') && abort.signal.aborted) return await goBack(CANCELLED);
    const problem = problemOf(outcome);
    await append({ type: 'step-failed', step: step.id, at: parts.now(), problem });
    if (definition.onFailure === 'undo') return await goBack(problem);
    await append({ type: 'held', at: parts.now(), problem });
    return false;
  }

  async function goBack(problem: OperationProblem): Promise<boolean> {
    if (isAsked('cancel')) asked = 'no';
    abort = new AbortController();
    await append({ type: 'undoing', at: parts.now(), problem });
    return true;
  }

  async function back(step: Step): Promise<boolean> {
    await append({ type: 'step-undoing', step: step.id, at: parts.now() });
    const outcome = await attempt(step, 'undo');
    if (isAsked('stop') && outcome.ok === false) return false;
    if (outcome.ok === true) await append({ type: 'step-undone', step: step.id, at: parts.now() });
    else if (outcome.ok === 'left') {
      await append({ type: 'step-stays', step: step.id, at: parts.now(), why: redact(outcome.why) });
    } else {
      await append({ type: 'held', at: parts.now(), problem: problemOf(outcome) });
      return false;
    }
    return true;
  }

  async function turn(): Promise<boolean> {
    if (isAsked('stop') || now.course.kind !== 'going') return false;
    const id = nextStep(now);
    if (id === null) {
      const stays = Object.values(now.marks).some((mark) => mark.kind === 'stays');
      const how = now.direction === 'forward' ? 'succeeded' : stays ? 'failed' : 'undone';
      await append({ type: 'ended', at: parts.now(), how });
      return false;
    }
    const step = built.steps.find((one) => one.id === id);
    if (step === undefined) {
      const problem = { code: 'internal', message: `It has no step “${id}” any more.`, hint: null };
      await append({ type: 'held', at: parts.now(), problem });
      return false;
    }
    return now.direction === 'forward' ? await forward(step) : await back(step);
  }

  return {
    id: record.id,
    built,
    definition,
    record: () => now,
    isWritten: () => isWritten,
    current: () => current,
    // A copy: who compares two looks must not find the lines of now in both.
    log: () => [...lines],
    // Only once it is written down, and no crash can make it forgotten.
    cancelling: () => now.wish === 'cancel',
    run: async () => {
      // What was wished before a crash still is.
      asked = now.wish === 'cancel' ? 'cancel' : 'no';
      abort = new AbortController();
      try {
        while (await turn());
      } catch (error) {
        parts.report('operation', error);
      }
      parts.onChange();
    },
    cancel: () => {
      if (now.direction === 'back' || asked !== 'no') return;
      asked = 'cancel';
      if (stepOf(current?.step ?? null)?.cancel === 'any-time') abort.abort();
      append({ type: 'cancelled', at: parts.now() }).catch((error: unknown) =>
        parts.report('operation', error),
      );
    },
    stop: () => {
      asked = 'stop';
      const step = stepOf(current?.step ?? null);
      if (step === null || step.cancel === 'any-time' || now.direction === 'back') abort.abort();
    },
    append: async (entry) => {
      const failure = await append(entry);
      if (failure !== null) throw new Unwritten(failure);
    },
    close: () => journal.close(),
  };

  function stepOf(id: string | null): Step | null {
    return built.steps.find((step) => step.id === id) ?? null;
  }
}

/** A step asked for something to be remembered, and the disk refused. */
class Unwritten extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

export function problemOf(failure: Failure): OperationProblem {
  return {
    code: failure.code,
    message: redact(failure.message).slice(0, LONGEST_WORDS),
    hint: failure.hint === undefined ? null : redact(failure.hint).slice(0, LONGEST_WORDS),
  };
}
