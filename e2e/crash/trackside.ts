/** Trackside in this process, on a practice world: an engine, asked through the contract as a view asks it. */
import { fail, type CallName, type Failure, type Reply } from '../../shared/contract.ts';
import type { Operation, OperationId } from '../../shared/operation.ts';
import type { SetUpAnswers } from '../../shared/set-up.ts';
import { createEngine, type Engine } from '../../electron/engine/engine.ts';
import { createMacHost, macHostOptionsFromEnvironment } from '../../electron/engine/host/macos/host.ts';
import type { OperationMoment } from '../../electron/engine/operations/live-operation.ts';
import { engineOptionsFromEnvironment } from '../../electron/options.ts';
import type { World } from '../world/types.ts';
import { ANSWERS } from './crash-world.ts';
import { ended } from './orders.ts';

export interface Course {
  readonly answers?: Partial<SetUpAnswers>;
  readonly registrationToken?: string;
  /** What happens between the plan and its confirmation. */
  readonly afterPlan?: () => unknown;
}
export interface Trackside {
  readonly engine: Engine;
  ask<T>(name: CallName, input: unknown): Promise<Reply<T>>;
  /** From plan to end. A failure: it was refused, and nothing was begun. */
  setUp(course?: Course): Promise<Operation | Failure>;
  /** The same up to its beginning. */
  begin(course?: Course): Promise<OperationId | Failure>;
  ended(id: OperationId): Promise<Operation>;
  stop(): Promise<void>;
}
export interface TracksideOptions {
  /** In place of the world's own variables. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly see?: (moment: OperationMoment) => void;
}

const NOT_HERE = async () => fail('not-supported-here', 'Not in this test.');

/** Starts one; what was cut short before is taken up. */
export async function startTrackside(
  { environment: own }: Pick<World, 'environment'>,
  options: TracksideOptions = {},
): Promise<Trackside> {
  const environment = { ...own, ...options.environment };
  const engine = createEngine(createMacHost(macHostOptionsFromEnvironment(environment)), {
    version: '0.0.0',
    host: 'headless',
    ...engineOptionsFromEnvironment(environment),
    ...(options.see === undefined ? {} : { observeOperations: options.see }),
  });
  await engine.start();
  const connection = engine.connect({
    chooseFolder: NOT_HERE,
    openLink: NOT_HERE,
    openSystemSettings: NOT_HERE,
    quit: NOT_HERE,
    openWizard: NOT_HERE,
  });
  const ask = async <T>(name: CallName, input: unknown): Promise<Reply<T>> =>
    (await connection.request(name, input)) as Reply<T>;
  const begin = async (course: Course = {}): Promise<OperationId | Failure> => {
    const request = { kind: 'set-up', answers: { ...ANSWERS, ...course.answers } };
    const plan = await ask<Operation>('operation.plan', { request });
    if (!plan.ok) return plan;
    await course.afterPlan?.();
    const { registrationToken } = course;
    const begun = await ask<unknown>('operation.start', {
      operationId: plan.value.id,
      ...(registrationToken === undefined ? {} : { registrationToken }),
    });
    return begun.ok ? plan.value.id : begun;
  };
  return {
    engine,
    ask,
    begin,
    setUp: async (course) => {
      const id = await begin(course);
      return typeof id === 'string' ? await ended(engine, id) : id;
    },
    ended: (id) => ended(engine, id),
    stop: () => engine.stop(),
  };
}
