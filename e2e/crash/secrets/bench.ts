/** A practice world in which everything that Trackside starts, writes, prints and shows is kept, to be searched for secrets. */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Reply } from '../../../shared/contract.ts';
import type { Operation, OperationId } from '../../../shared/operation.ts';
import type { OperationRequest } from '../../../shared/set-up.ts';
import { inRoot } from '../../../build/paths.ts';
import { type CrashWorld, startCrashWorld } from '../crash-world.ts';
import { buildRecordingArchive } from './recording-archive.ts';
import { childRecords, filesIn, findSecrets, type Place, runnerRecords } from './search.ts';
import type { Answer, Ask } from './view-process.ts';

export interface SecretsBench {
  readonly one: CrashWorld;
  /** Starts Trackside; one at a time. */
  open(): Promise<View>;
  /** The runner's package from now on. */
  offer(config: 'usual' | 'shouting'): Promise<void>;
  /** `trackside …` in a terminal; resolves with its exit status. What it prints is searched, too. */
  type(args: readonly string[], input: string): Promise<number | null>;
  /** Where secrets stand that should not; `also`: those that GitHub does not know (any more). */
  leaks(also?: readonly string[]): Promise<readonly string[]>;
  /** Where something harmless stands: what is not searched, no secret is found in either. */
  whereIs(text: string): Promise<readonly string[]>;
  /** What config.sh was given in its environment. */
  tokensOfConfig(): readonly string[];
  /** What has been kept so far is forgotten, and the world is clean. */
  clean(): Promise<void>;
  close(): Promise<void>;
}
export interface View {
  ask<T>(name: string, input: unknown): Promise<Reply<T>>;
  /** From plan to end; rejects where it is refused. */
  perform(
    request: OperationRequest,
    tokens?: { readonly registrationToken?: string; readonly removeToken?: string },
  ): Promise<Operation>;
  /** What it printed until then is searched, too. */
  close(): Promise<void>;
}

/** Its own secrets are no other world's, whose processes may be seen beside it. */
const SEED = 90_125;
const LOOK_MS = 50;

export async function openSecretsBench(): Promise<SecretsBench> {
  const one = await startCrashWorld({ seed: SEED });
  const { world } = one;
  const records = join(world.root, 'records');
  const runner = join(records, 'runner');
  mkdirSync(runner, { recursive: true });
  const usual = { version: '2.337.0', speed: world.speed, github: world.github.origin, records: runner };
  const archives = { usual: join(records, 'usual.tar.gz'), shouting: join(records, 'shouting.tar.gz') };
  await buildRecordingArchive(archives.usual, usual);
  await buildRecordingArchive(archives.shouting, { ...usual, config: 'shouting' });
  await world.github.addRelease('2.337.0', archives.usual);

  const seen = watchCommandLines();
  const printed: Place[] = [];
  const children = join(records, 'children.jsonl');
  const view = join(records, 'view.jsonl');
  const environment = {
    ...process.env,
    // Compiling once is enough for all of them.
    NODE_COMPILE_CACHE: inRoot('.cache', 'node'),
    ...world.environment,
    TRACKSIDE_RECORDS: records,
    TRACKSIDE_CHILDREN: children,
  };
  const print = ([out = '', err = '']: readonly string[]): void => {
    printed.push({ name: 'standard output', text: out }, { name: 'standard error', text: err });
  };
  const places = async (): Promise<readonly Place[]> => [
    ...childRecords(await readOr(children)),
    ...(await runnerRecords(runner)),
    { name: 'what views were shown', text: await readOr(view) },
    { name: 'the process table', text: [...seen.lines].join('\n') },
    ...(await filesIn(join(world.root, 'data'))),
    ...(await filesIn(world.home)),
    ...printed,
  ];
  const readOr = async (path: string): Promise<string> => await readFile(path, 'utf8').catch(() => '');
  return {
    one,
    open: async () => await openView(environment, print),
    type: async (args, input) => {
      const child = spawn(process.execPath, [...RECORDED, inRoot('electron', 'cli.ts'), ...args], {
        env: environment,
      });
      const texts = printedBy(child);
      child.stdin.end(input);
      const [status] = (await once(child, 'close')) as [number | null];
      print(await texts);
      return status;
    },
    offer: async (config) => void (await world.github.addRelease('2.337.0', archives[config])),
    leaks: async (also = []) =>
      findSecrets([...new Set([...world.github.secrets(), ...also])], await places()),
    whereIs: async (wanted) =>
      (await places()).filter(({ text }) => text.includes(wanted)).map(({ name }) => name),
    tokensOfConfig: () => tokensIn(runner),
    clean: async () => {
      await one.clean();
      for (const path of [children, view]) await rm(path, { force: true });
      for (const name of readdirSync(runner)) await rm(join(runner, name));
      await rm(join(world.home, '.Trash'), { recursive: true, force: true });
      printed.length = 0;
      seen.lines.clear();
    },
    close: async () => {
      seen.stop();
      await one.close();
    },
  };
}

function tokensIn(runner: string): readonly string[] {
  const names = readdirSync(runner).filter((name) => name.startsWith('environment of config.sh'));
  const texts = names.map((name) => readFileSync(join(runner, name), 'utf8'));
  return texts.flatMap((one) =>
    [...one.matchAll(/^ACTIONS_RUNNER_INPUT_TOKEN=(.*)$/gm)].map(([, token = '']) => token),
  );
}

/** As a stranger on this machine would look: at the command lines of all processes, again and again. */
function watchCommandLines(): { readonly lines: Set<string>; readonly stop: () => void } {
  const lines = new Set<string>();
  const look = (): void => {
    for (const pid of readdirSync('/proc')) {
      if (!/^\d+$/.test(pid) || Number(pid) === process.pid) continue;
      try {
        lines.add(readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' '));
      } catch {
        // It has ended meanwhile.
      }
    }
  };
  const timer = setInterval(look, LOOK_MS);
  return { lines, stop: () => clearInterval(timer) };
}

const HERE = inRoot('e2e', 'crash', 'secrets');
const RECORDED = ['--disable-warning=ExperimentalWarning', '--import', join(HERE, 'record-children.ts')];

/** Standard output and standard error, once they have ended. */
async function printedBy({ stdout, stderr }: ChildProcess): Promise<readonly string[]> {
  return await Promise.all(
    [stdout, stderr].map(async (stream) => (stream === null ? '' : await text(stream))),
  );
}

async function openView(
  environment: NodeJS.ProcessEnv,
  print: (texts: readonly string[]) => void,
): Promise<View> {
  const child = fork(join(HERE, 'view-process.ts'), [], {
    execArgv: RECORDED,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: environment,
  });
  const texts = printedBy(child);
  const send = channelTo(child);
  const ask = async <T>(name: string, input: unknown): Promise<Reply<T>> =>
    (await send(name, input)) as Reply<T>;
  await send('start', null);
  return {
    ask,
    perform: async (request, tokens = {}) => {
      const plan = await ask<Operation>('operation.plan', { request });
      if (!plan.ok) throw new Error(`${plan.code}: ${plan.message}`);
      const begun = await ask<{ readonly operationId: OperationId }>('operation.start', {
        operationId: plan.value.id,
        ...tokens,
      });
      if (!begun.ok) throw new Error(`${begun.code}: ${begun.message}`);
      return (await send('ended', begun.value.operationId)) as Operation;
    },
    close: async () => {
      await send('stop', null);
      print(await texts);
    },
  };
}

/** Rejects when the process has ended. */
function channelTo(child: ChildProcess): (name: string, input: unknown) => Promise<unknown> {
  const waiting = new Map<number, (reply: unknown) => void>();
  let next = 1;
  child.on('message', ({ id, reply }: Answer) => {
    waiting.get(id)?.(reply);
    waiting.delete(id);
  });
  const gone = new Promise<never>((_, reject) => {
    child.once('exit', (code) => reject(new Error(`Trackside has ended with ${String(code)}.`)));
  });
  gone.catch(() => undefined);
  return async (name, input) => {
    const asked: Ask = { id: next, name, input };
    next += 1;
    const { promise, resolve } = Promise.withResolvers<unknown>();
    waiting.set(asked.id, resolve);
    child.send(asked);
    return await Promise.race([promise, gone]);
  };
}
