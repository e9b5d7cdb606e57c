/** What the world's runner talks to: registration, session, messages, jobs (`/_broker/…`). */
import { archiveUrl } from './archives.ts';
import {
  empty,
  integer,
  json,
  matchPath,
  names,
  text,
  field,
  type Answer,
  type Ask,
  type Params,
} from './http.ts';
import { jobMessage } from './job-message.ts';
import { acquireJob, endJob, matchJobs, recordSteps, removeAgent, renewJob, send } from './jobs.ts';
import { type Agent, type Conclusion, type Job, type Session, scopeKey, scopeOfUrl } from './model.ts';
import { agentsOf, compareVersions, labelOf, type State } from './state.ts';
import { groupNamed } from './organizations.ts';
import { conclusionOf, stepRecords } from './step-records.ts';

const POLL_MS = 50_000;
/** A session that is silent for four minutes may be replaced (runner.md, "session conflict"). */
const SESSION_MS = 240_000;

type Handler = (state: State, ask: Ask, params: Params) => Answer | Promise<Answer>;
const say = (status: number, message: string): Answer => json(status, { message });
const GONE = (): Answer =>
  say(404, 'The runner registration has been deleted from the server, please re-configure.');

const routes: readonly (readonly [method: string, path: string, handler: Handler])[] = [
  ['POST', '/_broker/agents', register],
  ['DELETE', '/_broker/agents/:id', unregister],
  ['POST', '/_broker/sessions', openSession],
  ['DELETE', '/_broker/sessions/:id', closeSession],
  ['GET', '/_broker/message', poll],
  ['DELETE', '/_broker/message', acknowledge],
  ['POST', '/_broker/acquire', acquire],
  ['POST', '/_broker/renew', renew],
  ['POST', '/_broker/steps', steps],
  ['POST', '/_broker/complete', complete],
];

/** @returns null when the path is none of the broker's. */
export async function broker(state: State, ask: Ask): Promise<Answer | null> {
  if (!ask.path.startsWith('/_broker/')) return null;
  for (const [method, pattern, handler] of routes) {
    const params = method === ask.method ? matchPath(pattern, ask.path) : null;
    if (params !== null) return await handler(state, ask, params);
  }
  return say(404, 'Not Found');
}

const bearer = (ask: Ask, scheme: string): string | null => {
  const [kind, token] = (ask.headers.authorization ?? '').split(' ');
  return kind === scheme && token !== undefined && token !== '' ? token : null;
};
const agentOfCredential = (state: State, ask: Ask): Agent | null => {
  const credential = bearer(ask, 'Bearer');
  if (credential === null) return null;
  return [...state.agents.values()].find((agent) => agent.credential === credential) ?? null;
};

function runnerScope(state: State, ask: Ask, use: 'register' | 'remove'): string | null {
  const token = state.runnerTokens.get(bearer(ask, 'RemoteAuth') ?? '');
  if (token === undefined || token.use !== use || token.until < state.clock.now()) return null;
  return scopeKey(token.scope);
}

function register(state: State, ask: Ask): Answer {
  const where = scopeOfUrl(text(ask.body, 'url') ?? '');
  const name = text(ask.body, 'name') ?? '';
  const labels = names(ask.body, 'labels') ?? [];
  const version = text(ask.body, 'version');
  if (where === null || name === '') return say(400, 'url and name are required');
  if (runnerScope(state, ask, 'register') !== scopeKey(where.scope)) return say(404, 'Not Found');
  if (
    version !== null &&
    (compareVersions(version, state.minimumVersion) < 0 || state.deprecated.has(version))
  ) {
    return say(404, 'Your runner version is out of date and can no longer register with GitHub.');
  }
  const organization = where.scope.kind === 'organization' ? where.scope.organization : null;
  const group = groupNamed(state, organization, text(ask.body, 'runnerGroup') ?? 'Default');
  if (group === null) return say(422, 'There is no runner group of that name.');
  const same = agentsOf(state, where.scope).find((agent) => agent.name.toLowerCase() === name.toLowerCase());
  if (same !== undefined && field(ask.body, 'replace') !== true) {
    return say(409, `A runner exists with the same name ${name}.`);
  }
  const id = same?.id ?? state.ids.next('agent');
  if (same !== undefined) removeAgent(state, same.id);
  const agent: Agent = {
    id,
    name,
    scope: where.scope,
    serverUrl: where.origin,
    groupId: group.id,
    groupName: group.name,
    labels: labelsOf(state, labels),
    os: 'macOS',
    ephemeral: field(ask.body, 'ephemeral') === true,
    disableUpdate: field(ask.body, 'disableUpdate') === true,
    version: null,
    credential: state.ids.text(40, 'abcdefghijklmnopqrstuvwxyz0123456789'),
    jobId: null,
    jobChangedAt: 0,
  };
  state.agents.set(id, agent);
  state.changed();
  return json(201, {
    agentId: id,
    agentName: name,
    poolId: 1,
    poolName: group.name,
    serverUrlV2: `${ask.origin}/_broker/`,
    credential: agent.credential,
  });
}

const DEFAULT_LABELS = ['self-hosted', 'macOS', 'ARM64'];
/** As given: the runner itself sends the default labels. None at all: a runner that says nothing gets them. */
const labelsOf = (state: State, given: readonly string[]): Agent['labels'] => {
  const wanted = given.length === 0 ? DEFAULT_LABELS : given;
  const byKey = new Map(wanted.map((name) => [name.toLowerCase(), name]));
  return [...byKey.values()].map((name) => labelOf(state, name));
};

function unregister(state: State, ask: Ask, params: Params): Answer {
  const agent = state.agents.get(Number(params['id']));
  if (agent === undefined || runnerScope(state, ask, 'remove') !== scopeKey(agent.scope)) {
    return say(404, 'Not Found');
  }
  removeAgent(state, agent.id);
  return empty(204);
}

function openSession(state: State, ask: Ask): Answer {
  const agent = agentOfCredential(state, ask);
  if (agent === null || agent.id !== integer(ask.body, 'agentId')) return GONE();
  const ownerName = text(ask.body, 'ownerName') ?? 'unknown';
  const version = text(ask.body, 'version') ?? '0.0.0';
  const now = state.clock.now();
  for (const other of state.sessions.values()) {
    if (other.agentId !== agent.id) continue;
    if (other.wake !== null || now - other.lastSeen < state.clock.span(SESSION_MS)) {
      return say(
        409,
        `The actions runner ${agent.name} already has an active session for owner ${other.ownerName}.`,
      );
    }
    state.sessions.delete(other.id);
  }
  agent.version = version;
  const session: Session = {
    id: state.ids.guid(),
    agentId: agent.id,
    ownerName,
    version,
    status: 'Online',
    disableUpdate: agent.disableUpdate,
    lastSeen: now,
    messages: [],
    wake: null,
    offeredVersions: new Set(),
  };
  state.sessions.set(session.id, session);
  matchJobs(state);
  state.changed();
  return json(201, { sessionId: session.id });
}

function ownSession(state: State, ask: Ask, id: string): Session | null {
  const agent = agentOfCredential(state, ask);
  const session = state.sessions.get(id);
  return agent !== null && session?.agentId === agent.id ? session : null;
}

function closeSession(state: State, ask: Ask, params: Params): Answer {
  const session = ownSession(state, ask, params['id'] ?? '');
  if (session === null) return GONE();
  state.sessions.delete(session.id);
  session.wake?.();
  state.changed();
  return empty(204);
}

async function poll(state: State, ask: Ask): Promise<Answer> {
  const session = ownSession(state, ask, ask.query.get('sessionId') ?? '');
  const agent = session === null ? undefined : state.agents.get(session.agentId);
  if (session === null || agent === undefined) return GONE();
  session.lastSeen = state.clock.now();
  session.status = ask.query.get('status') === 'Busy' ? 'Busy' : 'Online';
  session.version = ask.query.get('runnerVersion') ?? session.version;
  session.disableUpdate = ask.query.get('disableUpdate') === 'true';
  agent.version = session.version;
  if (state.deprecated.has(session.version)) {
    return say(403, `Runner version v${session.version} is deprecated and cannot receive messages.`);
  }
  offerUpdate(state, session, ask.origin);
  matchJobs(state);
  if (session.messages.length === 0) await waitForMessage(state, session, ask.signal);
  if (!state.sessions.has(session.id)) return state.agents.has(session.agentId) ? empty(202) : GONE();
  session.lastSeen = state.clock.now();
  if (state.deprecated.has(session.version)) {
    return say(403, `Runner version v${session.version} is deprecated and cannot receive messages.`);
  }
  const message = session.messages[0];
  return message === undefined ? empty(202) : json(200, message);
}

async function waitForMessage(state: State, session: Session, signal: AbortSignal): Promise<void> {
  session.wake?.();
  await new Promise<void>((resolve) => {
    const end = (): void => {
      cancelTimer();
      signal.removeEventListener('abort', end);
      if (session.wake === end) session.wake = null;
      resolve();
    };
    const cancelTimer = state.clock.after(POLL_MS, end);
    signal.addEventListener('abort', end);
    session.wake = end;
    state.changed();
  });
}

/** Sends RunnerRefresh once per session and version, to a session that may update itself. */
export function offerUpdate(state: State, session: Session, origin: string): void {
  const newest = newestArchive(state);
  if (newest === null || session.disableUpdate || session.offeredVersions.has(newest.version)) return;
  if (compareVersions(newest.version, session.version) <= 0) return;
  session.offeredVersions.add(newest.version);
  send(state, session, {
    type: 'RunnerRefresh',
    body: {
      target_version: newest.version,
      download_url: archiveUrl(origin, newest.version),
      sha256_checksum: newest.sha256,
      os: 'macOS',
    },
  });
}

const newestArchive = (state: State): { readonly version: string; readonly sha256: string } | null => {
  const release = state.releases.findLast((one) => one.reach === 'runners');
  return release?.sha256 === null || release === undefined
    ? null
    : { version: release.version, sha256: release.sha256 };
};
function acknowledge(state: State, ask: Ask): Answer {
  const session = ownSession(state, ask, ask.query.get('sessionId') ?? '');
  if (session === null) return GONE();
  const id = Number(ask.query.get('messageId'));
  session.messages = session.messages.filter((message) => message.messageId !== id);
  return empty(204);
}

function acquire(state: State, ask: Ask): Answer {
  const agent = agentOfCredential(state, ask);
  if (agent === null) return GONE();
  const id = text(ask.body, 'jobMessageId') ?? '';
  const job = acquireJob(state, id, integer(ask.body, 'agentId') ?? agent.id);
  if (job === 'gone') return say(404, 'Job message not found.');
  if (job === 'taken') return say(409, 'Job message already acquired.');
  for (const session of state.sessions.values()) {
    if (session.agentId === agent.id) {
      session.messages = session.messages.filter(
        (message) => message.type !== 'RunnerJobRequest' || message.body.jobMessageId !== id,
      );
    }
  }
  const run = state.runs.get(job.runId);
  if (run === undefined) return say(404, 'Run not found.');
  return {
    kind: 'text',
    status: 200,
    type: 'application/json; charset=utf-8',
    text: jobMessage(state, job, run, agent),
  };
}

/** The job that this runner holds, by GUID or number. */
function heldJob(state: State, ask: Ask): Job | null {
  const agent = agentOfCredential(state, ask);
  const wanted = field(ask.body, 'jobId');
  if (agent === null) return null;
  const job = [...state.jobs.values()].find((one) => one.guid === wanted || one.id === wanted);
  if (job === undefined) return null;
  const { phase } = job;
  const holder = phase.kind === 'acquired' || phase.kind === 'in_progress' ? phase.agentId : null;
  return holder === agent.id ? job : null;
}

function renew(state: State, ask: Ask): Answer {
  const job = heldJob(state, ask);
  if (job === null) return say(404, 'Job not found.');
  renewJob(state, job);
  return json(200, { lockedUntil: new Date(state.clock.now() + state.clock.span(600_000)).toISOString() });
}

function steps(state: State, ask: Ask): Answer {
  const job = heldJob(state, ask);
  const records = stepRecords(field(ask.body, 'steps'));
  if (job === null) return say(404, 'Job not found.');
  if (records === null) return say(400, 'steps must be a list of steps.');
  recordSteps(state, job, records);
  return json(200, {});
}

function complete(state: State, ask: Ask): Answer {
  const job = heldJob(state, ask);
  const conclusion: Conclusion | null = conclusionOf(text(ask.body, 'result') ?? '');
  if (job === null) return say(404, 'Job not found.');
  if (conclusion === null) return say(400, 'result must be one of the runner’s results.');
  endJob(state, job, conclusion);
  return json(200, {});
}
