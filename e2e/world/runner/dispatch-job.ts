/** The listener's part in a job: start a Worker, renew the lock, pass on a cancel, report the end (runner.md 6.1, 7.3). */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import type { Broker } from './broker.ts';
import { HttpError } from './broker.ts';
import type { Console } from './configure.ts';
import type { Context } from './context.ts';
import { logDirectories } from './identity.ts';
import type { JobResult } from './job-result.ts';
import { resultOfExitCode } from './job-result.ts';
import type { Json, JsonObject } from './json.ts';
import { objectOf, textOf } from './json.ts';
import { cultureStamp, spanText, stamp } from './pace.ts';
import type { Settings } from './settings.ts';

/** What goes through the pipe to the Worker, one JSON text a line. */
export type WorkerMessage =
  | {
      readonly type: 'NewJobRequest';
      readonly job: JsonObject;
      /** The job's name at the broker. */
      readonly jobId: Json;
      readonly brokerUrl: string;
      readonly credential: string;
      readonly workFolder: string;
      readonly runnerName: string;
    }
  | { readonly type: 'CancelRequest' }
  | { readonly type: 'RunnerShutdown' };

export interface Dispatch {
  /** The names under which a cancel may speak of it. */
  readonly ids: readonly Json[];
  readonly done: Promise<JobResult>;
  cancel(timeoutSeconds: number): void;
  shutDown(): void;
}

export interface DispatchOptions {
  readonly context: Context;
  readonly settings: Settings;
  readonly broker: Broker;
  readonly out: Console;
  readonly credential: string;
  readonly job: JsonObject;
  readonly jobId: Json;
  /** 0 in V2; a number in the legacy flow. */
  readonly requestNumber: number;
}

const renewEvery = 60_000;
/** The Worker must be gone this long before a cancel's time-out ends. */
const cancelMargin = 15_000;
const shutdownLimit = 30_000;

/** Starts the job and returns at once; `done` gives its result and never rejects. */
export function dispatchJob(options: DispatchOptions): Dispatch {
  const { context, settings, broker, out, job } = options;
  const { terminal, log } = out;
  const id = textOf(job['jobId']) ?? textOf(options.jobId) ?? '';
  const name = textOf(job['jobDisplayName']) ?? textOf(job['jobName']) ?? id;
  const plan = textOf(objectOf(job['plan'])['planId']) ?? '';
  const number = options.requestNumber;
  const called = settings.useV2Flow ? `job ${id}` : `job request ${number}`;

  log.info('JobDispatcher', `Job request ${number} for plan ${plan} job ${id} received.`);
  log.info('JobDispatcher', 'Set runner/worker IPC timeout to 30 seconds.');
  terminal.line(`${stamp()}: Running job: ${name}`);
  log.info('JobDispatcher', `Start renew job request ${number} for job ${id}.`);
  const renew = async (): Promise<void> => {
    try {
      const until = await broker.renew(options.jobId);
      log.info('JobDispatcher', `Successfully renew ${called}, job is valid till ${cultureStamp(until)}`);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      log.write('ERR', 'JobDispatcher', `Catch exception during renew runner ${called}.`);
      log.write('ERR', 'JobDispatcher', `System.Exception: ${error.message}`);
    }
  };
  const firstRenewal = renew();
  const stopRenewing = context.pace.every(renewEvery, () => void renew());

  logDirectories(log, context, ['Bin']);
  const program = join(context.bin, 'Runner.Worker');
  const started = Date.now();
  const print = process.env['ACTIONS_RUNNER_PRINT_LOG_TO_STDOUT'] === '1';
  const worker = spawn(program, ['spawnclient', '3', '4'], {
    cwd: context.bin,
    stdio: ['ignore', print ? 'inherit' : 'ignore', 'pipe', 'pipe', 'pipe'],
  });
  logStart();
  const pipe = worker.stdio[3];
  const send = (message: WorkerMessage): void => {
    if (pipe instanceof Writable && worker.exitCode === null) pipe.write(`${JSON.stringify(message)}\n`);
  };
  // The pipe breaks when the Worker dies; its exit says all there is to say.
  pipe?.on('error', () => log.info('ProcessChannel', 'The pipe to the worker is closed.'));
  let complaint = '';
  worker.stderr?.on('data', (chunk: Buffer) => {
    complaint = (complaint + chunk.toString('utf8')).slice(-4000);
  });
  const request: WorkerMessage = {
    type: 'NewJobRequest',
    job,
    jobId: options.jobId,
    brokerUrl: settings.serverUrlV2,
    credential: options.credential,
    workFolder: settings.workFolder,
    runnerName: settings.agentName,
  };
  const text = JSON.stringify(job);
  log.info('JobDispatcher', `Send job request message to worker for job ${id}.`);
  log.info(
    'ProcessChannel',
    `Sending message of length ${text.length}, with hash '${createHash('sha256').update(text).digest('hex')}'`,
  );
  send(request);
  log.info('JobNotification', 'Entering JobStarted Notification');
  log.info('JobNotification', 'Entering StartMonitor');

  const ending: { kind: 'none' | 'cancelled' } = { kind: 'none' };
  let killTimer: NodeJS.Timeout | null = null;
  const killAfter = (milliseconds: number): void => {
    killTimer ??= setTimeout(() => {
      log.info('JobDispatcher', `Cancellation time-out reached, kill worker process for job ${id}.`);
      worker.kill('SIGKILL');
    }, context.pace.scaled(milliseconds));
  };

  const done = (async (): Promise<JobResult> => {
    const code = await exitOf();
    stopRenewing();
    if (killTimer !== null) clearTimeout(killTimer);
    await firstRenewal;
    log.info('ProcessInvokerWrapper', 'STDOUT/STDERR stream read finished.');
    log.info('ProcessInvokerWrapper', 'STDOUT/STDERR stream read finished.');
    log.info(
      'ProcessInvokerWrapper',
      `Finished process ${worker.pid ?? 0} with exit code ${code}, and elapsed time ${spanText(Date.now() - started)}.`,
    );
    log.info('JobDispatcher', `Worker finished for job ${id}. Code: ${code}`);
    const crashed = code < 100 || code > 105;
    const result: JobResult = crashed && ending.kind === 'cancelled' ? 'Canceled' : resultOfExitCode(code);
    if (crashed) await reportCrash(code, result);
    log.info('JobDispatcher', `finish job request for job ${id} with result: ${result}`);
    terminal.line(`${stamp()}: Job ${name} completed with result: ${result}`);
    log.info('JobDispatcher', `Stop renew job request for job ${id}.`);
    log.info('JobDispatcher', `job renew has been cancelled, stop renew ${called}.`);
    log.info('JobNotification', 'Entering JobCompleted Notification');
    log.info('JobNotification', 'Entering EndMonitor');
    return result;
  })();

  function exitOf(): Promise<number> {
    return new Promise((resolve) => {
      worker.on('error', (error) => {
        log.write('ERR', 'JobDispatcher', `Worker process could not be started: ${error.message}`);
        resolve(127);
      });
      worker.on('exit', (code, signal) => resolve(code ?? 128 + signalNumber(signal)));
    });
  }

  /** The Worker did not report its end: the listener does it in its place. */
  async function reportCrash(code: number, result: JobResult): Promise<void> {
    log.write('ERR', 'JobDispatcher', `Worker exited with unexpected code ${code}. ${complaint}`.trimEnd());
    for (let left = 4; left >= 0; left -= 1) {
      try {
        await broker.complete(options.jobId, result);
        return;
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        log.write('ERR', 'JobDispatcher', `Fail to report the job's end: ${error.message}`);
        if (error instanceof HttpError && error.status < 500) return;
        await context.pace.pause(5000);
      }
    }
  }

  function logStart(): void {
    const lines = [
      'Starting process:',
      `  File name: '${program}'`,
      `  Arguments: 'spawnclient 3 4'`,
      `  Working directory: '${context.bin}'`,
      "  Require exit code zero: 'False'",
      "  Encoding web name:  ; code page: ''",
      "  Force kill process on cancellation: 'True'",
      "  Redirected STDIN: 'False'",
      "  Persist current code page: 'False'",
      "  Keep redirected STDIN open: 'False'",
      "  High priority process: 'True'",
      `Process started with process id ${worker.pid ?? 0}, waiting for process exit.`,
    ];
    for (const line of lines) log.info('ProcessInvokerWrapper', line);
  }

  return {
    ids: [options.jobId, id],
    done,
    cancel(timeoutSeconds) {
      ending.kind = 'cancelled';
      log.info(
        'JobDispatcher',
        `Job cancellation request ${id} received, cancellation timeout ${timeoutSeconds / 60} minutes.`,
      );
      send({ type: 'CancelRequest' });
      killAfter(Math.max(60_000, timeoutSeconds * 1000) - cancelMargin);
    },
    shutDown() {
      ending.kind = 'cancelled';
      log.info('JobDispatcher', `Send job cancellation message to worker for job ${id}: RunnerShutdown.`);
      send({ type: 'RunnerShutdown' });
      killAfter(shutdownLimit);
    },
  };
}

function signalNumber(signal: NodeJS.Signals | null): number {
  switch (signal) {
    case 'SIGKILL':
      return 9;
    case 'SIGSEGV':
      return 11;
    case 'SIGABRT':
      return 6;
    case 'SIGTERM':
      return 15;
    default:
      return 1;
  }
}
