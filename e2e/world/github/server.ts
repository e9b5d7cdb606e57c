/** One request from door to door: faults, access, limits, the route, ETag, and the journal. */
import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { callerOf, checkAccess, tokenHeaders, type Caller, type Token } from './access.ts';
import { serveArchive } from './archives.ts';
import { broker } from './broker.ts';
import type { DeviceFlow } from './device-flow.ts';
import type { Faults } from './faults.ts';
import { empty, matchPath, notFound, problem, readBody, type Answer, type Ask } from './http.ts';
import type { Journal } from './journal.ts';
import type { Limits } from './limits.ts';
import { jobLog } from './logs.ts';
import type { Route } from './rest.ts';
import { accountRoutes } from './rest-account.ts';
import { placeRoutes } from './rest-places.ts';
import { runRoutes } from './rest-runs.ts';
import { runnerRoutes } from './rest-runners.ts';
import { sendFile, type Line } from './send-file.ts';
import type { State } from './state.ts';

export interface Parts {
  readonly state: State;
  readonly tokens: ReadonlyMap<string, Token>;
  readonly limits: Limits;
  readonly faults: Faults;
  readonly journal: Journal;
  readonly deviceFlow: DeviceFlow;
  readonly origin: () => string;
}

interface Outcome {
  readonly answer: Answer;
  readonly counted: boolean;
  readonly headers: Record<string, string>;
}

/** Every REST route there is. */
export const ROUTES: readonly Route[] = [...accountRoutes, ...placeRoutes, ...runnerRoutes, ...runRoutes];
const GHES = '/api/v3';

/** Never rejects: what goes wrong is an answer 500, or a connection that the other side closed. */
export async function handle(
  parts: Parts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  const ask = await readAsk(parts, request, gone.signal);
  const note = (status: number, counted: boolean): void =>
    parts.journal.add({
      at: parts.state.clock.now(),
      method: ask.method,
      path: ask.query.size === 0 ? ask.path : `${ask.path}?${ask.query.toString()}`,
      status,
      counted,
      authorized: ask.headers.authorization !== undefined,
      conditional: ask.headers['if-none-match'] !== undefined,
    });
  const effect = parts.faults.effect(ask, parts.state.clock.now());
  switch (effect?.kind) {
    case 'reset':
      note(0, false);
      request.socket.resetAndDestroy();
      return;
    case 'hang':
      note(0, false);
      return;
    case 'wait':
      await pause(effect.ms, gone.signal);
      break;
    case 'spoil':
      break;
    case 'answer':
      note(effect.answer.status, false);
      return await send(effect.answer, faultHeaders(parts, ask), CLEAR, response);
    case undefined:
      break;
  }
  const outcome = await outcomeOf(parts, ask);
  note(outcome.answer.status, outcome.counted);
  const spoil = effect?.kind === 'spoil' ? effect.spoil : null;
  const line = { spoil, bytesPerSecond: parts.state.bytesPerSecond };
  await send(outcome.answer, outcome.headers, line, response);
}

async function readAsk(parts: Parts, request: IncomingMessage, signal: AbortSignal): Promise<Ask> {
  const origin = parts.origin();
  const url = new URL(request.url ?? '/', origin);
  const enterprise = url.pathname === GHES || url.pathname.startsWith(`${GHES}/`);
  const path = enterprise ? url.pathname.slice(GHES.length) : url.pathname;
  const method = request.method ?? 'GET';
  return {
    method,
    path: decodePath(path),
    query: url.searchParams,
    headers: request.headers,
    body: method === 'GET' ? undefined : await readBody(request).catch(() => undefined),
    origin,
    api: enterprise ? origin + GHES : origin,
    signal,
  };
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    // A broken escape matches no route: it is answered with 404.
    return path;
  }
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    timer.unref();
    signal.addEventListener('abort', end);
  });

const faultHeaders = (parts: Parts, ask: Ask): Record<string, string> =>
  ask.path.startsWith('/_') ? {} : parts.limits.headers(callerOf(parts.tokens, ask, parts.state.clock.now()));

async function outcomeOf(parts: Parts, ask: Ask): Promise<Outcome> {
  const plain =
    (await broker(parts.state, ask)) ??
    (await serveArchive(parts.state, ask)) ??
    jobLog(parts.state).serve(ask) ??
    parts.deviceFlow.serve(ask);
  if (plain !== null) return { answer: plain, counted: false, headers: {} };
  if (ask.headers['user-agent'] === undefined) {
    return {
      answer: problem(
        403,
        'Request forbidden by administrative rules. Please make sure your request has a User-Agent header.',
      ),
      counted: false,
      headers: {},
    };
  }
  return rest(parts, ask);
}

/** A REST request: who, how many, may they, what. A 304 with Authorization costs nothing (github.md 2.7). */
function rest(parts: Parts, ask: Ask): Outcome {
  const { state, limits } = parts;
  const caller = callerOf(parts.tokens, ask, state.clock.now());
  const found = findRoute(ask);
  const free = found?.route.cost === 'free';
  if (!free && limits.headers(caller)['x-ratelimit-remaining'] === '0') {
    return { answer: limits.refusal(caller), counted: false, headers: restHeaders(limits, caller) };
  }
  const answer = answerOf(parts, ask, caller, found);
  const tag = etagOf(answer, caller);
  const unchanged = tag !== null && ask.method === 'GET' && ask.headers['if-none-match'] === tag;
  const counted = !free && !(unchanged && caller.kind === 'known');
  if (counted) limits.take(caller);
  const headers = { ...restHeaders(limits, caller), ...(tag === null ? {} : { etag: tag }) };
  return { answer: unchanged ? empty(304) : answer, counted, headers };
}

type Found = { readonly route: Route; readonly params: Readonly<Record<string, string>> };
function findRoute(ask: Ask): Found | null {
  for (const route of ROUTES) {
    const params = route.method === ask.method ? matchPath(route.path, ask.path) : null;
    if (params !== null) return { route, params };
  }
  return null;
}

function answerOf(parts: Parts, ask: Ask, caller: Caller, found: Found | null): Answer {
  const { state, limits } = parts;
  const access = checkAccess(state, caller, found?.route.need(found.params) ?? { kind: 'nobody' });
  if (!access.allowed) return access.answer;
  return found === null
    ? notFound()
    : found.route.answer({ state, ask, params: found.params, caller, limits });
}

const restHeaders = (limits: Limits, caller: Caller): Record<string, string> => ({
  ...limits.headers(caller),
  ...tokenHeaders(caller),
  'x-github-media-type': 'github.v3; format=json',
  'x-github-api-version-selected': '2022-11-28',
});

/** Weak, and another for another token, as GitHub's are. */
function etagOf(answer: Answer, caller: Caller): string | null {
  if (answer.kind !== 'json' || answer.status !== 200) return null;
  const who = caller.kind === 'known' ? caller.token.token : '';
  const link = answer.headers?.['link'] ?? '';
  const digest = createHash('sha256')
    .update(`${who}\n${link}\n${JSON.stringify(answer.json)}`)
    .digest('hex');
  return `W/"${digest}"`;
}

const CLEAR: Line = { spoil: null, bytesPerSecond: null };

let requests = 0;
async function send(
  answer: Answer,
  headers: Record<string, string>,
  line: Line,
  response: ServerResponse,
): Promise<void> {
  requests += 1;
  const always = {
    ...headers,
    'x-github-request-id': `0001:${requests.toString(16).toUpperCase().padStart(6, '0')}`,
  };
  switch (answer.kind) {
    case 'json':
      response.writeHead(answer.status, {
        'content-type': 'application/json; charset=utf-8',
        ...always,
        ...answer.headers,
      });
      response.end(JSON.stringify(answer.json));
      return;
    case 'text':
      response.writeHead(answer.status, { ...always, 'content-type': answer.type, ...answer.headers });
      response.end(answer.text);
      return;
    case 'empty':
      response.writeHead(answer.status, { ...always, ...answer.headers });
      response.end();
      return;
    case 'file':
      await sendFile(answer, always, line, response);
  }
}
