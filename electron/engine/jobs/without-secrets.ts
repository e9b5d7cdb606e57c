/** The reasons that a log gives are sentences of other programs, and become what a view shows: no secret leaves here. */
import { hideSecretsInSentence } from '../hide-secrets.ts';
import type { LogEvent } from './log-event.ts';

/** The event with its reason's secrets hidden; names stay as GitHub has them. */
export function withoutSecrets(event: LogEvent): LogEvent {
  if (!('reason' in event) || event.reason === null) return event;
  const reason = hideSecretsInSentence(event.reason);
  return reason === event.reason ? event : { ...event, reason };
}
