/** Reads the state from a console log as the engine does at its start; prints time, memory and state. */
import { join } from 'node:path';
import { createJobTracker } from '../../electron/engine/jobs/job-tracker.ts';
import { createRunnerLogs } from '../../electron/engine/jobs/runner-logs.ts';
import type { RunnerId } from '../../shared/domain.ts';

const [log = ''] = process.argv.slice(2);
const before = performance.now();
const logs = createRunnerLogs({
  sources: { console: [log], diag: join(log, '..', '_diag') },
  tracker: createJobTracker('0123456789abcdef' as RunnerId, () => undefined),
  now: Date.now,
  onChange: () => undefined,
  onProblem: () => undefined,
});
await logs.start();
const milliseconds = performance.now() - before;
const state = logs.state.state;
logs.close();
console.log(JSON.stringify({ milliseconds, megabytes: process.memoryUsage().rss / 1e6, state }));
