/** Run mode of the listener: session, messages, jobs, update, and how it ends (runner.md 4.1, 6). */
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Broker, BrokerMessage } from './broker.ts';
import { createBroker } from './broker.ts';
import type { CommandLine } from './command-line.ts';
import type { Console } from './configure.ts';
import type { Context } from './context.ts';
import type { Dispatch } from './dispatch-job.ts';
import { dispatchJob } from './dispatch-job.ts';
import type { JobResult } from './job-result.ts';
import { exitCodeOf } from './job-result.ts';
import type { Json } from './json.ts';
import { objectOf, parseJson, textOf } from './json.ts';
import { stamp } from './pace.ts';
import { createPoll } from './poll.ts';
import { selfUpdate } from './self-update.ts';
import { openSession } from './session.ts';
import type { Settings } from './settings.ts';
import {
  deleteLocalConfiguration,
  isConfigured,
  readCredential,
  readSettings,
  settingsToJson,
} from './settings.ts';

/** The first version that cleans up after itself when its registration is gone. */
const cleansUpSince = [2, 336];

function cleansUp(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > (cleansUpSince[0] ?? 0) || (major === cleansUpSince[0] && minor >= (cleansUpSince[1] ?? 0));
}

/** Why the listener ends, other than by being asked to. */
type Ending =
  | { readonly kind: 'none' }
  | { readonly kind: 'exit'; readonly code: number }
  | { readonly kind: 'job-done'; readonly result: JobResult };

function deprecatedExit(message: string, out: Console): number {
  out.terminal.error(`An error occurred: ${message}`);
  return process.env['ACTIONS_RUNNER_RETURN_VERSION_DEPRECATED_EXIT_CODE'] === '1' ? 7 : 1;
}

/** Writes the files that a just-in-time configuration carries (runner.md 11). */
function applyJitConfiguration(context: Context, encoded: string, out: Console): void {
  const files = objectOf(parseJson(Buffer.from(encoded, 'base64').toString('utf8')));
  for (const [name, content] of Object.entries(files)) {
    const bytes = Buffer.from(textOf(content) ?? '', 'base64');
    const path = join(context.root, basename(name));
    writeFileSync(path, bytes, { mode: name === '.credentials_rsaparams' ? 0o600 : 0o644 });
    out.log.info('Runner', `Saved ${bytes.length} bytes to '${path}'`);
  }
}

function logSettings(settings: Settings, out: Console): void {
  const source = settings.useV2Flow ? 'BrokerMessageListener' : 'MessageListener';
  const dump = Object.fromEntries(
    Object.entries(settingsToJson(settings)).map(([key, value]) => [
      key[0]?.toUpperCase() + key.slice(1),
      value,
    ]),
  );
  out.log.info(source, 'Using provided settings');
  out.log.info(source, JSON.stringify(dump, null, 2));
  out.log.info(source, 'Loading Credentials');
}

/** Listens until there is a reason to end. Gives the process's exit code (runner.md 4.1). */
export async function runListener(context: Context, commandLine: CommandLine, out: Console): Promise<number> {
  const { terminal, log } = out;
  const jit = commandLine.value('jitconfig');
  if (jit !== null) applyJitConfiguration(context, jit, out);
  if (!isConfigured(context.root)) {
    terminal.error('An error occurred: Not configured. Run config.(sh/cmd) to configure the runner.');
    return 1;
  }
  const settings = readSettings(context.root);
  const credential = readCredential(context.root);
  if (credential === null) {
    terminal.error('An error occurred: Not configured. Run config.(sh/cmd) to configure the runner.');
    return 1;
  }
  log.info('Runner', `Set runner startup type - ${commandLine.value('startuptype') ?? 'manual'}`);
  logSettings(settings, out);
  const work = join(context.root, settings.workFolder);
  try {
    mkdirSync(work, { recursive: true });
  } catch {
    // The sentence carries all that the real one says of it.
    terminal.error(`Fail to create and validate runner's work directory '${work}'.`);
    return 1;
  }
  const broker = createBroker({
    base: settings.serverUrlV2,
    credential,
    version: context.version,
    pace: context.pace,
  });
  const stop = new AbortController();
  let terminated = false;
  process.on('SIGINT', () => {
    if (context.interrupts === 'ignored' || stop.signal.aborted) return;
    terminal.line('Exiting...');
    log.info('HostContext', 'Runner will be shutdown for UserCancelled');
    stop.abort();
  });
  process.on('SIGTERM', () => {
    // No line on the console; what is still to do gets 30 seconds (runner.md 4.3).
    terminated = true;
    log.info('HostContext', 'Runner will be shutdown for OperatingSystemShutdown');
    stop.abort();
    setTimeout(() => process.exit(143), context.pace.scaled(30_000)).unref();
  });
  const mode = commandLine.flag('once')
    ? 'once'
    : settings.ephemeral || jit !== null
      ? 'ephemeral'
      : 'lasting';
  if (mode === 'once') {
    terminal.line(
      "Warning: '--once' is going to be deprecated in the future, please consider using '--ephemeral' during runner registration.",
    );
  }
  const session = await openSession(context, settings, broker, out, stop.signal);
  const code = await (async (): Promise<number> => {
    switch (session.kind) {
      case 'stopped':
        return 0;
      case 'failed':
        return session.exitCode;
      case 'deprecated':
        return deprecatedExit(session.message, out);
      case 'open':
        return await listen(
          { context, settings, credential, broker, out, stop: stop.signal, mode },
          session.id,
        );
    }
  })();
  return terminated ? 143 : code;
}

interface Listening {
  readonly context: Context;
  readonly settings: Settings;
  readonly credential: string;
  readonly broker: Broker;
  readonly out: Console;
  readonly stop: AbortSignal;
  readonly mode: 'once' | 'ephemeral' | 'lasting';
}

async function listen(it: Listening, sessionId: string): Promise<number> {
  const { context, settings, broker, out, stop } = it;
  const { terminal, log } = out;
  terminal.line(`Current runner version: '${context.version}'`);
  terminal.line(`${stamp()}: Listening for Jobs`);
  const source = settings.useV2Flow ? 'BrokerMessageListener' : 'MessageListener';
  const poll = createPoll(context, settings, broker, out);
  let status: 'Online' | 'Busy' = 'Online';
  let running: Dispatch | null = null;
  let update: Promise<void> | null = null;
  let ending: Ending = { kind: 'none' };
  let interrupt = new AbortController();
  const onStop = (): void => interrupt.abort();
  stop.addEventListener('abort', onStop, { once: true });

  const become = (next: 'Online' | 'Busy'): void => {
    status = next;
    log.info(source, `Received job status event. JobState: ${next}`);
    interrupt.abort();
  };
  const end = (how: Ending): void => {
    if (ending.kind === 'none') ending = how;
    interrupt.abort();
  };

  const take = async (jobMessageId: string, jobId: Json, messageId: string): Promise<void> => {
    if (running !== null) await running.done;
    try {
      const job = await broker.acquire(jobMessageId, settings.agentId, stop);
      running = dispatchJob({
        context,
        settings,
        broker,
        out,
        credential: it.credential,
        job,
        jobId,
        requestNumber: settings.useV2Flow ? 0 : Number(messageId),
      });
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      log.write('WARN', 'Runner', `Skipping job message because it could not be acquired: ${error.message}`);
      return;
    }
    become('Busy');
    const dispatch = running;
    void dispatch.done.then((result) => {
      running = null;
      become('Online');
      if (it.mode !== 'lasting') end({ kind: 'job-done', result });
    });
  };

  const handle = async (message: BrokerMessage): Promise<void> => {
    log.info(source, `Message '${message.messageId}' received from session '${sessionId}'.`);
    try {
      await broker.acknowledge(sessionId, message.messageId);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      log.write('WARN', source, `Unable to acknowledge message '${message.messageId}': ${error.message}`);
    }
    switch (message.type) {
      case 'job-offered':
        if (update === null) await take(message.jobMessageId, message.jobId, message.messageId);
        return;
      case 'job-cancelled':
        if (running?.ids.some((id) => textOf(id) === textOf(message.jobId)) === true) {
          running.cancel(message.timeoutSeconds);
        }
        return;
      case 'refresh':
        update ??= selfUpdate(context, settings, message, out, async () => void (await running?.done)).then(
          (outcome) => {
            update = null;
            if (outcome === 'ready') end({ kind: 'exit', code: it.mode === 'once' ? 4 : 3 });
          },
        );
        return;
      case 'other':
        log.write(
          'ERR',
          'Runner',
          `Received message ${message.messageId} with unsupported message type ${message.name}.`,
        );
    }
  };

  const endOf = (dispatch: Dispatch): Promise<unknown> => dispatch.done;
  const state = (): Ending => ending;
  while (!stop.aborted && state().kind === 'none') {
    interrupt = new AbortController();
    const outcome = await poll(
      { sessionId, status, disableUpdate: settings.disableUpdate },
      interrupt.signal,
    );
    switch (outcome.kind) {
      case 'message':
        await handle(outcome.message);
        break;
      case 'nothing':
      case 'cancelled':
        break;
      case 'gone':
        // GitHub forgets an ephemeral runner as soon as its job has ended; that end is what counts here.
        if (running !== null && it.mode !== 'lasting') {
          await endOf(running);
          break;
        }
        if (!cleansUp(context.version)) {
          terminal.error('The runner no longer exists on the server. Please reconfigure the runner.');
          end({ kind: 'exit', code: 1 });
          break;
        }
        terminal.line('The runner no longer exists on the server. Cleaning up local configuration.');
        deleteLocalConfiguration(context.root, (name) => terminal.success(`Removed ${name}`));
        end({ kind: 'exit', code: 0 });
        break;
      case 'deprecated':
        end({ kind: 'exit', code: deprecatedExit(outcome.message, out) });
        break;
      case 'gave-up':
        terminal.error(`An error occurred: ${outcome.message}`);
        end({ kind: 'exit', code: 2 });
        break;
    }
  }
  return await finish(it, sessionId, running, state());
}

/** Waits for a job that is being ended, gives the session back, and decides on the exit code. */
async function finish(
  it: Listening,
  sessionId: string,
  running: Dispatch | null,
  ending: Ending,
): Promise<number> {
  const { context, broker, out } = it;
  if (running !== null) {
    running.shutDown();
    await running.done;
  }
  try {
    await broker.deleteSession(sessionId);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    // An ephemeral runner is gone on the server by now.
    out.log.write('WARN', 'Runner', `Fail to delete the session: ${error.message}`);
  }
  if (ending.kind === 'job-done') {
    if (it.mode === 'ephemeral') {
      deleteLocalConfiguration(context.root, (name) => out.terminal.success(`Removed ${name}`));
    }
    const wantsResult = process.env['ACTIONS_RUNNER_RETURN_JOB_RESULT_FOR_HOSTED'] !== undefined;
    return wantsResult ? exitCodeOf(ending.result) : 0;
  }
  return ending.kind === 'exit' ? ending.code : 0;
}
