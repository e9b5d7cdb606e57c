/** The engine behind a command, spoken to as every view speaks to it: by the calls of the contract and by the state. */
import { applyChange } from '../../shared/apply-change.ts';
import {
  type CallName,
  type Change,
  fail,
  type Input,
  type Output,
  type Reply,
  type ViewState,
} from '../../shared/contract.ts';
import { createEngine } from '../engine/engine.ts';
import { createMacHost, macHostOptionsFromEnvironment } from '../engine/host/macos/host.ts';
import { within } from '../engine/host/within.ts';
import type { Connection, ShellPort } from '../engine/server.ts';
import { engineOptionsFromEnvironment, packageVersion } from '../options.ts';

export interface Session {
  /** Where `~` leads. */
  readonly home: string;
  request<N extends CallName>(name: N, input: Input<N>): Promise<Reply<Output<N>>>;
  state(): ViewState;
  /** Makes `state` what it is by now: changes come a moment late, put together. */
  latest(): Promise<void>;
  /** Gives the way to stop listening. */
  onState(listener: () => void): () => void;
  /** What runs is cut short where it can be; the next start goes on with it. */
  close(): Promise<void>;
}

/** However slow a probe is: operations know by themselves what they may not do without an answer. */
const LOOK_LIMIT_MS = 20_000;

/** Starts the engine and gives it once it has looked at everything, or after a limit. */
export async function openSession(): Promise<Session> {
  const host = createMacHost(macHostOptionsFromEnvironment(process.env));
  const engine = createEngine(host, {
    version: packageVersion(),
    host: 'headless',
    ...engineOptionsFromEnvironment(process.env),
  });
  await within(engine.start(), LOOK_LIMIT_MS);
  return await sessionOn(engine.connect(NO_SHELL), host.home, () => engine.stop());
}

/** @param stop ends the engine. */
export async function sessionOn(
  connection: Connection,
  home: string,
  stop: () => Promise<void>,
): Promise<Session> {
  const listeners = new Set<() => void>();
  const request: Session['request'] = async (name, input) =>
    // The engine answers each call with its own output.
    (await connection.request(name, input)) as Reply<never>;
  // What comes before the snapshot is in hand belongs on top of it.
  const early: Change[] = [];
  let apply = (changes: readonly Change[]): void => void early.push(...changes);
  connection.onPush((push) => {
    if (push.topic !== 'state') return;
    apply(push.changes);
    for (const listener of listeners) listener();
  });
  const snapshot = await request('state.subscribe', {});
  if (!snapshot.ok) throw new Error(snapshot.message);
  let state = early.reduce(applyChange, snapshot.value.state);
  apply = (changes) => {
    state = changes.reduce(applyChange, state);
  };
  return {
    home,
    request,
    state: () => state,
    latest: async () => {
      const now = await request('state.subscribe', {});
      if (now.ok) state = now.value.state;
    },
    onState: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: async () => {
      connection.close();
      await stop();
    },
  };
}

const NOT_HERE = fail('not-supported-here', 'This works only in the app itself, not in a terminal.');
const NO_SHELL: ShellPort = {
  chooseFolder: async () => NOT_HERE,
  openLink: async () => NOT_HERE,
  openSystemSettings: async () => NOT_HERE,
  quit: async () => NOT_HERE,
  openWizard: async () => NOT_HERE,
};
