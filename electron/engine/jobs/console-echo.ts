/** Lines that say again what was said: the listener and its script, `svc.sh`'s two frames of one start, an update's steps. */
import type { LogEvent } from './log-event.ts';

/** The listener's and its script's word of one thing. */
const ECHOED: ReadonlySet<LogEvent['type']> = new Set([
  'restarting',
  'crashed',
  'broken-installation',
  'stopped',
]);
/** After these, an update's next line tells of it anew. */
const ENDS_UPDATE: ReadonlySet<LogEvent['type']> = new Set([
  'connected',
  'listening',
  'job-started',
  'job-completed',
  'update-failed',
  'restarting',
  'crashed',
  'broken-installation',
  'stopped',
  'service-started',
  'listener-started',
]);
/** After these, a person's wish to stop is fulfilled or past. */
const STARTS: ReadonlySet<LogEvent['type']> = new Set(['listening', 'service-started', 'listener-started']);

/** Gives of some events what is new in them. */
export type EchoFilter = (events: readonly LogEvent[]) => readonly LogEvent[];

export function createEchoFilter(): EchoFilter {
  let before: LogEvent['type'] | null = null;
  let freshService = false;
  let updating = false;
  let stopping = false;

  /** `.path=` and `Started running service` frame one start, with the listener's own lines between them. */
  const isSameServiceStart = (event: LogEvent): boolean => {
    const same = event.type === 'service-started' && freshService;
    if (event.type !== 'listener-started') freshService = event.type === 'service-started' && !same;
    return same;
  };
  const isSameUpdate = (event: LogEvent): boolean => {
    const same = updating && event.type === 'updating' && event.version === null;
    if (event.type === 'updating') updating = true;
    else if (ENDS_UPDATE.has(event.type)) updating = false;
    return same;
  };
  /** A listener that a person's stop killed has not crashed, and its service starts it no more, whatever it prints. */
  const asWished = (event: LogEvent): LogEvent | null => {
    if (event.type === 'stopping') stopping = true;
    else if (STARTS.has(event.type)) stopping = false;
    if (!stopping) return event;
    if (event.type === 'crashed') return { type: 'stopped', at: event.at, reason: 'by-person' };
    return event.type === 'restarting' ? null : event;
  };
  const isEcho = (event: LogEvent): boolean => {
    // Each keeps what it has to remember of every event, so all are asked.
    const isSaidAgain = before === event.type && ECHOED.has(event.type);
    const isStart = isSameServiceStart(event);
    const isUpdate = isSameUpdate(event);
    before = event.type;
    return isSaidAgain || isStart || isUpdate;
  };
  return (events) => {
    const fresh: LogEvent[] = [];
    for (const told of events) {
      const event = asWished(told);
      if (event !== null && !isEcho(event)) fresh.push(event);
    }
    return fresh;
  };
}
