/** The steps of a job as the Worker goes through them: the job's own, the hooks, and what follows (runner.md 7.4, 8). */
import { randomUUID } from 'node:crypto';
import type { ScriptStep } from './job-message.ts';

/** One row of the job. `runner` steps are those that only the runner knows and no StepsRunner line tells of. */
export interface PlannedStep {
  readonly id: string;
  readonly name: string;
  readonly kind: 'set-up' | 'hook-started' | 'scripted' | 'post' | 'hook-completed' | 'complete';
  readonly condition: 'success' | 'always' | 'failure';
  readonly script: ScriptStep | null;
}

export interface Hooks {
  readonly started: string | null;
  readonly completed: string | null;
}

/** Actions that clean up behind themselves. */
const withPost = /^Run actions\/(checkout|cache|setup-[\w-]+)@/;

/** Whether a `Post …` step will follow for `step`. */
export function hasPost(step: ScriptStep): boolean {
  return step.post === 'yes' || (step.post !== 'no' && withPost.test(step.name));
}

/** The hooks' paths as the Worker's environment has them: fixed when the listener started. */
export function readHooks(environment: NodeJS.ProcessEnv): Hooks {
  const path = (name: string): string | null => {
    const value = environment[name];
    return value === undefined || value === '' ? null : value;
  };
  return {
    started: path('ACTIONS_RUNNER_HOOK_JOB_STARTED'),
    completed: path('ACTIONS_RUNNER_HOOK_JOB_COMPLETED'),
  };
}

/** All rows in the order in which they run: post steps in reverse, as the runner unwinds them. */
export function planSteps(script: readonly ScriptStep[], hooks: Hooks): readonly PlannedStep[] {
  const row = (
    kind: PlannedStep['kind'],
    name: string,
    condition: PlannedStep['condition'],
    step: ScriptStep | null = null,
  ): PlannedStep => ({ id: randomUUID(), kind, name, condition, script: step });
  // A script may name the runner's own rows itself, to say how long they take; they are not made twice.
  const named = (name: string): ScriptStep | null => script.find((step) => step.name === name) ?? null;
  const own = script.filter(
    (step) => step.name !== 'Set up job' && step.name !== 'Complete job' && !step.name.startsWith('Post '),
  );
  const posts = own
    .filter((step) => hasPost(step) || named(`Post ${step.name}`) !== null)
    .reverse()
    .map((step) => row('post', `Post ${step.name}`, 'always', named(`Post ${step.name}`)));
  return [
    row('set-up', 'Set up job', 'always', named('Set up job')),
    ...(hooks.started === null ? [] : [row('hook-started', 'Set up runner', 'always')]),
    ...own.map((step) => row('scripted', step.name, step.condition ?? 'success', step)),
    ...posts,
    ...(hooks.completed === null ? [] : [row('hook-completed', 'Complete runner', 'always')]),
    row('complete', 'Complete job', 'always', named('Complete job')),
  ];
}
