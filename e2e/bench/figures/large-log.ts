/** start-10gb-log: the right state after a start with a 10 GB console log present. */
import { spawnSync } from 'node:child_process';
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atMost, type Figure, type Measurement, percentile } from '../figure.ts';
import { startMeasured } from '../measured-process.ts';

const TEN_GB = 10 * 1024 ** 3;
const ROUNDS = 7;

function jobs(count: number): string {
  const at = (seconds: number): string =>
    new Date(Date.UTC(2026, 7, 1) + seconds * 1000).toISOString().slice(0, 19).replace('T', ' ');
  const lines = [
    '\n√ Connected to GitHub\n',
    "Current runner version: '2.337.0'",
    `${at(0)}Z: Listening for Jobs`,
  ];
  for (let index = 0; index < count; index += 1) {
    lines.push(`${at(index * 60)}Z: Running job: Build and test (macOS, ${index})`);
    lines.push(
      `${at(index * 60 + 50)}Z: Job Build and test (macOS, ${index}) completed with result: Succeeded`,
    );
  }
  return `${lines.join('\n')}\n`;
}

interface Start {
  readonly milliseconds: number;
  readonly megabytes: number;
  readonly state: string;
}

async function measure(log: string): Promise<readonly Start[]> {
  const starts: Start[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const child = await startMeasured('start-logs.ts', [log]);
    starts.push(await child.next<Start>());
    await child.end();
  }
  return starts;
}

async function run(): Promise<readonly Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'trackside-bench-'));
  try {
    const text = jobs(20_000);
    const large = join(folder, 'large.log');
    const small = join(folder, 'small.log');
    await writeFile(small, text.slice(-100_000));
    // Real text at both ends; what is between is never to be read, and need not fill the disk.
    const file = await open(large, 'w');
    await file.write(text, 0);
    await file.write(text, TEN_GB - Buffer.byteLength(text));
    await file.close();
    const [ofLarge, ofSmall] = [await measure(large), await measure(small)];
    if ([...ofLarge, ...ofSmall].some((start) => start.state !== 'idle')) {
      throw new Error('The state after the start was wrong.');
    }
    const before = performance.now();
    spawnSync('/usr/bin/tail', ['-n', '200', large], { stdio: 'ignore' });
    const tail = performance.now() - before;
    const middle = (starts: readonly Start[], part: 'milliseconds' | 'megabytes'): number =>
      percentile(
        starts.map((start) => start[part]),
        0.5,
      );
    const memory = atMost(
      'start-10gb-log-memory',
      middle(ofLarge, 'megabytes') - middle(ofSmall, 'megabytes'),
      'MB more',
      10,
    );
    const time = atMost('start-10gb-log', middle(ofLarge, 'milliseconds'), 'ms', 50, {
      command: 'tail -n 200',
      value: tail,
    });
    process.stderr.write(`  ${memory.value} MB more than with a small log\n`);
    // One figure of two parts: it is met when both are.
    return [{ ...time, met: time.met && memory.met }, memory];
  } finally {
    await rm(folder, { recursive: true });
  }
}

export const largeLog: Measurement = { names: ['start-10gb-log', 'start-10gb-log-memory'], run };
