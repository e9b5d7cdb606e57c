/** The long poll for messages and its two ways with trouble, V2 and legacy (runner.md 6.3, 7.3). */
import type { Broker, BrokerMessage, SessionQuery } from './broker.ts';
import { HttpError, failedRequestText } from './broker.ts';
import type { Console } from './configure.ts';
import type { Context } from './context.ts';
import { CanceledError } from './http.ts';
import { seededRandom, stamp } from './pace.ts';
import type { Settings } from './settings.ts';

export type PollOutcome =
  | { readonly kind: 'message'; readonly message: BrokerMessage }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'gone' }
  | { readonly kind: 'deprecated'; readonly message: string }
  /** Ten errors in one poll: the process gives up and its wrapper starts it again. */
  | { readonly kind: 'gave-up'; readonly message: string };

/** One call of this is one poll: it ends with a message, without one, or with a reason to end. */
export type Poll = (query: SessionQuery, signal: AbortSignal) => Promise<PollOutcome>;

const quietTries = 5;
const errorsPerPoll = 10;

/** The lines that follow a poll that was cut off because the status changed: they look bad and mean nothing. */
function logCancelled(out: Console, url: string): void {
  const { log } = out;
  log.write('WARN', 'GitHubActionsService', `GET request to ${url} has been cancelled.`);
  log.write('ERR', 'BrokerServer', 'Catch exception during request');
  log.write(
    'ERR',
    'BrokerServer',
    [
      'System.Threading.Tasks.TaskCanceledException: The operation was canceled.',
      ' ---> System.Threading.Tasks.TaskCanceledException: The operation was canceled.',
      ' ---> System.IO.IOException: Unable to read data from the transport connection: Operation canceled.',
      ' ---> System.Net.Sockets.SocketException (89): Operation canceled',
      '   --- End of inner exception stack trace ---',
      '   at System.Net.Http.HttpConnection.SendAsync(HttpRequestMessage request, Boolean async, CancellationToken cancellationToken)',
      '--- End of stack trace from previous location ---',
    ].join('\n'),
  );
  log.write('ERR', 'BrokerServer', '#####################################################');
  log.write('ERR', 'BrokerServer', 'System.Net.Sockets.SocketException (89): Operation canceled');
  log.write('WARN', 'BrokerServer', 'Back off 11.373 seconds before next retry. 4 attempt left.');
  log.info(
    'BrokerMessageListener',
    'Get messages has been cancelled using local token source. Continue to get messages with new status.',
  );
}

/** Takes what this process is; gives its poll. Back-off times come from a seed, so a run can be repeated. */
export function createPoll(context: Context, settings: Settings, broker: Broker, out: Console): Poll {
  const { terminal, log } = out;
  const random = seededRandom(settings.agentId + 1);
  const source = settings.useV2Flow ? 'BrokerMessageListener' : 'MessageListener';
  const between = (low: number, high: number): number => low + random() * (high - low);

  /** One request with the silent tries of V2 around it. */
  const ask = async (query: SessionQuery, signal: AbortSignal): Promise<BrokerMessage | null> => {
    const url = broker.messageUrl(query);
    for (let left = (settings.useV2Flow ? quietTries : 1) - 1; ; left -= 1) {
      try {
        return await broker.message(query, signal);
      } catch (error) {
        if (error instanceof CanceledError || !(error instanceof Error)) throw error;
        if (error instanceof HttpError) {
          log.write('ERR', 'GitHubActionsService', failedRequestText('GET', url, error.status));
          if ([400, 401, 403, 404, 410].includes(error.status)) throw error;
        }
        log.write('ERR', 'BrokerServer', 'Catch exception during request');
        log.write('ERR', 'BrokerServer', `System.Net.Http.HttpRequestException: ${error.message}`);
        if (left <= 0) throw error;
        const seconds = between(5, 15);
        log.write(
          'WARN',
          'BrokerServer',
          `Back off ${seconds.toFixed(3)} seconds before next retry. ${left} attempt left.`,
        );
        if ((await context.pace.pause(seconds * 1000, signal)) === 'aborted') {
          throw new CanceledError('The operation was canceled.');
        }
      }
    }
  };

  return async (query, signal) => {
    let errors = 0;
    for (;;) {
      try {
        const message = await ask(query, signal);
        // V2 says nothing of it: the last line may stay "connect error" while all is well.
        if (errors > 0 && !settings.useV2Flow) terminal.line(`${stamp()}: Runner reconnected.`);
        return message === null ? { kind: 'nothing' } : { kind: 'message', message };
      } catch (error) {
        if (error instanceof CanceledError) {
          logCancelled(out, broker.messageUrl(query));
          return { kind: 'cancelled' };
        }
        if (!(error instanceof Error)) throw error;
        if (error instanceof HttpError && (error.status === 404 || error.status === 410)) {
          return { kind: 'gone' };
        }
        if (error instanceof HttpError && error.status === 403 && /deprecated/i.test(error.message)) {
          return { kind: 'deprecated', message: error.message };
        }
        errors += 1;
        log.write('ERR', source, 'Catch exception during get next message.');
        log.write('ERR', source, `System.Exception: ${error.message}`);
        if (settings.useV2Flow && errors >= errorsPerPoll) return { kind: 'gave-up', message: error.message };
        if (errors === 1) {
          terminal.error(`${stamp()}: Runner connect error: ${error.message}. Retrying until reconnected.`);
        }
        const seconds = errors <= 5 ? between(15, 30) : between(30, 60);
        log.info(source, `Sleeping for ${seconds.toFixed(3)} seconds before retrying.`);
        if ((await context.pace.pause(seconds * 1000, signal)) === 'aborted') return { kind: 'cancelled' };
      }
    }
  };
}
