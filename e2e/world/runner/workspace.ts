/** The folders and variables of a job (runner.md 2.4, 8). */
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import type { Context } from './context.ts';
import type { JobFacts } from './job-message.ts';

export interface Workspace {
  readonly work: string;
  readonly temp: string;
  readonly tools: string;
  /** `_work/<repo>`. */
  readonly pipeline: string;
  /** `_work/<repo>/<repo>`: where steps run. */
  readonly directory: string;
  readonly eventPath: string;
}

/** Empties `_temp`, drops `_actions`, makes the folders, writes the mapping and the event. */
export function prepareWorkspace(context: Context, workFolder: string, job: JobFacts): Workspace {
  const work = join(context.root, workFolder);
  const repository = job.repository.split('/')[1] ?? 'repository';
  const pipeline = join(work, repository);
  const temp = join(work, '_temp');
  const workspace: Workspace = {
    work,
    temp,
    tools: join(work, '_tool'),
    pipeline,
    directory: join(pipeline, repository),
    eventPath: join(temp, '_github_workflow', 'event.json'),
  };
  rmSync(join(work, '_actions'), { recursive: true, force: true });
  emptyFolder(temp);
  const mapping = join(work, '_PipelineMapping', job.repository);
  for (const folder of [
    join(work, '_actions'),
    workspace.tools,
    workspace.directory,
    mapping,
    join(temp, '_github_workflow'),
    join(temp, '_runner_file_commands'),
  ]) {
    mkdirSync(folder, { recursive: true });
  }
  const note = {
    repositoryName: job.repository,
    pipelineDirectory: repository,
    workspaceDirectory: `${repository}/${repository}`,
    LastRunOn: new Date().toISOString(),
  };
  writeFileSync(join(mapping, 'PipelineFolder.json'), `\uFEFF${JSON.stringify(note, null, 2)}`);
  writeFileSync(workspace.eventPath, JSON.stringify(job.event ?? {}, null, 2));
  return workspace;
}

/** Deletes what is in `folder` and keeps the folder. */
export function emptyFolder(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true, force: true });
}

/** What of `contextData.github` becomes GITHUB_* (GitHubContext.cs's list, as runner.md 8 has it). */
const allowed = new Set([
  'actor',
  'actor_id',
  'api_url',
  'base_ref',
  'event_name',
  'graphql_url',
  'head_ref',
  'ref',
  'ref_name',
  'ref_protected',
  'ref_type',
  'repository',
  'repository_id',
  'repository_owner',
  'repository_owner_id',
  'retention_days',
  'run_attempt',
  'run_id',
  'run_number',
  'server_url',
  'sha',
  'triggering_actor',
  'workflow',
  'workflow_ref',
  'workflow_sha',
]);

export interface StepFiles {
  readonly environment: Readonly<Record<string, string>>;
  /** `GITHUB_ENV` and `GITHUB_PATH` of this step, to be read afterwards. */
  readonly envFile: string;
  readonly pathFile: string;
}

/** The variables that every step and hook of the job sees, without those of the single step. */
export function jobEnvironment(
  job: JobFacts,
  workspace: Workspace,
  runner: { readonly name: string; readonly jobKey: string; readonly trackingId: string },
): Record<string, string> {
  const made: Record<string, string> = {};
  for (const [key, value] of Object.entries(job.github)) {
    if (allowed.has(key)) made[`GITHUB_${key.toUpperCase()}`] = value;
  }
  return {
    ...made,
    GITHUB_ACTIONS: 'true',
    CI: 'true',
    GITHUB_ACTION: '',
    GITHUB_JOB: runner.jobKey,
    GITHUB_EVENT_PATH: workspace.eventPath,
    GITHUB_WORKSPACE: workspace.directory,
    RUNNER_NAME: runner.name,
    RUNNER_OS: 'macOS',
    RUNNER_ARCH: 'ARM64',
    RUNNER_ENVIRONMENT: 'self-hosted',
    RUNNER_TEMP: workspace.temp,
    RUNNER_TOOL_CACHE: workspace.tools,
    RUNNER_WORKSPACE: workspace.pipeline,
    RUNNER_TRACKING_ID: runner.trackingId,
  };
}

/** Makes the command files of one step. */
export function openStepFiles(workspace: Workspace): StepFiles {
  const id = randomUUID();
  const folder = join(workspace.temp, '_runner_file_commands');
  const file = (kind: string): string => {
    const path = join(folder, `${kind}_${id}`);
    writeFileSync(path, '');
    return path;
  };
  const envFile = file('set_env');
  const pathFile = file('add_path');
  return {
    envFile,
    pathFile,
    environment: {
      GITHUB_ENV: envFile,
      GITHUB_PATH: pathFile,
      GITHUB_OUTPUT: file('set_output'),
      GITHUB_STATE: file('save_state'),
      GITHUB_STEP_SUMMARY: file('step_summary'),
    },
  };
}

/** Takes `NAME=value` and `NAME<<END … END` from GITHUB_ENV, and lines from GITHUB_PATH, into `environment`. */
export function applyStepFiles(files: StepFiles, environment: NodeJS.ProcessEnv): void {
  const lines = existsSync(files.envFile) ? readFileSync(files.envFile, 'utf8').split(/\r?\n/) : [];
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const block = /^([^=<]+)<<(.+)$/.exec(line);
    if (block !== null) {
      const end = lines.indexOf(block[2] ?? '', at + 1);
      if (end < 0) return;
      environment[block[1] ?? ''] = lines.slice(at + 1, end).join('\n');
      at = end;
    } else if (line.indexOf('=') > 0) {
      environment[line.slice(0, line.indexOf('='))] = line.slice(line.indexOf('=') + 1);
    }
  }
  const added = existsSync(files.pathFile) ? readFileSync(files.pathFile, 'utf8').split(/\r?\n/) : [];
  const paths = added.filter((path) => path !== '').reverse();
  if (paths.length > 0) environment['PATH'] = [...paths, environment['PATH'] ?? ''].join(':');
}
