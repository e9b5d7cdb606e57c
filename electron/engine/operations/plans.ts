/** Plans that wait for a yes. They are in memory only: nothing was done yet. */
import { fail, ok, type Reply } from '../../../shared/contract.ts';
import type { Instant } from '../../../shared/domain.ts';
import type { OperationId } from '../../../shared/operation.ts';
import type { AnyDefinition, Built } from './definition.ts';

export interface HeldPlan {
  readonly id: OperationId;
  readonly definition: AnyDefinition;
  readonly spec: unknown;
  readonly built: Built;
  readonly createdAt: Instant;
}

export interface Plans {
  add(plan: HeldPlan): void;
  /** The plan, if it may be begun with what the person typed. It stays until `remove`. */
  confirm(id: OperationId, typed: string): Reply<HeldPlan>;
  /** False: there was none. */
  remove(id: OperationId): boolean;
}

/** The oldest gives way. */
const MAX_PLANS = 20;
/** A plan that is older than this was made for a Mac that may be another by now. */
const PLAN_MS = 60 * 60_000;

export function createPlans(now: () => Instant): Plans {
  const plans = new Map<OperationId, HeldPlan>();
  return {
    add: (plan) => {
      plans.set(plan.id, plan);
      const [oldest] = plans.keys();
      if (plans.size > MAX_PLANS && oldest !== undefined) plans.delete(oldest);
    },
    confirm: (id, typed) => {
      const plan = plans.get(id);
      if (plan === undefined) return fail('not-found', 'Trackside does not know this plan any more.');
      if (now() - plan.createdAt > PLAN_MS) {
        plans.delete(id);
        return fail('wrong-state', 'This plan is more than an hour old.', 'Have it made anew.');
      }
      const { confirmation } = plan.built.plan;
      if (confirmation.kind === 'type' && typed.trim() !== confirmation.text) {
        return fail(
          'wrong-confirmation',
          `Type ${confirmation.text} to confirm.`,
          'Letter by letter, as it is written there.',
        );
      }
      return ok(plan);
    },
    remove: (id) => plans.delete(id),
  };
}
