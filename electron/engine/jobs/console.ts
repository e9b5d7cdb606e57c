/**
 * Reader of a runner's console: run.sh's or the service's standard output, config.sh's, svc.sh's; also collected
 * by syslog or a container tool, and also with the `_diag` records that ACTIONS_RUNNER_PRINT_LOG_TO_STDOUT adds.
 */
import { createConsoleInterpreter } from './console-line.ts';
import { createCopyFilter, type CopyForm } from './copies.ts';
import { createLineSplitter } from './lines.ts';
import { createStepLogReader } from './console-step-log.ts';
import type { LogEvent, LogReader } from './log-event.ts';
import { createPrefixReader } from './prefixes.ts';
import { parseRecord, type DiagRecord } from './record.ts';
import { createRunnerInterpreter } from './runner-records.ts';
import { createWorkerInterpreter } from './worker-records.ts';

export function createConsoleReader(): LogReader {
  const lines = createLineSplitter();
  let state = fresh();

  const onRecord = (record: DiagRecord): readonly LogEvent[] => {
    if (record.process === 'WORKER') return state.worker.read(record);
    state.seenAt = Math.max(state.seenAt, record.at);
    const events = state.runner.read(record);
    for (const { at } of events) state.toldAt = Math.max(state.toldAt, at ?? state.toldAt);
    return events;
  };
  /** Records that say nothing else still say that the listener lives. */
  const life = (): readonly LogEvent[] => {
    if (state.seenAt <= state.toldAt) return [];
    state.toldAt = state.seenAt;
    return [{ type: 'heartbeat', at: state.seenAt }];
  };
  const onLine = (line: string): readonly LogEvent[] => {
    const readings = state.readings(line);
    for (const { text, at, from } of readings) {
      if (from === 'step-log') {
        const events = state.stepLog(text, at);
        if (events !== null) return events;
        continue;
      }
      const record = parseRecord(text);
      if (record !== null) return onRecord(record);
      const events = state.say(text, 'plain', at) ?? state.stepLog(text, at);
      if (events !== null) return events;
    }
    return state.worker.continuation(readings.at(-1)?.text ?? line);
  };
  const collect = (run: (onLine: (line: string) => void) => void): readonly LogEvent[] => {
    const events: LogEvent[] = [];
    run((line) => {
      for (const event of onLine(line)) events.push(event);
    });
    return events;
  };
  return {
    push: (chunk) => collect((take) => lines.push(chunk, take)),
    flush: () => [...collect((take) => lines.flush(take)), ...state.worker.end(), ...life()],
    reset() {
      lines.reset();
      state = fresh();
    },
  };
}

function fresh() {
  const terminal = createConsoleInterpreter();
  const copies = createCopyFilter();
  /** Null: nothing known. A copy of what was counted is known and says nothing. */
  const say = (line: string, form: CopyForm, at: number | null = null): readonly LogEvent[] | null => {
    const events = terminal.read(line, at);
    if (events === null || events.length === 0) return events;
    return copies.isNew(line.trim(), form) ? events : [];
  };
  return {
    seenAt: Number.NEGATIVE_INFINITY,
    toldAt: Number.NEGATIVE_INFINITY,
    say,
    readings: createPrefixReader(),
    stepLog: createStepLogReader(),
    runner: createRunnerInterpreter({
      ...terminal,
      read: (line, at) => say(line, 'stdout-record', at),
    }),
    worker: createWorkerInterpreter(),
  };
}
