/** parse-diag-vs-grep: 500 MB of `_diag` through tail and parser, against grep on the same file. */
import { spawnSync } from 'node:child_process';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogReader } from '../../../electron/engine/jobs/log-reader.ts';
import { followLog } from '../../../electron/engine/jobs/follow.ts';
import { atMost, type Figure, type Measurement } from '../figure.ts';

const SIZE = 500 * 1024 * 1024;
const ROUNDS = 5;
const COMMAND = ['grep', '-c', 'Running job'] as const;

/** About 60 KB as a listener writes it between two jobs: polls, renewals, a settings dump, a stack trace, a job. */
function block(index: number): string {
  const stamp = (second: number): string =>
    `2026-08-${String(1 + (index % 28)).padStart(2, '0')} ${String(second % 24).padStart(2, '0')}:${String(index % 60).padStart(2, '0')}:${String(second % 60).padStart(2, '0')}Z`;
  const lines: string[] = [];
  for (let poll = 0; poll < 180; poll += 1) {
    lines.push(
      `[${stamp(poll)} INFO BrokerServer] GetRunnerMessage: sessionId=5a5a5a5a-1111-2222-3333-444444444444, status=Online`,
    );
    lines.push(
      `[${stamp(poll)} INFO RunnerServer] Refresh the connection after ${poll} polls without a message from the service.`,
    );
  }
  lines.push(
    `[${stamp(200)} INFO Terminal] WRITE LINE: ${stamp(200)}: Running job: Build and test (macOS, ${index})`,
  );
  lines.push(
    `[${stamp(200)} INFO JobDispatcher] Job request 0 for plan 11111111-2222-3333-4444-555555555555 job 66666666-7777-8888-9999-000000000000 received.`,
  );
  lines.push(
    `[${stamp(201)} INFO ProcessInvokerWrapper] Process started with process id ${1000 + index}, waiting for process exit.`,
  );
  for (let minute = 0; minute < 30; minute += 1) {
    lines.push(
      `[${stamp(201 + minute)} INFO JobDispatcher] Successfully renew job request 0, job is valid till 08/20/2026 09:1${minute % 10}:00`,
    );
  }
  lines.push(
    `[${stamp(240)} INFO ConfigurationStore] Currently configured settings:`,
    '{',
    '  "AgentId": 31,',
    '  "AgentName": "mac-mini",',
    '  "PoolName": "Default"',
    '}',
  );
  lines.push(
    `[${stamp(241)} INFO JobDispatcher] finish job request for job 66666666-7777-8888-9999-000000000000 with result: Succeeded`,
  );
  lines.push(
    `[${stamp(241)} INFO Terminal] WRITE LINE: ${stamp(241)}: Job Build and test (macOS, ${index}) completed with result: Succeeded`,
  );
  lines.push(
    `[${stamp(242)} ERR  BrokerServer] Catch exception during request`,
    `[${stamp(242)} ERR  BrokerServer] System.Threading.Tasks.TaskCanceledException: The operation was canceled.`,
  );
  for (let frame = 0; frame < 20; frame += 1) {
    lines.push(
      `   at System.Net.Http.HttpConnection.SendAsync(HttpRequestMessage request, Boolean async, CancellationToken token) in frame ${frame}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

async function generate(path: string): Promise<number> {
  const file = await open(path, 'w');
  let size = 0;
  let jobs = 0;
  while (size < SIZE) {
    const bytes = Buffer.from(Array.from({ length: 64 }, () => block(jobs++)).join(''));
    await file.write(bytes);
    size += bytes.length;
  }
  await file.close();
  return jobs;
}

async function read(path: string): Promise<{ readonly seconds: number; readonly jobs: number }> {
  const reader = createLogReader('runner-diag');
  let jobs = 0;
  const before = performance.now();
  const follower = await followLog(path, {
    from: 'start',
    onChunk: (chunk) => {
      for (const event of reader.push(chunk)) if (event.type === 'job-completed') jobs += 1;
    },
    onReset: () => reader.reset(),
    onProblem: () => undefined,
  });
  await follower.catchUp();
  follower.close();
  return { seconds: (performance.now() - before) / 1000, jobs };
}

function grep(path: string): number {
  const [program, ...args] = COMMAND;
  const before = performance.now();
  const result = spawnSync(program, [...args, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  if (result.status !== 0) throw new Error('grep did not run.');
  return (performance.now() - before) / 1000;
}

async function run(): Promise<readonly Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'trackside-bench-'));
  try {
    const path = join(folder, 'Runner_20260801-000000-utc.log');
    const jobs = await generate(path);
    grep(path);
    // In turns, so that whatever else the machine does meets both; the best of each is its own speed.
    const ours: number[] = [];
    const theirs: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const result = await read(path);
      if (result.jobs !== jobs) throw new Error(`${result.jobs} of ${jobs} jobs were read.`);
      ours.push(result.seconds);
      theirs.push(grep(path));
    }
    const [own, other] = [Math.min(...ours), Math.min(...theirs)];
    process.stderr.write(`  500 MB of _diag: ${own.toFixed(3)} s, grep ${other.toFixed(3)} s\n`);
    return [atMost('parse-diag-vs-grep', own / other, '×', 2, { command: COMMAND.join(' '), value: 1 })];
  } finally {
    await rm(folder, { recursive: true });
  }
}

export const diagParse: Measurement = { names: ['parse-diag-vs-grep'], run };
