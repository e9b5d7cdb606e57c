/** The levers of a running world, on loopback: queue a job, make GitHub fail, log the person out … */
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { z } from 'zod';
import { addRepository, addToken, decide, runnerToken, setFault } from './control-github.ts';
import { Refusal } from './control-refusal.ts';
import * as requests from './control-requests.ts';
import { markedProcesses } from './mac/processes.ts';
import { offerRunner } from './practice-github.ts';
import type { World } from './types.ts';

export interface Control {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  close(): Promise<void>;
}

const MAX_BODY = 4 * 1024 * 1024;

type Verb = (world: World, body: unknown, id: string) => Promise<unknown>;

/** Checks the body, then does the deed. */
function verb<Schema extends z.ZodType>(
  schema: Schema,
  deed: (world: World, body: z.output<Schema>, id: string) => unknown,
): Verb {
  return async (world, body, id) => {
    const reading = schema.safeParse(body);
    if (reading.success) return deed(world, reading.data, id);
    const [issue] = reading.error.issues;
    const place =
      issue === undefined || issue.path.length === 0 ? 'The request' : `“${issue.path.join('.')}”`;
    throw new Refusal(400, `${place} is not understood: ${issue?.message ?? 'unknown form'}.`);
  };
}

const VERBS: ReadonlyMap<string, Verb> = new Map([
  [
    'GET /',
    verb(requests.nothing, async ({ mac }) => ({ usage: requests.usage((await mac.status()).disk) })),
  ],
  ['GET /status', verb(requests.nothing, status)],
  [
    'POST /jobs',
    verb(requests.jobRequest, ({ github }, job) =>
      github.queueJob(JSON.parse(JSON.stringify(job)) as Parameters<typeof github.queueJob>[0]),
    ),
  ],
  ['POST /runs/:id/cancel', verb(requests.nothing, (world, _, id) => cancel(world, id))],
  ['POST /github/faults', verb(requests.githubFault, ({ github }, fault) => setFault(github, fault))],
  ['POST /github/releases', verb(requests.releaseRequest, (world, release) => offerRunner(world, release))],
  [
    'POST /github/pace',
    verb(requests.paceRequest, ({ github }, { bytesPerSecond }) => github.setDownloadPace(bytesPerSecond)),
  ],
  ['POST /github/device', verb(requests.deviceRequest, ({ github }, wanted) => decide(github, wanted))],
  ['POST /github/tokens', verb(requests.tokenRequest, ({ github }, wanted) => addToken(github, wanted))],
  ['POST /github/revoke', verb(requests.revokeRequest, ({ github }, { token }) => github.revokeToken(token))],
  [
    'POST /github/runner-tokens',
    verb(requests.runnerTokenRequest, ({ github }, wanted) => runnerToken(github, wanted)),
  ],
  [
    'POST /github/repositories',
    verb(requests.repositoryRequest, ({ github }, wanted) => addRepository(github, wanted)),
  ],
  [
    'POST /mac/gh',
    verb(requests.ghRequest, ({ mac, github }, { action }) =>
      mac.setGitHubLogin(action === 'login' ? { token: github.token, hosts: null } : null),
    ),
  ],
  [
    'POST /mac/faults',
    verb(requests.macFault, ({ mac }, fault) => mac.fault(requests.toProgramFault(fault))),
  ],
  [
    'POST /mac/dialect',
    verb(requests.dialectRequest, ({ mac }, dialect) =>
      mac.speak(JSON.parse(JSON.stringify(dialect)) as Parameters<typeof mac.speak>[0]),
    ),
  ],
  ['POST /mac/pressure', verb(requests.pressureRequest, ({ mac }, { level }) => mac.setPressure(level))],
  ['POST /mac/tools', verb(requests.toolsRequest, ({ mac }, { tools }) => mac.setTools(tools))],
  [
    'POST /screen',
    verb(requests.screenRequest, ({ mac }, { action }) =>
      orRefusal(action === 'login' ? mac.login() : mac.logout()),
    ),
  ],
  ['POST /disk', verb(requests.diskRequest, ({ mac }, { percent }) => orRefusal(mac.fillDisk(percent)))],
  ['POST /kill', verb(requests.killRequest, kill)],
  ['POST /sleep', verb(requests.nothing, ({ mac }) => mac.sleep())],
  ['POST /wake', verb(requests.nothing, ({ mac }) => mac.wake())],
]);

/** Serves the levers of one world. `port` 0: the system's choice. */
export async function startControl(world: World, port: number): Promise<Control> {
  const server = createServer((request, response) => void answer(world, request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The control has no port.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(world: World, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const result = await perform(world, request);
    send(response, 200, result ?? { done: true });
  } catch (error) {
    const code = error instanceof Refusal ? error.status : 500;
    send(response, code, { message: error instanceof Error ? error.message : String(error) });
  }
}

async function perform(world: World, request: IncomingMessage): Promise<unknown> {
  // A page in a browser must not pull these levers: it would send its Origin, or another name for us.
  if (request.headers.origin !== undefined || !/^127\.0\.0\.1:\d+$/.test(request.headers.host ?? '')) {
    throw new Refusal(403, 'The control answers to programs on this machine only.');
  }
  const path = (request.url ?? '/').split('?')[0] ?? '/';
  const id = /^\/runs\/([^/]+)\/cancel$/.exec(path)?.[1] ?? '';
  const name = `${request.method ?? ''} ${id === '' ? path : '/runs/:id/cancel'}`;
  const wanted = VERBS.get(name);
  if (wanted === undefined) {
    throw new Refusal(400, `There is no ${request.method ?? ''} ${path}. GET / lists what there is.`);
  }
  return wanted(world, await body(request), id);
}

async function body(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_BODY) throw new Refusal(400, 'The request is too long.');
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString('utf8').trim();
  if (text === '') return {};
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // The parser's own words would name a position, which helps nobody at a command line.
    throw new Refusal(400, 'The request is not JSON.');
  }
}

function send(response: ServerResponse, code: number, value: unknown): void {
  response.writeHead(code, { 'content-type': 'application/json; charset=utf-8' });
  response.end(`${JSON.stringify(value, null, 2)}\n`);
}

function cancel({ github }: World, id: string): unknown {
  const outcome = /^\d{1,15}$/.test(id) ? github.cancelRun(Number(id)) : 'gone';
  if (outcome === 'gone') throw new Refusal(400, `There is no run ${id}.`);
  return { outcome };
}

/** What the Mac cannot do as it stands is the asker's matter, not a failure of the world. */
async function orRefusal(deed: Promise<void>): Promise<void> {
  try {
    await deed;
  } catch (error) {
    throw new Refusal(400, error instanceof Error ? error.message : String(error));
  }
}

/** Only processes of this world: a wrong number must not end anything else. */
async function kill(world: World, request: z.infer<typeof requests.killRequest>): Promise<unknown> {
  const pids = 'pid' in request ? [request.pid] : await pidsOf(world, request);
  const ours = new Set(await worldProcesses(world));
  const targets = pids.filter((pid) => ours.has(pid));
  if (targets.length === 0) throw new Refusal(400, 'No process of this world is meant by that.');
  for (const pid of targets) process.kill(pid, request.signal);
  return { signalled: targets };
}

async function pidsOf(
  world: World,
  request: { readonly runner: string; readonly process: 'listener' | 'worker' | 'service' },
): Promise<readonly number[]> {
  const runner = world.runners().find(({ name }) => name === request.runner);
  if (runner === undefined) throw new Refusal(400, `There is no runner “${request.runner}”.`);
  switch (request.process) {
    case 'listener':
      return runner.listeners();
    case 'worker':
      return runner.workers();
    case 'service': {
      const { services } = await world.mac.status();
      return services.flatMap(({ label, pid }) => (label === runner.label && pid !== null ? [pid] : []));
    }
  }
}

async function worldProcesses(world: World): Promise<readonly number[]> {
  const { services } = await world.mac.status();
  return [
    ...markedProcesses(world.root),
    ...services.flatMap(({ pid }) => (pid === null ? [] : [pid])),
    ...world.runners().flatMap((runner) => [...runner.listeners(), ...runner.workers()]),
  ];
}

async function status(world: World): Promise<unknown> {
  return {
    root: world.root,
    environment: world.environment,
    mac: await world.mac.status(),
    runners: world.runners().map((runner) => ({
      name: runner.name,
      directory: runner.directory,
      service: runner.label,
      listeners: runner.listeners(),
      workers: runner.workers(),
    })),
    github: { url: world.github.origin, runners: world.github.runners(), jobs: world.github.jobs() },
  };
}
