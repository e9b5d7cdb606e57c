/** Opening a session, again and again where it must be (runner.md 6.3, 6.4). */
import type { Broker } from './broker.ts';
import { HttpError } from './broker.ts';
import type { Console } from './configure.ts';
import type { Context } from './context.ts';
import { CanceledError } from './http.ts';
import { stamp } from './pace.ts';
import type { Settings } from './settings.ts';

export type SessionOutcome =
  | { readonly kind: 'open'; readonly id: string }
  /** Asked to stop meanwhile. */
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly exitCode: number }
  | { readonly kind: 'deprecated'; readonly message: string };

const deletedText =
  'Failed to create a session. The runner registration has been deleted from the server, please re-configure. Runner registrations are automatically deleted for runners that have not connected to the service recently.';

/** Milliseconds of the runner's own time. */
const retryAfter = 30_000;
const conflictLimit = 240_000;

/** Takes what this process is; prints what happens; ends only with an outcome. */
export async function openSession(
  context: Context,
  settings: Settings,
  broker: Broker,
  out: Console,
  signal: AbortSignal,
): Promise<SessionOutcome> {
  const { terminal, log } = out;
  const source = settings.useV2Flow ? 'BrokerMessageListener' : 'MessageListener';
  const taken = `The actions runner ${settings.agentName} already has an active session.`;
  let troubled = false;
  let conflictSince: number | null = null;
  const connectError = (message: string): void => {
    if (!troubled) {
      terminal.error(`${stamp()}: Runner connect error: ${message}. Retrying until reconnected.`);
    }
    troubled = true;
  };
  for (;;) {
    log.info(source, 'Attempt to create session.');
    log.info(
      source,
      settings.useV2Flow ? 'Connecting to the Broker Server...' : 'Connecting to the Runner Server...',
    );
    try {
      await broker.probe(signal);
      terminal.line();
      terminal.success('Connected to GitHub');
      terminal.line();
      const id = await broker.createSession(
        { agentId: settings.agentId, ownerName: `${settings.agentName} (PID: ${process.pid})` },
        signal,
      );
      log.info(source, `Session created.`);
      if (troubled) terminal.line(`${stamp()}: Runner reconnected.`);
      return { kind: 'open', id };
    } catch (error) {
      if (error instanceof CanceledError) return { kind: 'stopped' };
      if (!(error instanceof Error)) throw error;
      log.write('ERR', source, 'Catch exception during create session.');
      if (error instanceof HttpError && error.status === 409) {
        log.write(
          'ERR',
          source,
          `GitHub.DistributedTask.WebApi.TaskAgentSessionConflictException: ${taken}\n   at GitHub.Runner.Listener.${source}.CreateSessionAsync(CancellationToken token)`,
        );
        terminal.error('A session for this runner already exists.');
        conflictSince ??= Date.now();
        // Half an interval of slack: timers of a fast world are coarse.
        if (Date.now() - conflictSince >= context.pace.scaled(conflictLimit - retryAfter / 2)) {
          terminal.error('Stop retry on SessionConflictException after retried for 240 seconds.');
          terminal.error(`Failed to create session. ${taken}`);
          return { kind: 'failed', exitCode: 5 };
        }
        connectError(taken);
      } else if (error instanceof HttpError && (error.status === 400 || error.status === 404)) {
        terminal.error(deletedText);
        return { kind: 'failed', exitCode: 1 };
      } else if (error instanceof HttpError && error.status === 403) {
        return { kind: 'deprecated', message: error.message };
      } else if (error instanceof HttpError && error.status < 500 && error.status !== 429) {
        terminal.error(`Failed to create session. ${error.message}`);
        return { kind: 'failed', exitCode: 1 };
      } else {
        log.info(source, `Retriable exception: ${error.message}`);
        connectError(error.message);
      }
      log.info(source, 'Sleeping for 30 seconds before retrying.');
      if ((await context.pace.pause(retryAfter, signal)) === 'aborted') return { kind: 'stopped' };
    }
  }
}
