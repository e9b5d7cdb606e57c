/** Runners of a repository, an organisation or an enterprise (github.md 2.1). */
import { randomToken, runnerJson } from './runner-json.ts';
import { archiveName, archiveUrl } from './archives.ts';
import {
  empty,
  integer,
  json,
  names,
  notFound,
  page,
  problem,
  text,
  type Answer,
  type Params,
} from './http.ts';
import { removeAgent } from './jobs.ts';
import type { Agent, ScopeRef } from './model.ts';
import { iso } from './render.ts';
import { permission, repositoryScope, type Context, type Route } from './rest.ts';
import { agentsOf, labelOf, shownBusy } from './state.ts';

const HOUR_MS = 3_600_000;

type ScopeOf = (params: Params) => ScopeRef;
const SCOPES: readonly { readonly prefix: string; readonly scopeOf: ScopeOf }[] = [
  { prefix: '/repos/:owner/:repo', scopeOf: repositoryScope },
  {
    prefix: '/orgs/:org',
    scopeOf: (params) => ({ kind: 'organization', organization: params['org'] ?? '' }),
  },
  {
    prefix: '/enterprises/:enterprise',
    scopeOf: (params) => ({ kind: 'enterprise', enterprise: params['enterprise'] ?? '' }),
  },
];

export const runnerRoutes: readonly Route[] = SCOPES.flatMap(({ prefix, scopeOf }) =>
  routesOf(prefix, scopeOf),
);

function routesOf(prefix: string, scopeOf: ScopeOf): Route[] {
  const route = (
    method: Route['method'],
    path: string,
    level: 'read' | 'write',
    answer: (context: Context, scope: ScopeRef) => Answer,
  ): Route => ({
    method,
    path: `${prefix}/actions/runners${path}`,
    cost: 'counted',
    need: (params) => {
      const scope = scopeOf(params);
      const name = scope.kind === 'repository' ? 'administration' : 'organization_self_hosted_runners';
      return permission(scope, name, level);
    },
    answer: (context) => answer(context, scopeOf(context.params)),
  });
  return [
    route('GET', '', 'read', list),
    route('GET', '/downloads', 'read', downloads),
    route('GET', '/deprecations/:version', 'read', deprecation),
    route('POST', '/registration-token', 'write', (context, scope) => mint(context, scope, 'register')),
    route('POST', '/remove-token', 'write', (context, scope) => mint(context, scope, 'remove')),
    route('POST', '/generate-jitconfig', 'write', jitConfig),
    route(
      'GET',
      '/:id',
      'read',
      withAgent(({ state }, agent) => json(200, runnerJson(state, agent))),
    ),
    route('DELETE', '/:id', 'write', withAgent(remove)),
    route(
      'GET',
      '/:id/labels',
      'read',
      withAgent((_, agent) => labelsAnswer(agent)),
    ),
    route(
      'POST',
      '/:id/labels',
      'write',
      withAgent((context, agent) => changeLabels(context, agent, 'add')),
    ),
    route(
      'PUT',
      '/:id/labels',
      'write',
      withAgent((context, agent) => changeLabels(context, agent, 'replace')),
    ),
    route('DELETE', '/:id/labels', 'write', withAgent(dropLabels)),
    route('DELETE', '/:id/labels/:name', 'write', withAgent(dropLabel)),
  ];
}

function withAgent(act: (context: Context, agent: Agent) => Answer) {
  return (context: Context, scope: ScopeRef): Answer => {
    const id = Number(context.params['id']);
    const agent = agentsOf(context.state, scope).find((one) => one.id === id);
    return agent === undefined ? notFound() : act(context, agent);
  };
}

function list({ state, ask }: Context, scope: ScopeRef): Answer {
  const name = ask.query.get('name');
  const all = agentsOf(state, scope).filter((agent) => name === null || agent.name === name);
  const { items, link } = page(ask, all);
  return json(
    200,
    { total_count: all.length, runners: items.map((agent) => runnerJson(state, agent)) },
    link,
  );
}

function downloads({ state, ask }: Context): Answer {
  const newest = state.releases.findLast((one) => one.reach !== 'release');
  if (newest === undefined) return json(200, []);
  return json(
    200,
    ['x64', 'arm64'].map((architecture) => ({
      os: 'osx',
      architecture,
      download_url: archiveUrl(ask.origin, newest.version, architecture),
      filename: archiveName(newest.version, architecture),
      ...(newest.sha256 === null ? {} : { sha256_checksum: newest.sha256 }),
    })),
  );
}

/** New since 2026-09-03 and not yet in the description (github.md 2.1). */
function deprecation({ state, params }: Context): Answer {
  const version = (params['version'] ?? '').replace(/^v/, '');
  const since = state.deprecated.get(version);
  const known = since !== undefined || state.releases.some((one) => one.version === version);
  if (!known) return notFound();
  const at = since === undefined ? null : iso(since);
  return json(200, { runner_version: version, runtime_deprecates_at: at, registration_deprecates_at: at });
}

function mint({ state }: Context, scope: ScopeRef, use: 'register' | 'remove'): Answer {
  const { token, until } = randomToken(state, scope, use, HOUR_MS);
  return json(201, { token, expires_at: iso(until) });
}

function jitConfig({ state, ask }: Context, scope: ScopeRef): Answer {
  const name = text(ask.body, 'name');
  const group = integer(ask.body, 'runner_group_id');
  const labels = names(ask.body, 'labels');
  if (name === null || group === null || labels === null || labels.length === 0 || labels.length > 100) {
    return invalid('Invalid request.');
  }
  if (scope.kind === 'repository' && group !== 1) return notFound();
  if (agentsOf(state, scope).some((agent) => agent.name.toLowerCase() === name.toLowerCase())) {
    return problem(409, `Already exists - A runner with the name ${name} already exists.`);
  }
  const agent: Agent = {
    id: state.ids.next('agent'),
    name,
    scope,
    serverUrl: ask.origin,
    groupId: group,
    groupName: 'Default',
    labels: labels.map((label) => labelOf(state, label)),
    os: 'macOS',
    ephemeral: true,
    disableUpdate: false,
    version: null,
    credential: state.ids.text(40, 'abcdefghijklmnopqrstuvwxyz0123456789'),
    jobId: null,
    jobChangedAt: 0,
  };
  state.agents.set(agent.id, agent);
  state.changed();
  return json(201, {
    runner: runnerJson(state, agent),
    encoded_jit_config: jitBlob(agent, ask.origin, scope),
  });
}

/** Base64 of `{file name: base64 of its content}` (runner.md 11). */
function jitBlob(agent: Agent, origin: string, scope: ScopeRef): string {
  const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64');
  const path =
    scope.kind === 'repository'
      ? `${scope.owner}/${scope.repository}`
      : scope.kind === 'organization'
        ? scope.organization
        : `enterprises/${scope.enterprise}`;
  return base64({
    '.runner': base64({
      agentId: agent.id,
      agentName: agent.name,
      poolId: 1,
      poolName: 'Default',
      ephemeral: true,
      gitHubUrl: `${origin}/${path}`,
      serverUrlV2: `${origin}/_broker/`,
      useV2Flow: true,
      workFolder: '_work',
    }),
    '.credentials': base64({ scheme: 'OAuth', data: { token: agent.credential } }),
    '.credentials_rsaparams': base64({}),
  });
}

const invalid = (message: string): Answer =>
  json(422, { message, errors: [message], documentation_url: 'https://docs.github.com/rest' });

function remove({ state }: Context, agent: Agent): Answer {
  if (shownBusy(state, agent)) return invalid(`Bad request - Runner "${agent.name}" is still running a job`);
  removeAgent(state, agent.id);
  return empty(204);
}

const labelsAnswer = (agent: Agent): Answer =>
  json(200, { total_count: agent.labels.length, labels: agent.labels });

function changeLabels({ state, ask }: Context, agent: Agent, how: 'add' | 'replace'): Answer {
  const wanted = names(ask.body, 'labels');
  const least = how === 'add' ? 1 : 0;
  if (wanted === null || wanted.length < least || wanted.length > 100) return invalid('Invalid labels.');
  const kept = how === 'add' ? agent.labels : agent.labels.filter((label) => label.type === 'read-only');
  const byId = new Map(
    [...kept, ...wanted.map((name) => labelOf(state, name))].map((label) => [label.id, label]),
  );
  agent.labels = [...byId.values()];
  state.changed();
  return labelsAnswer(agent);
}

function dropLabels({ state }: Context, agent: Agent): Answer {
  agent.labels = agent.labels.filter((label) => label.type === 'read-only');
  state.changed();
  return labelsAnswer(agent);
}

function dropLabel({ state, params }: Context, agent: Agent): Answer {
  const name = params['name']?.toLowerCase();
  const label = agent.labels.find((one) => one.name.toLowerCase() === name);
  if (label === undefined) return notFound();
  if (label.type === 'read-only') return invalid(`Label "${label.name}" is read-only and cannot be removed.`);
  agent.labels = agent.labels.filter((one) => one !== label);
  state.changed();
  return labelsAnswer(agent);
}
