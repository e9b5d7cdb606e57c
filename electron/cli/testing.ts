/** For tests of commands: a terminal that is a list, and an engine with operations that only make files. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { fail, ok } from '../../shared/contract.ts';
import type { Confirmation, Operation } from '../../shared/operation.ts';
import type { OperationRequest } from '../../shared/set-up.ts';
import { type OperationCalls, operationCalls } from '../engine/calls/operation-calls.ts';
import { type SetUpCalls, setUpCalls } from '../engine/calls/set-up-calls.ts';
import type { Host } from '../engine/host/host.ts';
import { createMacHost } from '../engine/host/macos/host.ts';
import { anyDefinition, type Definition, type Step } from '../engine/operations/definition.ts';
import { createOperations } from '../engine/operations/operations.ts';
import { type Handlers, handleRequest, type PushListener } from '../engine/server.ts';
import { createDraftFile } from '../engine/set-up/draft-file.ts';
import type { LookAtPlace } from '../engine/set-up/places.ts';
import { createProjection } from '../engine/state/projector.ts';
import { createEngineStore, type EngineStore } from '../engine/state/store.ts';
import { aRunner, emptyState } from '../engine/testing/samples.ts';
import { type Session, sessionOn } from './session.ts';
import type { Interruption, Terminal } from './terminal.ts';

export interface TestTerminal extends Terminal {
  readonly printed: readonly string[];
  readonly complained: readonly string[];
  readonly asked: readonly string[];
  /** What ended it at once; null: nothing. */
  readonly endedWith: () => number | null;
  press(what?: Interruption): void;
}

/** @param answers to what is asked, in order; none left: the input has ended. */
export function testTerminal(
  options: {
    readonly interactive?: boolean;
    readonly answers?: readonly string[];
    readonly input?: string;
  } = {},
): TestTerminal {
  const printed: string[] = [];
  const complained: string[] = [];
  const asked: string[] = [];
  const answers = [...(options.answers ?? [])];
  const listeners = new Set<(what: Interruption) => void>();
  let endedWith: number | null = null;
  return {
    interactive: options.interactive ?? false,
    printed,
    complained,
    asked,
    endedWith: () => endedWith,
    print: (line) => void printed.push(line),
    complain: (line) => void complained.push(line),
    ask: async (question) => {
      asked.push(question);
      return answers.shift() ?? null;
    },
    readLine: async (maxBytes) => {
      const line = options.input?.split('\n')[0] ?? null;
      return line !== null && line.length <= maxBytes ? line : null;
    },
    onInterruption: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    press: (what = 'interrupt') => {
      for (const listener of listeners) listener(what);
    },
    flushed: async () => undefined,
    endNow: (status) => {
      endedWith = status;
    },
  };
}

/** How one step goes. `waits`: until it is cancelled. `stays`: it works, but cannot be taken back. */
export type Way = 'well' | 'left' | 'fails' | 'waits' | 'stays';

export interface TestEngine {
  readonly session: Session;
  readonly home: string;
  /** What was asked to be planned. */
  readonly requests: readonly OperationRequest[];
  /** What the steps were given, as long as they ran. */
  readonly secrets: readonly unknown[];
  readonly operations: () => readonly Operation[];
  readonly open: () => Promise<Session>;
  readonly close: () => Promise<void>;
}

export interface TestEngineOptions {
  readonly ways?: readonly Way[];
  readonly onFailure?: 'undo' | 'hold';
  readonly confirmation?: Confirmation;
  readonly place?: LookAtPlace;
}

const spec = z.strictObject({ ways: z.array(z.enum(['well', 'left', 'fails', 'waits', 'stays'])) });
type Spec = z.infer<typeof spec>;

/** The calls about set-up and operations as the engine has them, with what an operation does made up. */
export async function testEngine(options: TestEngineOptions = {}): Promise<TestEngine> {
  const home = await mkdtemp(join(tmpdir(), 'trackside-cli-'));
  const data = join(home, 'data');
  const host: Host = {
    ...createMacHost({ home, programs: join(home, 'none'), data }),
    processes: async () => ok([]),
  };
  const store = createEngineStore({ ...emptyState(), runners: { [aRunner().id]: aRunner() } });
  const requests: OperationRequest[] = [];
  const secrets: unknown[] = [];
  const definition = definitionOf(home, options, secrets);
  const operations = createOperations({
    host,
    definitions: [anyDefinition(definition)],
    publish: (all) => store.dispatch({ type: 'operations-changed', operations: all }),
    notice: () => undefined,
    onEnded: () => undefined,
    report: () => undefined,
  });
  const handlers = {
    ...setUpCalls({
      host,
      draft: createDraftFile(data),
      places: { known: options.place ?? (async () => null) },
      runners: () => [],
      notice: () => undefined,
      isSettingUp: () => false,
    }),
    ...operationCalls({
      operations,
      plan: async (request) => {
        requests.push(request);
        const ways = request.kind === 'adopt' ? null : (options.ways ?? ['well']);
        return ways === null
          ? fail('not-a-runner', 'This folder holds no GitHub Actions runner.', 'Choose another.')
          : await operations.plan(definition, { ways: [...ways] });
      },
    }),
  };
  /** Another view each time, as a command is another program. */
  const open = (): Promise<Session> => openView(store, handlers, home);
  const session = await open();
  return {
    session,
    home,
    requests,
    secrets,
    operations: () => store.get().operations,
    open,
    close: async () => {
      await operations.stop();
      await session.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}

async function openView(
  store: EngineStore,
  calls: Pick<Handlers, keyof OperationCalls | keyof SetUpCalls>,
  home: string,
): Promise<Session> {
  const pushes = new Set<PushListener>();
  const projection = createProjection(store, (push) => {
    for (const listener of pushes) listener(push);
  });
  // Commands ask for nothing else.
  const handlers = { ...calls, 'state.subscribe': () => ok(projection.subscribe()) } as unknown as Handlers;
  return await sessionOn(
    {
      request: (name, input) => handleRequest(handlers, name, input, () => undefined),
      onPush: (listener) => {
        pushes.add(listener);
        return () => pushes.delete(listener);
      },
      close: () => projection.unsubscribe(),
    },
    home,
    async () => undefined,
  );
}

function definitionOf(
  home: string,
  { confirmation = { kind: 'button', label: 'Set it up' }, onFailure = 'undo' }: TestEngineOptions,
  secrets: unknown[],
): Definition<Spec, Spec> {
  return {
    kind: 'set-up',
    spec,
    onFailure,
    prepare: async (request) => ok(request),
    build: ({ ways }) => ({
      plan: { title: 'Set up mini', needs: ['200 MB of room'], warnings: ['It is public.'], confirmation },
      steps: ways.map((way, index) => stepOf(home, way, index, secrets)),
      runnerId: null,
      result: () => ['Listening for jobs.'],
    }),
  };
}

function stepOf(home: string, way: Way, index: number, secrets: unknown[]): Step {
  const file = join(home, `step-${index}`);
  return {
    id: `step-${index}`,
    title: `Step ${way}`,
    detail: 'In detail.',
    files: [{ path: `~/step-${index}`, change: 'create' }],
    commands: ['touch step'],
    usualSeconds: 1,
    cancel: 'any-time',
    undoing: 'Deletes it.',
    do: async (context) => {
      secrets.push(context.secrets);
      if (way === 'left') return { ok: 'left', why: 'GitHub is out of reach.' };
      if (way === 'fails') return fail('name-taken', 'The name is taken.', 'Choose another one.');
      await writeFile(file, '');
      context.progress({ done: 5e6, total: 10e6, unit: 'bytes' });
      context.log('A line.');
      if (way !== 'waits') return { ok: true };
      context.note('Waiting.');
      await new Promise<void>((resolve) => {
        if (context.signal.aborted) resolve();
        context.signal.addEventListener('abort', () => resolve());
      });
      return fail('cancelled', 'It was cancelled.');
    },
    undo: async () => {
      if (way === 'stays') return { ok: 'left', why: 'The registration stays at GitHub.' };
      await rm(file, { force: true });
      return { ok: true };
    },
  };
}
