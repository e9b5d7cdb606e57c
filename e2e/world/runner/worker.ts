/** Stand-in for bin/Runner.Worker: one job, its log, and an exit code of 100 + result (runner.md 7.4). */
import { Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { randomUUID } from 'node:crypto';
import type { Broker, StepReport } from './broker.ts';
import { HttpError, createBroker } from './broker.ts';
import { readContext } from './context.ts';
import type { Context } from './context.ts';
import type { WorkerMessage } from './dispatch-job.ts';
import { logDirectories, logHeader } from './identity.ts';
import { logTextOf, masked, readJob, secretsOf } from './job-message.ts';
import type { JobResult } from './job-result.ts';
import { exitCodeOf } from './job-result.ts';
import { planSteps, readHooks } from './job-steps.ts';
import type { Json } from './json.ts';
import { objectOf, textOf } from './json.ts';
import { endTracked } from './process-table.ts';
import { runSteps } from './steps-runner.ts';
import type { TraceLog } from './trace-log.ts';
import { openTraceLog } from './trace-log.ts';
import { emptyFolder, jobEnvironment, prepareWorkspace } from './workspace.ts';

type JobRequest = Extract<WorkerMessage, { readonly type: 'NewJobRequest' }>;

/** Sends the newest state of the steps, one request at a time; states in between are left out. */
function stepReporter(
  broker: Broker,
  jobId: Json,
  log: TraceLog,
): { readonly report: (steps: readonly StepReport[]) => void; readonly drained: () => Promise<void> } {
  let waiting: readonly StepReport[] | null = null;
  let sending: Promise<void> | null = null;
  const pump = async (): Promise<void> => {
    while (waiting !== null) {
      const steps = waiting;
      waiting = null;
      try {
        await broker.steps(jobId, steps);
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        log.write('WARN', 'JobServerQueue', `Fail to update the timeline: ${error.message}`);
      }
    }
    sending = null;
  };
  return {
    report(steps) {
      waiting = steps;
      sending ??= pump();
    },
    async drained() {
      await sending;
    },
  };
}

/** Tells the broker the end, with patience: a job whose end gets lost stays open on GitHub. */
async function complete(
  broker: Broker,
  jobId: Json,
  result: JobResult,
  context: Context,
  log: TraceLog,
): Promise<void> {
  log.info('JobRunner', 'Raising job completed against run service');
  for (let left = 4; left >= 0; left -= 1) {
    try {
      await broker.complete(jobId, result);
      return;
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      log.write('ERR', 'JobRunner', `Catch exception while attempting to complete job: ${error.message}`);
      if (error instanceof HttpError && error.status < 500) return;
      await context.pace.pause(5000);
    }
  }
}

async function runJob(
  context: Context,
  log: TraceLog,
  request: JobRequest,
  cancel: AbortSignal,
): Promise<JobResult> {
  const job = readJob(request.job);
  const secrets = secretsOf(request.job);
  log.info('Worker', 'Message received.');
  log.info('Worker', `Job message:\n ${logTextOf(request.job)}`);
  log.info('JobRunner', `Job ID ${job.id}`);
  const broker = createBroker({
    base: request.brokerUrl,
    credential: request.credential,
    version: context.version,
    pace: context.pace,
  });
  const workspace = prepareWorkspace(context, request.workFolder, job);
  log.info('JobRunner', 'Starting the job execution context.');
  log.info('JobRunner', `Validating directory permissions for: '${workspace.work}'`);
  logDirectories(log, context, ['Bin', 'Root', 'Work', 'Tools'], workspace.work);
  log.info('JobRunner', 'Getting job extension.');
  log.info('JobRunner', 'Initialize job. Getting all job steps.');
  log.info('ExecutionContext', `Write event payload to ${workspace.eventPath}`);
  log.info('Worker', 'Listening for cancel message from the channel.');
  log.info('Worker', 'Waiting for the job to complete or for a cancel message from the channel.');
  const stopBeating = context.pace.every(10_000, () =>
    logDirectories(log, context, ['Bin', 'Root', 'Work'], workspace.work),
  );
  const hooks = readHooks(process.env);
  const trackingId = `github_${randomUUID()}`;
  const variables = objectOf(request.job['variables']);
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    ...jobEnvironment(job, workspace, {
      name: request.runnerName,
      jobKey: textOf(objectOf(variables['system.github.job'])['value']) ?? job.name,
      trackingId,
    }),
  };
  const reporter = stepReporter(broker, request.jobId, log);
  const asTheStepsSay = await runSteps({
    context,
    log,
    steps: planSteps(job.steps, hooks),
    hooks,
    workspace,
    timelineId: job.timelineId,
    environment,
    cancel,
    mask: (text) => masked(text, secrets),
    report: reporter.report,
  });
  const result = cancel.aborted ? asTheStepsSay : (job.result ?? asTheStepsSay);
  for (const ended of endTracked(trackingId)) {
    log.info('JobExtension', `Terminate orphan process: pid (${ended.pid}) (${ended.command})`);
  }
  log.info('JobRunner', `Job result after all job steps finish: ${result}`);
  log.info('JobRunner', 'Completing the job execution context.');
  log.info('JobRunner', 'Shutting down the job server queue.');
  await reporter.drained();
  log.info('JobServerQueue', 'All queue process tasks have been stopped, and all queues are drained.');
  log.info('TempDirectoryManager', `Cleaning runner temp folder: ${workspace.temp}`);
  emptyFolder(workspace.temp);
  log.info('HostContext', `Well known config file 'Telemetry': '${join(context.diag, '.telemetry')}'`);
  await complete(broker, request.jobId, result, context, log);
  stopBeating();
  log.info('Worker', 'Job completed.');
  return result;
}

function readMessage(line: string): WorkerMessage {
  const message: WorkerMessage = JSON.parse(line);
  return message;
}

async function main(): Promise<number> {
  const context = readContext(process.argv.slice(2));
  // Ctrl-C reaches the whole group; the Worker leaves it to the listener to tell it what to do.
  process.on('SIGINT', () => undefined);
  const log = openTraceLog(context.diag, 'Worker');
  logHeader(log, context, 'Worker');
  log.info('Worker', 'Waiting to receive the job message from the channel.');
  const cancel = new AbortController();
  const channel = createInterface({ input: new Socket({ fd: 3, readable: true, writable: false }) });
  return await new Promise<number>((resolve) => {
    channel.on('line', (line) => {
      const message = readMessage(line);
      switch (message.type) {
        case 'NewJobRequest':
          void runJob(context, log, message, cancel.signal).then(
            (result) => resolve(exitCodeOf(result)),
            (error: unknown) => {
              const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
              log.write('ERR', 'Worker', text);
              process.stderr.write(`${text}\n`);
              resolve(1);
            },
          );
          return;
        case 'CancelRequest':
        case 'RunnerShutdown':
          log.info('Worker', 'Cancellation/Shutdown message received.');
          if (message.type === 'RunnerShutdown') {
            log.info(
              'Worker',
              'The runner has received a shutdown signal. This can happen when the runner service is stopped, or a manually started runner is canceled.',
            );
          }
          cancel.abort();
      }
    });
  });
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
