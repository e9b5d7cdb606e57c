/** An engine on a practice world, in this process: asked by the contract as a view does it, and watched. */
import { createEngine, type Engine } from '../../electron/engine/engine.ts';
import { createMacHost, macHostOptionsFromEnvironment } from '../../electron/engine/host/macos/host.ts';
import { engineOptionsFromEnvironment } from '../../electron/options.ts';
import {
  type CallName,
  fail,
  type Input,
  type Output,
  type Reply,
  type ViewState,
} from '../../shared/contract.ts';
import type { Runner } from '../../shared/domain.ts';
import type { Operation, OperationId } from '../../shared/operation.ts';
import type { OperationRequest } from '../../shared/set-up.ts';
import type { World } from '../world/types.ts';
import { ended } from './orders.ts';

export interface Tokens {
  readonly registrationToken?: string;
  readonly removeToken?: string;
}

export interface EngineInWorld {
  request<N extends CallName>(name: N, input: Input<N>): Promise<Reply<Output<N>>>;
  state(): ViewState;
  /** Throws with the words where it is refused. */
  plan(request: OperationRequest): Promise<Operation>;
  /** Plans and begins it. */
  begin(request: OperationRequest, tokens?: Tokens): Promise<OperationId>;
  /** Resolves when it has ended or is held. */
  ended(id: OperationId): Promise<Operation>;
  /** From plan to end. */
  perform(request: OperationRequest, tokens?: Tokens): Promise<Operation>;
  operation(id: OperationId): Operation;
  runner(name: string): Runner | undefined;
  /** Resolves as soon as the state shows it; rejects after half a minute, naming `what`. */
  until(what: string, isSo: (state: ViewState) => boolean): Promise<void>;
  close(): Promise<void>;
}

const NOT_HERE = async () => fail('not-supported-here', 'Not in this test.');
const LIMIT_MS = 30_000;

export async function startEngine(world: World): Promise<EngineInWorld> {
  const engine = createEngine(createMacHost(macHostOptionsFromEnvironment(world.environment)), {
    version: '0.0.0',
    host: 'headless',
    ...engineOptionsFromEnvironment(world.environment),
    report: (where, error) =>
      process.stderr.write(`${where}: ${error instanceof Error ? error.stack : String(error)}\n`),
  });
  await engine.start();
  const connection = engine.connect({
    chooseFolder: NOT_HERE,
    openLink: NOT_HERE,
    openSystemSettings: NOT_HERE,
    quit: NOT_HERE,
    openWizard: NOT_HERE,
  });
  // What a view does: the engine then looks as often as for one.
  await connection.request('state.subscribe', {});
  const request: EngineInWorld['request'] = async (name, input) =>
    (await connection.request(name, input)) as Reply<never>;
  const plan: EngineInWorld['plan'] = async (wanted) => {
    const planned = await request('operation.plan', { request: wanted });
    if (!planned.ok) throw new Error(`${planned.code}: ${planned.message}`);
    return planned.value;
  };
  const begin: EngineInWorld['begin'] = async (wanted, tokens = {}) => {
    const { id } = await plan(wanted);
    const begun = await request('operation.start', { operationId: id, ...tokens });
    if (!begun.ok) throw new Error(`${begun.code}: ${begun.message}`);
    return id;
  };
  return {
    request,
    state: () => engine.state(),
    plan,
    begin,
    ended: (id) => ended(engine, id),
    perform: async (wanted, tokens) => await ended(engine, await begin(wanted, tokens)),
    operation: (id) => {
      const found = engine.state().operations.find((one) => one.id === id);
      if (found === undefined) throw new Error('There is no such operation.');
      return found;
    },
    runner: (name) => Object.values(engine.state().runners).find((one) => one.name === name),
    until: (what, isSo) => until(engine, what, isSo),
    close: () => engine.stop(),
  };
}

function until(
  engine: Pick<Engine, 'state' | 'onChange'>,
  what: string,
  isSo: (state: ViewState) => boolean,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const finish = (end: () => void): void => {
      stop();
      clearTimeout(limit);
      end();
    };
    const look = (): void => {
      if (isSo(engine.state())) finish(resolve);
    };
    const limit = setTimeout(() => finish(() => reject(new Error(`Not seen in time: ${what}`))), LIMIT_MS);
    const stop = engine.onChange(look);
    look();
  });
}
