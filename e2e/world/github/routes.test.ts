import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ROUTES } from './server.ts';
import { startGitHub, type WorldGitHub } from './start.ts';
import { addRunner, ask, judgeBody } from './test-client.ts';

/** What is asked of a route, and the status of its success. */
interface Case {
  readonly status: number;
  readonly body?: unknown;
  /** How the run and job that the path names stand; left out: queued. */
  readonly run?: 'ended';
}

const RUNNERS: Readonly<Record<string, Case>> = {
  'GET ': { status: 200 },
  'GET /downloads': { status: 200 },
  'GET /deprecations/:version': { status: 200 },
  'POST /registration-token': { status: 201 },
  'POST /remove-token': { status: 201 },
  'POST /generate-jitconfig': {
    status: 201,
    body: { name: 'once', runner_group_id: 1, labels: ['self-hosted'] },
  },
  'GET /:id': { status: 200 },
  'DELETE /:id': { status: 204 },
  'GET /:id/labels': { status: 200 },
  'POST /:id/labels': { status: 200, body: { labels: ['quick'] } },
  'PUT /:id/labels': { status: 200, body: { labels: ['quick'] } },
  'DELETE /:id/labels': { status: 200 },
  'DELETE /:id/labels/:name': { status: 200 },
};
const ofScope = (prefix: string): Readonly<Record<string, Case>> =>
  Object.fromEntries(
    Object.entries(RUNNERS).map(([name, one]) => [name.replace(' ', ` ${prefix}/actions/runners`), one]),
  );

const ACTIONS = '/repos/:owner/:repo/actions';
const CASES: Readonly<Record<string, Case>> = {
  ...ofScope('/repos/:owner/:repo'),
  ...ofScope('/orgs/:org'),
  ...ofScope('/enterprises/:enterprise'),
  [`GET ${ACTIONS}/runs`]: { status: 200 },
  [`GET ${ACTIONS}/runs/:run`]: { status: 200 },
  [`GET ${ACTIONS}/runs/:run/jobs`]: { status: 200 },
  [`GET ${ACTIONS}/runs/:run/attempts/:attempt/jobs`]: { status: 200 },
  [`GET ${ACTIONS}/jobs/:job`]: { status: 200 },
  [`GET ${ACTIONS}/jobs/:job/logs`]: { status: 302, run: 'ended' },
  [`POST ${ACTIONS}/runs/:run/cancel`]: { status: 202 },
  [`POST ${ACTIONS}/runs/:run/force-cancel`]: { status: 202 },
  [`POST ${ACTIONS}/runs/:run/rerun`]: { status: 201, run: 'ended' },
  [`POST ${ACTIONS}/runs/:run/rerun-failed-jobs`]: { status: 201, run: 'ended' },
  [`POST ${ACTIONS}/jobs/:job/rerun`]: { status: 201, run: 'ended' },
  'GET /user': { status: 200 },
  'GET /rate_limit': { status: 200 },
  'GET /repos/actions/runner/releases/latest': { status: 200 },
  'GET /repos/actions/runner/releases/tags/:tag': { status: 200 },
  'GET /repos/:owner/:repo': { status: 200 },
  'GET /user/repos': { status: 200 },
  'GET /user/memberships/orgs': { status: 200 },
  'GET /user/memberships/orgs/:org': { status: 200 },
  'GET /orgs/:org/actions/runner-groups': { status: 200 },
  'GET /orgs/:org/actions/permissions/self-hosted-runners': { status: 200 },
  'GET /orgs/:org/actions/permissions/self-hosted-runners/repositories': { status: 200 },
  'GET /repos/:owner/:repo/actions/permissions': { status: 200 },
};

/** Not in the description beside this file: README.md there says why, and who judges instead. */
const isUndescribed = (name: string): boolean =>
  name.includes(' /enterprises/') ||
  name.includes(' /user/memberships/') ||
  name.includes('/actions/permissions') ||
  name.endsWith('/deprecations/:version');

const SCOPE_URLS: readonly (readonly [prefix: string, path: string])[] = [
  ['/orgs/', '/acme'],
  ['/enterprises/', '/enterprises/big'],
];

let world: WorldGitHub;
beforeEach(async () => {
  world = await startGitHub({ seed: 11 });
  world.announceVersion('2.337.0');
  world.addOrganization('acme', { repositoryRunners: ['acme/rocket'], groups: [{ name: 'Macs' }] });
});
afterEach(() => world.close());

/** The route's path with names of things that are there. */
async function fill(path: string, run: Case['run']): Promise<string> {
  const scope = SCOPE_URLS.find(([prefix]) => path.startsWith(prefix))?.[1] ?? '/acme/rocket';
  const labels = ['self-hosted', 'macOS', 'fast'];
  const runner = await addRunner(world, { name: 'mini', url: `${world.origin}${scope}`, labels });
  const queued = world.queueJob({ repository: 'acme/rocket', job: 'build', steps: [{ name: 'Build' }] });
  if (run === 'ended') await runToTheEnd(runner);
  const values: Readonly<Record<string, string | number>> = {
    owner: 'acme',
    repo: 'rocket',
    org: 'acme',
    enterprise: 'big',
    id: runner.agentId,
    name: 'fast',
    version: '2.337.0',
    run: queued.runId,
    job: queued.jobId,
    attempt: 1,
    tag: 'v2.337.0',
  };
  return path.replaceAll(/:(\w+)/g, (_, name: string) => String(values[name] ?? `no-${name}`));
}

async function runToTheEnd(runner: Awaited<ReturnType<typeof addRunner>>): Promise<void> {
  await runner.open();
  const { body } = await runner.poll();
  const offer = body as { messageId: number; body: { jobMessageId: string; jobId: string } };
  await runner.acknowledge(offer.messageId);
  const { jobId, jobMessageId } = offer.body;
  await runner.call('POST', 'acquire', { jobMessageId, agentId: runner.agentId });
  await runner.call('POST', 'complete', { jobId, result: 'Failed' });
}

describe('every REST route is asked, and answers as GitHub describes it', () => {
  const served = ROUTES.map(({ method, path }) => `${method} ${path}`);

  it('has a case for each', () => {
    expect(Object.keys(CASES).toSorted()).toEqual(served.toSorted());
  });

  it.each(Object.entries(CASES))('%s', async (name, { status, body, run }) => {
    const [method = '', path = ''] = name.split(' ');
    const filled = await fill(path, run);
    const kind = isUndescribed(name) ? 'undescribed' : 'valid';
    const reply = await ask(world, method, filled, body === undefined ? {} : { body });
    expect(reply.status).toBe(status);
    expect(reply.verdict).toEqual({ kind });
    const ofBody = body === undefined ? reply.verdict : judgeBody(method, filled, body);
    expect(ofBody).toEqual({ kind });
  });
});
