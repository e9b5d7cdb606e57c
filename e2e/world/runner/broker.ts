/** The runner's side of the practice GitHub's broker: sessions, messages, jobs. */
import type { Json, JsonObject } from './json.ts';
import { objectOf, textOf } from './json.ts';
import type { Answer } from './http.ts';
import { request, statusName, statusSentence } from './http.ts';
import type { Pace } from './pace.ts';

/** An answer that is no success. `message` is what the runner prints of it. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly status: number;
  readonly answer: Answer;
  constructor(answer: Answer, message: string) {
    super(message);
    this.status = answer.status;
    this.answer = answer;
  }
}

export type BrokerMessage =
  | {
      readonly type: 'job-offered';
      readonly messageId: string;
      readonly jobMessageId: string;
      readonly jobId: Json;
    }
  | {
      readonly type: 'job-cancelled';
      readonly messageId: string;
      readonly jobId: Json;
      readonly timeoutSeconds: number;
    }
  | {
      readonly type: 'refresh';
      readonly messageId: string;
      readonly version: string;
      readonly url: string;
      readonly sha256: string;
    }
  | { readonly type: 'other'; readonly messageId: string; readonly name: string };

export interface SessionQuery {
  readonly sessionId: string;
  readonly status: 'Online' | 'Busy';
  readonly disableUpdate: boolean;
}

export interface StepReport {
  readonly number: number;
  readonly name: string;
  readonly status: 'queued' | 'in_progress' | 'completed';
  readonly conclusion: 'success' | 'failure' | 'cancelled' | 'skipped' | null;
  readonly started_at: string | null;
  readonly completed_at: string | null;
}

export interface Broker {
  /** Whether anything answers; any status will do. Throws ConnectionError or CanceledError. */
  probe(signal?: AbortSignal): Promise<void>;
  createSession(
    runner: { readonly agentId: number; readonly ownerName: string },
    signal?: AbortSignal,
  ): Promise<string>;
  deleteSession(sessionId: string): Promise<void>;
  /** The address of the poll, as the log shows it. */
  messageUrl(query: SessionQuery): string;
  /** Waits for the next message; null: none came in this poll. */
  message(query: SessionQuery, signal: AbortSignal): Promise<BrokerMessage | null>;
  acknowledge(sessionId: string, messageId: string): Promise<void>;
  acquire(jobMessageId: string, agentId: number, signal?: AbortSignal): Promise<JsonObject>;
  renew(jobId: Json): Promise<Date>;
  steps(jobId: Json, steps: readonly StepReport[]): Promise<void>;
  complete(jobId: Json, result: string): Promise<void>;
}

/** Fills in a broker message; names that are not known here are `other`, which the listener only acknowledges. */
export function readMessage(json: Json): BrokerMessage {
  const whole = objectOf(json);
  const rawBody = whole['body'];
  // The real broker sends the body as text of JSON, the practice one as JSON.
  const body = objectOf(typeof rawBody === 'string' ? safely(rawBody) : rawBody);
  const messageId = textOf(whole['messageId']) ?? '';
  const name = textOf(whole['type'] ?? whole['messageType']) ?? '';
  switch (name) {
    case 'RunnerJobRequest':
      return {
        type: 'job-offered',
        messageId,
        jobMessageId: textOf(body['jobMessageId']) ?? '',
        jobId: body['jobId'] ?? null,
      };
    case 'JobCancellation':
      return {
        type: 'job-cancelled',
        messageId,
        jobId: body['jobId'] ?? null,
        timeoutSeconds: Number(body['timeoutSeconds'] ?? 300),
      };
    case 'RunnerRefresh':
      return {
        type: 'refresh',
        messageId,
        version: textOf(body['target_version']) ?? '',
        url: textOf(body['download_url']) ?? '',
        sha256: textOf(body['sha256_checksum']) ?? '',
      };
    default:
      return { type: 'other', messageId, name };
  }
}

function safely(text: string): Json {
  try {
    const parsed: Json = JSON.parse(text);
    return parsed;
  } catch {
    // A body that is no JSON belongs to no message that this runner knows.
    return null;
  }
}

/** Takes the broker's address (`.runner`'s serverUrlV2) and what `.credentials` holds. */
export function createBroker(options: {
  readonly base: string;
  readonly credential: string;
  readonly version: string;
  readonly pace: Pace;
}): Broker {
  const base = options.base.endsWith('/') ? options.base : `${options.base}/`;
  const headers = { authorization: `Bearer ${options.credential}` };
  const nominalTimeoutMs = 100_000;
  // A fast world on a slow machine still gets two seconds for an answer.
  const timeoutMs = Math.max(2000, options.pace.scaled(nominalTimeoutMs));

  const call = async (
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    body?: Json,
    signal?: AbortSignal,
  ): Promise<Answer> => {
    const answer = await request({
      method,
      url: base + path,
      headers,
      timeoutMs,
      nominalTimeoutMs,
      ...(body === undefined ? {} : { body }),
      ...(signal === undefined ? {} : { signal }),
    });
    if (answer.status >= 300) {
      const said = textOf(objectOf(answer.body)['message']);
      throw new HttpError(
        answer,
        answer.status === 403 && said !== null ? said : statusSentence(answer.status),
      );
    }
    return answer;
  };

  const query = (of: SessionQuery): string =>
    `message?sessionId=${of.sessionId}&status=${of.status}&runnerVersion=${options.version}&os=macOS&architecture=ARM64&disableUpdate=${of.disableUpdate}`;

  return {
    async probe(signal) {
      const answer = await request({
        method: 'GET',
        url: `${base}health`,
        timeoutMs,
        nominalTimeoutMs,
        ...(signal === undefined ? {} : { signal }),
      });
      // 404 is an answer, too: the machine on the other side is there.
      if (answer.status >= 500) throw new HttpError(answer, statusSentence(answer.status));
    },
    async createSession(runner, signal) {
      const answer = await call(
        'POST',
        'sessions',
        { ...runner, version: options.version, os: 'macOS' },
        signal,
      );
      return textOf(objectOf(answer.body)['sessionId']) ?? '';
    },
    async deleteSession(sessionId) {
      await call('DELETE', `sessions/${sessionId}`);
    },
    messageUrl: (of) => base + query(of),
    async message(of, signal) {
      const answer = await call('GET', query(of), undefined, signal);
      return answer.status === 200 && answer.body !== null ? readMessage(answer.body) : null;
    },
    async acknowledge(sessionId, messageId) {
      await call('DELETE', `message?sessionId=${sessionId}&messageId=${messageId}`);
    },
    async acquire(jobMessageId, agentId, signal) {
      const answer = await call('POST', 'acquire', { jobMessageId, agentId }, signal);
      return objectOf(answer.body);
    },
    async renew(jobId) {
      const answer = await call('POST', 'renew', { jobId });
      const until = textOf(objectOf(answer.body)['lockedUntil']);
      return until === null ? new Date(Date.now() + 600_000) : new Date(until);
    },
    async steps(jobId, steps) {
      await call('POST', 'steps', { jobId, steps: steps.map((step) => ({ ...step })) });
    },
    async complete(jobId, result) {
      await call('POST', 'complete', { jobId, result });
    },
  };
}

/** The log's line about a request that failed: `GET request to URL failed. HTTP Status: NotFound`. */
export function failedRequestText(method: string, url: string, status: number): string {
  return `${method} request to ${url} failed. HTTP Status: ${statusName(status)}`;
}
