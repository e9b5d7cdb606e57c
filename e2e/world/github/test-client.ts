/** For tests: a REST client that has each answer judged, and a runner that speaks to the broker. */
import { createJudge, type Verdict } from './description.ts';
import type { WorldGitHub } from './start.ts';

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
  readonly verdict: Verdict;
}
export interface AskOptions {
  readonly token?: string | null;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly prefix?: '' | '/api/v3';
}

const judge = createJudge();

/** Asks as a program with a login would; `token: null` goes without. */
export async function ask(
  world: WorldGitHub,
  method: string,
  path: string,
  options: AskOptions = {},
): Promise<Reply> {
  const token = options.token === undefined ? world.token : options.token;
  const answer = await fetch(`${world.origin}${options.prefix ?? ''}${path}`, {
    method,
    redirect: 'manual',
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...options.headers,
    },
    ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
  });
  const text = await answer.text();
  const body: unknown = text === '' ? undefined : JSON.parse(text);
  const bare = path.split('?')[0] ?? path;
  return {
    status: answer.status,
    headers: answer.headers,
    body,
    verdict: judge.answer(method, bare, answer.status, body),
  };
}
export const judgeBody = (method: string, path: string, body: unknown): Verdict =>
  judge.body(method, path, body);

export interface TestRunner {
  readonly agentId: number;
  open(version?: string): Promise<{ readonly status: number; readonly body: unknown }>;
  poll(query?: {
    readonly status?: 'Online' | 'Busy';
    readonly version?: string;
    readonly disableUpdate?: boolean;
  }): Promise<{
    readonly status: number;
    readonly body: unknown;
  }>;
  acknowledge(messageId: number): Promise<number>;
  call(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ readonly status: number; readonly body: unknown; readonly text: string }>;
}

const read = async (
  answer: Response,
): Promise<{ readonly status: number; readonly body: unknown; readonly text: string }> => {
  const text = await answer.text();
  return { status: answer.status, text, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
};

/** Registers a runner; the result speaks for it. */
export async function addRunner(
  world: WorldGitHub,
  details: {
    readonly name: string;
    readonly url?: string;
    readonly labels?: readonly string[];
    readonly ephemeral?: boolean;
  } & {
    readonly version?: string;
  },
): Promise<TestRunner> {
  const url = details.url ?? `${world.origin}/acme/rocket`;
  const [owner = '', repository = ''] = new URL(url).pathname.slice(1).split('/');
  const scope =
    owner === 'enterprises'
      ? ({ kind: 'enterprise', enterprise: repository } as const)
      : repository === ''
        ? ({ kind: 'organization', organization: owner } as const)
        : ({ kind: 'repository', owner, repository } as const);
  const registered = await fetch(`${world.origin}/_broker/agents`, {
    method: 'POST',
    headers: { authorization: `RemoteAuth ${world.mintToken(scope, 'register')}` },
    body: JSON.stringify({
      labels: ['self-hosted', 'macOS', 'ARM64'],
      version: '2.337.0',
      ...details,
      url,
    }),
  });
  if (registered.status !== 201) throw new Error(`The registration failed: ${String(registered.status)}`);
  const { agentId, credential } = (await registered.json()) as { agentId: number; credential: string };
  let sessionId = '';
  let version = details.version ?? '2.337.0';
  const call: TestRunner['call'] = async (method, path, body) =>
    await read(
      await fetch(`${world.origin}/_broker/${path}`, {
        method,
        headers: { authorization: `Bearer ${credential}` },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    );
  return {
    agentId,
    call,
    open: async (running) => {
      version = running ?? version;
      const answer = await call('POST', 'sessions', { agentId, ownerName: 'mini', version, os: 'macOS' });
      if (answer.status === 201) sessionId = (answer.body as { sessionId: string }).sessionId;
      return answer;
    },
    poll: async (query = {}) =>
      await call(
        'GET',
        `message?sessionId=${sessionId}&status=${query.status ?? 'Online'}&runnerVersion=${query.version ?? version}&os=macOS&disableUpdate=${String(query.disableUpdate ?? false)}`,
      ),
    acknowledge: async (messageId) =>
      (await call('DELETE', `message?sessionId=${sessionId}&messageId=${String(messageId)}`)).status,
  };
}
