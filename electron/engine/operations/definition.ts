/**
 * What one kind of Operation is made of. The mechanism (operations.ts) knows nothing of runners; a definition knows
 * nothing of journals.
 */
import type * as z from 'zod';
import type { Failure, Reply } from '../../../shared/contract.ts';
import type { RunnerId } from '../../../shared/domain.ts';
import type { OperationId, OperationKind, Plan, PlanStep, StepProgress } from '../../../shared/operation.ts';

/** Tokens that were given for one operation: in memory only, gone when it has ended or Trackside has. */
export interface OperationSecrets {
  readonly registrationToken: string | null;
  readonly removeToken: string | null;
}

/** What a step remembers, in the journal, for itself and for the steps after it. Never a secret. */
export type Memory = Readonly<Record<string, string | number | boolean | null>>;

export interface StepContext {
  readonly operationId: OperationId;
  /** Aborted when the person cancels (only while a step allows it) or Trackside ends. */
  readonly signal: AbortSignal;
  readonly secrets: OperationSecrets;
  /** Of the whole operation, over its restarts. */
  memory(): Memory;
  /** Resolves when it is on the disk: what was done outside can then be found again after a crash. */
  remember(facts: Memory): Promise<void>;
  progress(progress: StepProgress): void;
  /** What it is doing or waiting for just now; null takes it back. */
  note(text: string | null): void;
  /** For the operation's log; redacted on the way. */
  log(text: string): void;
}

export type StepOutcome =
  | { readonly ok: true; readonly note?: string }
  /** It did not do its part, which is said; the operation goes on and names it in `leftBehind`. */
  | { readonly ok: 'left'; readonly why: string }
  | Failure;

/**
 * One step. `do` and `undo` may be called again after they were cut short at any point, even by a power cut, and must
 * then lead to the same end.
 */
export interface Step extends PlanStep {
  do(context: StepContext): Promise<StepOutcome>;
  /** Takes back whatever of it is there, also after half a `do`. `left`: something stays, which `why` names. */
  undo(context: StepContext): Promise<StepOutcome>;
}

/** A plan with its hands. */
export interface Built {
  readonly plan: Omit<Plan, 'steps'>;
  readonly steps: readonly Step[];
  readonly runnerId: RunnerId | null;
  /** Why it cannot begin with the tokens that were given for it; null, or left out: it can. */
  readonly unready?: (given: OperationSecrets) => Failure | null;
  /** What is worth knowing after a success, a sentence each. */
  readonly result: (memory: Memory) => readonly string[];
}

/**
 * @typeParam Request what a person asked for.
 * @typeParam Spec the same with everything decided (which version, which folder), so that the steps are the same after
 * a restart. It goes to the journal: no secret in it.
 */
export interface Definition<Request, Spec> {
  readonly kind: OperationKind;
  readonly spec: z.ZodType<Spec>;
  /** Looks at what is there and decides; changes nothing. A failure tells why it cannot be done, and the way on. */
  prepare(request: Request): Promise<Reply<Spec>>;
  /** Gives the same for the same spec, without looking at anything. */
  build(spec: Spec): Built;
  /**
   * What happens when a step fails: `undo` takes everything back; `hold` stops there, and a person chooses whether to
   * try again.
   */
  readonly onFailure: 'undo' | 'hold';
}

/** One of any kind, as the mechanism keeps it: what `spec` accepts may be built. */
export interface AnyDefinition {
  readonly kind: OperationKind;
  readonly spec: z.ZodType;
  build(spec: unknown): Built;
  readonly onFailure: 'undo' | 'hold';
}

/** The same, for the mechanism: a spec is checked before it is built from. */
export function anyDefinition<Request, Spec>(definition: Definition<Request, Spec>): AnyDefinition {
  return {
    kind: definition.kind,
    spec: definition.spec,
    build: (spec) => definition.build(definition.spec.parse(spec)),
    onFailure: definition.onFailure,
  };
}
