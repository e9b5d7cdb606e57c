/**
 * An Operation: every change to the machine (design.md section 4). A plan that can be read before it runs, steps that
 * know how to do, check and undo themselves, and a result. These are the words; the engine's `operations/` is the mechanism.
 */
import type { Instant, RunnerId } from './domain.ts';

declare const brand: unique symbol;
/** 16 hex digits, in the order of their making. */
export type OperationId = string & { readonly [brand]: 'OperationId' };

export const OPERATION_KINDS = ['set-up', 'adopt', 'remove', 'install-tool'] as const;
export type OperationKind = (typeof OPERATION_KINDS)[number];

/** What happens to one file or folder. `path` is for display: the home folder as `~`. */
export interface FileChange {
  readonly path: string;
  readonly change: 'create' | 'write' | 'move' | 'protect' | 'delete' | 'trash';
}

/** One step as it is shown before it runs. */
export interface PlanStep {
  /** Unique within its plan, e.g. `download`. */
  readonly id: string;
  /** What it does, as an order: “Download the runner 2.337.0”. */
  readonly title: string;
  /** A sentence more, where one is needed. */
  readonly detail: string | null;
  readonly files: readonly FileChange[];
  /** As a person would type them; never with a secret. */
  readonly commands: readonly string[];
  readonly usualSeconds: number | null;
  /** `any-time`: it can be cancelled while it runs. `before`: only before it begins. */
  readonly cancel: 'any-time' | 'before';
  /** What undoing it does, in a sentence; null: there is nothing to undo, or it cannot be undone (then `detail` says so). */
  readonly undoing: string | null;
}

export type Confirmation =
  | { readonly kind: 'button'; readonly label: string }
  /** The person types `text`, letter by letter, because of `reason`. */
  | { readonly kind: 'type'; readonly text: string; readonly label: string; readonly reason: string };

export interface Plan {
  /** “Set up mac-mini-m4 for acme/rocket”. */
  readonly title: string;
  /** What it needs: room, a connection, a login. */
  readonly needs: readonly string[];
  readonly warnings: readonly string[];
  readonly confirmation: Confirmation;
  readonly steps: readonly PlanStep[];
}

/** How far a step is. `total` is null where it is not known. */
export interface StepProgress {
  readonly done: number;
  readonly total: number | null;
  readonly unit: 'bytes' | 'items';
}

export type StepState =
  | { readonly kind: 'pending' }
  | {
      readonly kind: 'running';
      readonly since: Instant;
      readonly progress: StepProgress | null;
      /** What it is doing or waiting for just now. */
      readonly note: string | null;
    }
  | { readonly kind: 'done'; readonly at: Instant; readonly note: string | null }
  /** It did not do its part, which is said, and the operation goes on. */
  | { readonly kind: 'left'; readonly at: Instant; readonly why: string }
  | { readonly kind: 'failed'; readonly at: Instant; readonly message: string }
  | { readonly kind: 'undoing'; readonly since: Instant; readonly note: string | null }
  | { readonly kind: 'undone'; readonly at: Instant }
  /** Its undoing did not succeed: something of it stays. */
  | { readonly kind: 'stays'; readonly at: Instant; readonly why: string };

/** What went wrong, and the way on. `code` is one of the contract's. */
export interface OperationProblem {
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
}

export type OperationState =
  /** Shown, not confirmed. Nothing was done; nothing is on disk. */
  | { readonly kind: 'planned' }
  | { readonly kind: 'running' }
  /** What was done is being taken back. */
  | { readonly kind: 'undoing' }
  /** It stopped in the middle and waits for a person: go on, or go back. */
  | { readonly kind: 'held' }
  | { readonly kind: 'succeeded'; readonly at: Instant }
  /** Nothing of it stays, but what `leftBehind` names. */
  | { readonly kind: 'undone'; readonly at: Instant }
  /** It ended and something stays (`leftBehind`), or the journal of it could not be read. */
  | { readonly kind: 'failed'; readonly at: Instant };

/**
 * What a person may ask of it now. Of one that is held: `continue` tries the step again, `undo` goes back (again),
 * `leave` goes on without that step. Of one that has ended: `continue` does what it had to leave.
 */
export type OperationOffer = 'start' | 'cancel' | 'continue' | 'undo' | 'leave' | 'dismiss';

export interface OperationLogLine {
  readonly at: Instant;
  /** Redacted. */
  readonly text: string;
}

export interface Operation {
  readonly id: OperationId;
  readonly kind: OperationKind;
  readonly plan: Plan;
  /** As `plan.steps`, one each. */
  readonly steps: readonly StepState[];
  readonly state: OperationState;
  readonly createdAt: Instant;
  readonly startedAt: Instant | null;
  /** The runner that it is about, where it is known already. */
  readonly runnerId: RunnerId | null;
  readonly problem: OperationProblem | null;
  /** What stays behind although it should not, a sentence each. */
  readonly leftBehind: readonly string[];
  /** After a success: what is worth knowing, a sentence each. */
  readonly result: readonly string[];
  /** The last lines, oldest first, at most OPERATION_LOG_LINES. */
  readonly log: readonly OperationLogLine[];
  readonly offers: readonly OperationOffer[];
  /** How often it was taken up again after Trackside had ended in its middle. */
  readonly resumed: number;
}
export const OPERATION_LOG_LINES = 100;
/** So many that have ended are kept for a view. */
export const RECENT_OPERATIONS = 10;

/** 0..100 over the whole operation, by the usual time of each step; null before it runs. */
export function operationPercent(operation: Operation): number | null {
  const weights = operation.plan.steps.map((step) => Math.max(step.usualSeconds ?? 1, 0.2));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (operation.startedAt === null || total === 0) return null;
  const done = operation.steps.reduce((sum, step, index) => sum + (weights[index] ?? 0) * shareDone(step), 0);
  return Math.min(100, Math.round((done / total) * 100));
}

function shareDone(step: StepState): number {
  switch (step.kind) {
    case 'done':
    case 'left':
      return 1;
    case 'running':
      return step.progress === null || step.progress.total === null || step.progress.total === 0
        ? 0
        : Math.min(1, step.progress.done / step.progress.total);
    case 'pending':
    case 'failed':
    case 'undoing':
    case 'undone':
    case 'stays':
      return 0;
  }
}
