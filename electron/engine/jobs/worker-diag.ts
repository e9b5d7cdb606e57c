/** Reader of a `_diag/Worker_*.log`. */
import { createLineSplitter } from './lines.ts';
import type { LogEvent, LogReader } from './log-event.ts';
import { parseRecord } from './record.ts';
import { createWorkerInterpreter, LONGEST_MESSAGE } from './worker-records.ts';

export function createWorkerDiagReader(): LogReader {
  // A webhook event's text is one line of the job message, however long.
  const lines = createLineSplitter(LONGEST_MESSAGE);
  let worker = createWorkerInterpreter();

  const onLine = (line: string): readonly LogEvent[] => {
    const record = line.startsWith('[') ? parseRecord(line) : null;
    return record === null ? worker.continuation(line) : worker.read(record);
  };
  const collect = (run: (take: (line: string) => void) => void): LogEvent[] => {
    const events: LogEvent[] = [];
    run((line) => {
      for (const event of onLine(line)) events.push(event);
    });
    return events;
  };
  return {
    push: (chunk) => collect((take) => lines.push(chunk, take)),
    flush: () => [...collect((take) => lines.flush(take)), ...worker.end()],
    reset() {
      lines.reset();
      worker = createWorkerInterpreter();
    },
  };
}
