/** Workflow runs, their jobs and logs, and what may be done to them (github.md 2.3–2.5). */
import { empty, json, notFound, page, problem, type Answer, type Params } from './http.ts';
import { cancelRun, jobsOf, rerun, runStatus } from './jobs.ts';
import { jobLog } from './logs.ts';
import type { Job, Repository, Run } from './model.ts';
import { repositoryOf } from './access.ts';
import { iso, minimalRepository, user } from './render.ts';
import { permission, repositoryScope, type Context, type Route } from './rest.ts';

const PREFIX = '/repos/:owner/:repo/actions';
const MAX_RESULTS = 1000;

const route = (
  method: 'GET' | 'POST',
  path: string,
  answer: (context: Context, repository: Repository) => Answer,
): Route => ({
  method,
  path: `${PREFIX}${path}`,
  cost: 'counted',
  need: (params: Params) =>
    permission(repositoryScope(params), 'actions', method === 'GET' ? 'read' : 'write'),
  answer: (context) => {
    const repository = repositoryOf(context.state, repositoryScope(context.params));
    return repository === null ? notFound() : answer(context, repository);
  },
});

const withRun =
  (act: (context: Context, run: Run) => Answer) => (context: Context, repository: Repository) => {
    const run = context.state.runs.get(Number(context.params['run']));
    return run?.repository === repository ? act(context, run) : notFound();
  };
const withJob =
  (act: (context: Context, job: Job, run: Run) => Answer) => (context: Context, repository: Repository) => {
    const job = context.state.jobs.get(Number(context.params['job']));
    const run = job === undefined ? undefined : context.state.runs.get(job.runId);
    return job !== undefined && run?.repository === repository ? act(context, job, run) : notFound();
  };

export const runRoutes: readonly Route[] = [
  route('GET', '/runs', listRuns),
  route(
    'GET',
    '/runs/:run',
    withRun((context, run) => json(200, runJson(context, run))),
  ),
  route(
    'GET',
    '/runs/:run/jobs',
    withRun((context, run) => listJobs(context, run, latestOrAll(context, run))),
  ),
  route(
    'GET',
    '/runs/:run/attempts/:attempt/jobs',
    withRun((context, run) => {
      const attempt = Number(context.params['attempt']);
      const jobs = jobsOf(context.state, run.id).filter((job) => job.attempt === attempt);
      return jobs.length === 0 ? notFound() : listJobs(context, run, jobs);
    }),
  ),
  route(
    'GET',
    '/jobs/:job',
    withJob((context, job, run) => json(200, jobJson(context, job, run))),
  ),
  route('GET', '/jobs/:job/logs', withJob(logs)),
  route(
    'POST',
    '/runs/:run/cancel',
    withRun((context, run) => cancel(context, run, 'ask')),
  ),
  route(
    'POST',
    '/runs/:run/force-cancel',
    withRun((context, run) => cancel(context, run, 'force')),
  ),
  route(
    'POST',
    '/runs/:run/rerun',
    withRun((context, run) => again(context, run, 'all')),
  ),
  route(
    'POST',
    '/runs/:run/rerun-failed-jobs',
    withRun((context, run) => again(context, run, 'failed')),
  ),
  route(
    'POST',
    '/jobs/:job/rerun',
    withJob((context, _job, run) => again(context, run, 'failed')),
  ),
];

function listRuns(context: Context, repository: Repository): Answer {
  const { state, ask } = context;
  const wanted = (name: string, value: string): boolean => (ask.query.get(name) ?? value) === value;
  const created = createdFilter(ask.query.get('created'));
  const all = [...state.runs.values()]
    .filter((run) => {
      const now = runStatus(state, run);
      const status = ask.query.get('status');
      return (
        run.repository === repository &&
        (status === null || status === now.status || status === now.conclusion) &&
        wanted('actor', run.actor) &&
        wanted('branch', run.branch) &&
        wanted('event', run.event) &&
        wanted('head_sha', run.commit) &&
        created(run.createdAt)
      );
    })
    .reverse()
    .slice(0, MAX_RESULTS);
  const { items, link } = page(ask, all);
  return json(
    200,
    { total_count: all.length, workflow_runs: items.map((run) => runJson(context, run)) },
    link,
  );
}

/** A search range such as `>=2026-11-01` or `2026-11-01..2026-11-08`. */
function createdFilter(range: string | null): (at: number) => boolean {
  if (range === null) return () => true;
  const [from, to] = range.split('..');
  if (from !== undefined && to !== undefined) {
    return (at) => at >= Date.parse(from) && at < Date.parse(to) + (to.includes('T') ? 1 : 86_400_000);
  }
  const match = /^(>=|<=|>|<)?(.+)$/.exec(range);
  const limit = Date.parse(match?.[2] ?? '');
  switch (match?.[1]) {
    case '>=':
      return (at) => at >= limit;
    case '>':
      return (at) => at > limit;
    case '<=':
      return (at) => at <= limit;
    case '<':
      return (at) => at < limit;
    default:
      return (at) => iso(at).startsWith(range);
  }
}

const latestOrAll = ({ state, ask }: Context, run: Run): Job[] =>
  jobsOf(state, run.id).filter((job) => ask.query.get('filter') === 'all' || job.attempt === run.attempt);

function listJobs(context: Context, run: Run, jobs: readonly Job[]): Answer {
  const { items, link } = page(context.ask, jobs);
  return json(200, { total_count: jobs.length, jobs: items.map((job) => jobJson(context, job, run)) }, link);
}

function runJson({ state, ask }: Context, run: Run) {
  const repository = minimalRepository(ask.origin, ask.api, run.repository);
  const url = `${repository.url}/actions/runs/${String(run.id)}`;
  const { status, conclusion } = runStatus(state, run);
  const actor = user(ask.origin, ask.api, run.actor);
  return {
    id: run.id,
    name: run.workflow,
    node_id: `WFR_kwLO${run.id.toString(36)}`,
    head_branch: run.branch,
    head_sha: run.commit,
    path: `.github/workflows/${run.workflow.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}.yml`,
    display_title: `${run.workflow} #${String(run.number)}`,
    run_number: run.number,
    event: run.event,
    status,
    conclusion,
    workflow_id: run.workflowId,
    check_suite_id: run.id + 1,
    check_suite_node_id: `CS_kwDO${run.id.toString(36)}`,
    url,
    html_url: `${repository.html_url}/actions/runs/${String(run.id)}`,
    pull_requests: [],
    created_at: iso(run.createdAt),
    updated_at: iso(run.updatedAt),
    actor,
    run_attempt: run.attempt,
    run_started_at: iso(run.startedAt),
    triggering_actor: actor,
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    check_suite_url: `${repository.url}/check-suites/${String(run.id + 1)}`,
    artifacts_url: `${url}/artifacts`,
    cancel_url: `${url}/cancel`,
    rerun_url: `${url}/rerun`,
    previous_attempt_url: run.attempt > 1 ? `${url}/attempts/${String(run.attempt - 1)}` : null,
    workflow_url: `${repository.url}/actions/workflows/${String(run.workflowId)}`,
    head_commit: null,
    repository,
    head_repository: repository,
  };
}

function jobJson({ ask }: Context, job: Job, run: Run) {
  const { phase } = job;
  const repository = minimalRepository(ask.origin, ask.api, run.repository);
  const runUrl = `${repository.url}/actions/runs/${String(run.id)}`;
  const running = phase.kind === 'in_progress';
  const ended = phase.kind === 'completed';
  const agentId = running || ended ? phase.agentId : null;
  return {
    id: job.id,
    run_id: run.id,
    run_url: runUrl,
    run_attempt: job.attempt,
    node_id: `CR_kwDO${job.id.toString(36)}`,
    head_sha: run.commit,
    head_branch: run.branch,
    url: `${repository.url}/actions/jobs/${String(job.id)}`,
    html_url: `${repository.html_url}/actions/runs/${String(run.id)}/job/${String(job.id)}`,
    status: running ? 'in_progress' : ended ? 'completed' : 'queued',
    conclusion: ended ? phase.conclusion : null,
    created_at: iso(job.createdAt),
    // While queued this is a placeholder: the same as created_at (github.md 2.9).
    started_at: iso(running || ended ? phase.startedAt : job.createdAt),
    completed_at: ended ? iso(phase.at) : null,
    name: job.name,
    steps: job.steps,
    check_run_url: `${repository.url}/check-runs/${String(job.id)}`,
    labels: job.labels,
    // Before a runner has it: 0 and "" on some days, null on others; here the first.
    runner_id: agentId ?? 0,
    runner_name: agentId === null ? '' : job.agentName,
    runner_group_id: agentId === null ? 0 : 1,
    runner_group_name: agentId === null ? '' : job.groupName,
    workflow_name: run.workflow,
  };
}

/** 302 to another place that is good for one minute and wants no Authorization (github.md 2.4). */
function logs({ state, ask }: Context, job: Job): Answer {
  if (job.phase.kind !== 'completed' || job.phase.agentId === null) return notFound();
  return empty(302, { location: jobLog(state).address(ask.origin, job) });
}

function cancel({ state }: Context, run: Run, how: 'ask' | 'force'): Answer {
  switch (cancelRun(state, run.id, how)) {
    case 'accepted':
      return json(202, {});
    case 'done':
      return problem(409, 'Cannot cancel a workflow run that is completed.');
    case 'gone':
      return notFound();
  }
}

function again({ state }: Context, run: Run, which: 'all' | 'failed'): Answer {
  switch (rerun(state, run.id, which)) {
    case 'accepted':
      return json(201, {});
    case 'running':
      return problem(403, 'The workflow run is already running.');
    case 'gone':
      return notFound();
  }
}
