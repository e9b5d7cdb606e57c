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

/** What one job of six minutes leaves in a listener's log, record by record as it writes them: about 11 KB. */
function block(index: number): string {
  const start = Date.UTC(2026, 0, 1) + index * 400_000;
  const at = (second: number): string =>
    `${new Date(start + second * 1000).toISOString().slice(0, 19).replace('T', ' ')}Z`;
  const job = `55550000-6666-7777-8888-${String(index).padStart(12, '0')}`;
  const name = `Build and test (macOS, ${index})`;
  const records = (second: number, source: string, messages: readonly string[], level = 'INFO'): string[] =>
    messages.map((message) => `[${at(second)} ${level} ${source}] ${message}`);
  const renewal = `Successfully renew job ${job}, job is valid till 1/1/2026 2:43:09 AM`;
  const frames = Array.from(
    { length: 22 },
    (_, frame) =>
      `   at System.Net.Http.HttpConnection.SendAsync(HttpRequestMessage request, Boolean async, CancellationToken token) in ${frame}`,
  );
  const cancelled = [
    ...records(
      355,
      'BrokerServer',
      ['System.Threading.Tasks.TaskCanceledException: The operation was canceled.'],
      'ERR ',
    ),
    ...frames,
  ];
  const lines = [
    ...records(0, 'Terminal', [`WRITE LINE: ${at(0)}: Running job: ${name}`]),
    ...records(0, 'JobDispatcher', [
      `Job request 0 for plan 11111111-2222-3333-4444-555555555555 job ${job} received.`,
      `Start renew job request 0 for job ${job}.`,
      renewal,
    ]),
    ...records(0, 'HostContext', ["Well known directory 'Bin': '/Users/ci/actions-runner/bin.2.336.0'"]),
    ...records(0, 'ProcessInvokerWrapper', [
      'Starting process:',
      "  File name: '/Users/ci/actions-runner/bin.2.336.0/Runner.Worker'",
      "  Arguments: 'spawnclient 155 158'",
      "  Working directory: '/Users/ci/actions-runner/bin.2.336.0'",
      "  Require exit code zero: 'False'",
      "  Encoding web name:  ; code page: ''",
      "  Force kill process on cancellation: 'True'",
      "  Redirected STDIN: 'False'",
      "  Persist current code page: 'False'",
      "  Keep redirected STDIN open: 'False'",
      "  High priority process: 'True'",
      `Process started with process id ${1000 + index}, waiting for process exit.`,
    ]),
    ...records(0, 'JobDispatcher', [`Send job request message to worker for job ${job}.`]),
    ...records(0, 'ProcessChannel', [`Sending message of length 30199, with hash '${'0f'.repeat(32)}'`]),
    ...records(0, 'JobNotification', ['Entering JobStarted Notification', 'Entering StartMonitor']),
    ...[60, 120, 180, 240, 300].flatMap((second) => records(second, 'JobDispatcher', [renewal])),
    ...records(355, 'ProcessInvokerWrapper', [
      'STDOUT/STDERR stream read finished.',
      'STDOUT/STDERR stream read finished.',
      `Finished process ${1000 + index} with exit code 100, and elapsed time 00:05:55.9134266.`,
    ]),
    ...records(355, 'JobDispatcher', [
      `Worker finished for job ${job}. Code: 100`,
      `finish job request for job ${job} with result: Succeeded`,
    ]),
    ...records(355, 'Terminal', [`WRITE LINE: ${at(355)}: Job ${name} completed with result: Succeeded`]),
    ...records(355, 'JobDispatcher', [
      `Stop renew job request for job ${job}.`,
      `job renew has been cancelled, stop renew job ${job}.`,
    ]),
    ...records(355, 'JobNotification', ['Entering JobCompleted Notification', 'Entering EndMonitor']),
    ...records(355, 'BrokerMessageListener', ['Received job status event. JobState: Online']),
    ...records(
      355,
      'GitHubActionsService',
      [
        'GET request to https://broker.actions.githubusercontent.com/message?sessionId=66666666-7777-8888-9999-aaaaaaaaaaaa&status=Busy&runnerVersion=2.336.0&os=macOS&architecture=ARM64&disableUpdate=false has been cancelled.',
      ],
      'WARN',
    ),
    ...records(355, 'BrokerServer', ['Catch exception during request'], 'ERR '),
    ...cancelled,
    ...cancelled,
    ...records(355, 'BrokerServer', ['Back off 11.373 seconds before next retry. 4 attempt left.'], 'WARN'),
    ...records(355, 'BrokerMessageListener', [
      'Get messages has been cancelled using local token source. Continue to get messages with new status.',
    ]),
    ...records(390, 'RSAFileKeyManager', [
      'Loading RSA key parameters from file /Users/ci/actions-runner/.credentials_rsaparams',
    ]),
    ...records(390, 'GitHubActionsService', ['AAD Correlation ID for this token request: Unknown']),
  ];
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
    return [
      atMost('parse-diag-vs-grep', own / other, '× grep', 2, {
        command: "grep -c 'Running job', in seconds",
        value: other,
      }),
    ];
  } finally {
    await rm(folder, { recursive: true });
  }
}

export const diagParse: Measurement = { names: ['parse-diag-vs-grep'], run };
