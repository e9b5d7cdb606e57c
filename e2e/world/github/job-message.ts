/** The message that a runner gets for a job it took: the shape of a Worker log's JSON (runner.md 7.4). */
import type { Agent, Job, Run } from './model.ts';
import type { State } from './state.ts';

type Value = string | number | boolean | null | Dictionary;
interface Dictionary {
  readonly t: 2;
  readonly d?: readonly { readonly k: string; readonly v: Value }[];
}
const dictionary = (entries: Readonly<Record<string, Value>>): Dictionary => {
  const d = Object.entries(entries).map(([k, v]) => ({ k, v }));
  return d.length === 0 ? { t: 2 } : { t: 2, d };
};
const variable = (value: string): { readonly value: string } => ({ value });
const secret = { value: '***', isSecret: true } as const;

/**
 * @returns JSON text, because numbers in `contextData` carry a `.0` as the real ones do.
 * `script` is the world's own field: what the steps shall do.
 */
export function jobMessage(state: State, job: Job, run: Run, agent: Agent): string {
  const planId = state.ids.guid();
  const { repository } = run;
  const fullName = `${repository.owner}/${repository.name}`;
  const file = `.github/workflows/${run.workflow.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}.yml`;
  const ref = `refs/heads/${run.branch}`;
  const workflowRef = `${fullName}/${file}@${ref}`;
  const message = {
    fileTable: [file],
    mask: [{ type: 'regex', value: '***' }],
    steps: job.script.map((step, index) => ({
      type: 'action',
      reference: { type: 'script' },
      displayNameToken: { type: 0, file: 1, line: 20 + index, col: 15, lit: step.name },
      contextName: index === 0 ? '__run' : `__run_${String(index + 1)}`,
      inputs: { type: 2, map: [] },
      condition: 'success()',
      id: state.ids.guid(),
      name: index === 0 ? '__run' : `__run_${String(index + 1)}`,
    })),
    variables: {
      github_token: secret,
      'system.from_run_service': variable('true'),
      'system.github.job': variable(job.key),
      'system.github.token': secret,
      'system.orchestrationId': variable(`${planId}.${job.key}.__default`),
      'system.phaseDisplayName': variable(job.name),
      'system.runner.lowdiskspacethreshold': variable('100'),
      'system.runnerEnvironment': variable('self-hosted'),
      'system.runnerGroupName': variable(agent.groupName),
    },
    messageType: 'RunnerJobRequest',
    plan: {
      scopeIdentifier: state.ids.guid(),
      planType: 'actions',
      version: 0,
      planId,
      planGroup: null,
      artifactUri: null,
      artifactLocation: null,
      definition: null,
      owner: null,
    },
    timeline: { id: planId, changeId: 0, location: null },
    jobId: job.guid,
    jobDisplayName: job.name,
    jobName: '__default',
    requestId: 0,
    lockedUntil: '0001-01-01T00:00:00',
    resources: { endpoints: [] },
    contextData: {
      github: dictionary({
        ref,
        sha: run.commit,
        repository: fullName,
        repository_owner: repository.owner,
        repositoryUrl: `git://github.com/${fullName}.git`,
        run_id: String(run.id),
        run_number: String(run.number),
        retention_days: '90',
        run_attempt: String(job.attempt),
        repository_visibility: repository.visibility,
        actor: run.actor,
        workflow: run.workflow,
        head_ref: '',
        base_ref: '',
        event_name: run.event,
        server_url: agent.serverUrl,
        api_url: `${agent.serverUrl}/api/v3`,
        ref_name: run.branch,
        ref_protected: false,
        ref_type: 'branch',
        secret_source: 'Actions',
        workflow_ref: workflowRef,
        workflow_sha: run.commit,
        repository_id: String(repository.id),
        triggering_actor: run.actor,
      }),
      inputs: null,
      job: dictionary({
        check_run_id: job.id,
        workflow_ref: workflowRef,
        workflow_sha: run.commit,
        workflow_repository: fullName,
        workflow_file_path: file,
      }),
      matrix: null,
      needs: dictionary({}),
      strategy: dictionary({ 'fail-fast': true, 'job-index': 0, 'job-total': 1, 'max-parallel': 1 }),
      vars: dictionary({}),
    },
    script: job.script,
    scriptedResult: job.result,
  };
  return JSON.stringify(message).replaceAll(
    /("k":"(?:check_run_id|job-index|job-total|max-parallel)","v":\d+)(?=})/g,
    '$1.0',
  );
}
