/** One console line to events, with the memory that this needs: the last time, the running job, what was just said. */
import type { Instant } from '../../../shared/domain.ts';
import { createEchoFilter } from './console-echo.ts';
import { LISTENER_RULES, RUN_SCRIPT_RULES, SERVICE_RULES, type Rule } from './console-rules.ts';
import { createSetupReader } from './console-setup.ts';
import { readTimedLine } from './console-timed.ts';
import type { LogEvent } from './log-event.ts';
import { withoutSecrets } from './without-secrets.ts';

const RULES: readonly Rule[] = [...LISTENER_RULES, ...RUN_SCRIPT_RULES, ...SERVICE_RULES];

export interface ConsoleInterpreter {
  /**
   * @param line clean text, without line end.
   * @param at the time of the record that carries the line; null: the last seen time is its lower bound.
   * @returns null when the line says nothing known.
   */
  readonly read: (line: string, at: Instant | null) => readonly LogEvent[] | null;
  /** A job runs, and when it began is known. */
  readonly hasJob: () => boolean;
}

export function createConsoleInterpreter(): ConsoleInterpreter {
  const setup = createSetupReader();
  const fresh = createEchoFilter();
  let lastAt: Instant | null = null;
  let job: { readonly name: string; readonly at: Instant } | null = null;

  const timed = (event: LogEvent): LogEvent => {
    if (event.type === 'job-started') job = event.at === null ? null : { name: event.job, at: event.at };
    if (event.type !== 'job-completed' || event.at === null) return event;
    const started = job?.name === event.job ? job.at : null;
    job = null;
    return started === null
      ? event
      : { ...event, startedAt: started, seconds: Math.round((event.at - started) / 1000) };
  };
  const untimed = (line: string, at: Instant | null): readonly LogEvent[] | null => {
    const told = setup(line, at);
    if (told !== null) return told;
    for (const { pattern, says } of RULES) {
      const match = pattern.exec(line);
      if (match !== null) return says({ at, group: (index) => match[index] ?? '' });
    }
    return null;
  };
  return {
    hasJob: () => job !== null,
    read(line, at) {
      const known = readTimedLine(line);
      if (known !== null) {
        lastAt = known.at;
        // No other line with a time of its own is config.sh's, svc.sh's or of interest to them.
        if (known.event?.type === 'listening') setup(line, known.at);
        return known.event === null ? null : fresh([withoutSecrets(timed(known.event))]);
      }
      if (at !== null) lastAt = at;
      const events = untimed(line, lastAt);
      return events === null ? null : fresh(events.map(withoutSecrets));
    },
  };
}
