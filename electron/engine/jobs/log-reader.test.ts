import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JOB_RESULTS } from '../../../shared/domain.ts';
import type { LogEvent, LogKind } from './log-event.ts';
import { createLogReader } from './log-reader.ts';
import { foldLogState, initialLogState } from './log-state.ts';

const KINDS: readonly LogKind[] = ['runner-console', 'runner-diag', 'worker-diag'];
const SEED = 20_261_124;

/** Cuts `bytes` at random places. */
const chunked = (bytes: Buffer): fc.Arbitrary<readonly Buffer[]> =>
  fc.array(fc.nat({ max: bytes.length }), { maxLength: 12 }).map((cuts) => {
    const places = [0, ...cuts.sort((a, b) => a - b), bytes.length];
    return places.slice(1).map((end, index) => bytes.subarray(places[index], end));
  });

function read(kind: LogKind, chunks: readonly Uint8Array[]): readonly LogEvent[] {
  const reader = createLogReader(kind);
  return [...chunks.flatMap((chunk) => reader.push(Buffer.from(chunk))), ...reader.flush()];
}
/** Life signs come per chunk, by design; everything else does not depend on how the bytes came. */
const said = (events: readonly LogEvent[]): readonly LogEvent[] =>
  events.filter(({ type }) => type !== 'heartbeat');
const finalState = (kind: LogKind, events: readonly LogEvent[]) =>
  events.reduce((state, event) => foldLogState(kind, state, event), initialLogState(kind));

const time = (second: number): string =>
  new Date(Date.UTC(2026, 7, 20, 7) + second * 1000).toISOString().replace('T', ' ').replace('.000', '');
const jobName = fc
  .oneof(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }),
    fc.constantFrom(
      'Running job: x',
      'check completed with result: Failed',
      'Listening for Jobs',
      "it's (macos, 3.11) / ビルド 🚀",
      '2026-08-20 07:00:05Z: Running job: y',
      ' completed with result: Succeeded ',
    ),
  )
  // A name is one line; GitHub's own never hold control characters.
  .filter((name) => !/[\p{Cc}\p{Cs}\u2028\u2029]/u.test(name) && name.trim() !== '');
const job = fc.record({
  name: jobName,
  result: fc.constantFrom(...JOB_RESULTS),
  seconds: fc.integer({ min: 0, max: 59 }),
});

type JobFact = { readonly name: string; readonly result: string; readonly seconds: number };
const consoleLines = (jobs: readonly JobFact[]): string[] =>
  jobs.flatMap(({ name, result, seconds }, index) => [
    `${time(index * 60)}: Running job: ${name}`,
    `${time(index * 60 + seconds)}: Job ${name} completed with result: ${result}`,
  ]);
const diagLines = (jobs: readonly JobFact[]): string[] =>
  jobs.flatMap(({ name, result, seconds }, index) => {
    const [start, end] = [time(index * 60), time(index * 60 + seconds)];
    return [
      `[${start} INFO HostContext] Well known directory 'Bin': '/Users/ci/runner/bin'`,
      `[${start} INFO Terminal] WRITE LINE: ${start}: Running job: ${name}`,
      `[${start} INFO JobDispatcher] Start renew job request 0 for job 5555-66.`,
      `[${start} INFO JobDispatcher] Successfully renew job 5555-66, job is valid till 7/28/2025 2:42:09 AM`,
      `[${start} INFO ProcessInvokerWrapper]   File name: '/Users/ci/runner/bin.2.336.0/Runner.Worker'`,
      `[${start} INFO ProcessInvokerWrapper] Process started with process id ${1000 + index}, waiting for process exit.`,
      `[${end} INFO ProcessInvokerWrapper] Finished process ${1000 + index} with exit code 100, and elapsed time 00:00:${String(seconds).padStart(2, '0')}.5.`,
      `[${end} INFO Terminal] WRITE LINE: ${end}: Job ${name} completed with result: ${result}`,
      `[${end} ERR  BrokerServer] System.Threading.Tasks.TaskCanceledException: The operation was canceled.`,
      '   at System.Net.Http.HttpConnection.SendAsync(HttpRequestMessage request)',
    ];
  });
const jobsIn = (events: readonly LogEvent[]): readonly string[] =>
  events.flatMap((event) => {
    if (event.type === 'job-started') return [`started ${event.job}`];
    return event.type === 'job-completed' ? [`completed ${event.job}: ${event.result}`] : [];
  });
const expected = (jobs: readonly JobFact[]): readonly string[] =>
  jobs.flatMap(({ name, result }) => [`started ${name}`, `completed ${name}: ${result}`]);

describe('every reader', () => {
  it.each(KINDS)('%s: gives the same events however the bytes are cut', (kind) => {
    const lines = kind === 'runner-console' ? consoleLines : diagLines;
    fc.assert(
      fc.property(
        fc
          .array(job, { minLength: 1, maxLength: 6 })
          .map((jobs) => Buffer.from(`${lines(jobs).join('\n')}\n`))
          .chain((bytes) => fc.tuple(fc.constant(bytes), chunked(bytes))),
        ([bytes, chunks]) => {
          const [whole, cut] = [read(kind, [bytes]), read(kind, chunks)];
          expect(said(cut)).toEqual(said(whole));
          expect(finalState(kind, cut)).toEqual(finalState(kind, whole));
        },
      ),
      { seed: SEED, numRuns: 150 },
    );
  });

  it.each(KINDS)('%s: never throws on garbage, and holds no more of it than a line', (kind) => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 400 }), { maxLength: 20 }), (chunks) => {
        expect(() => read(kind, chunks)).not.toThrow();
      }),
      { seed: SEED, numRuns: 200 },
    );
  });

  it.each([
    ['runner-console', consoleLines],
    ['runner-diag', diagLines],
  ] as const)('%s: loses no job among garbage, CRLF, BOM and colours', (kind, lines) => {
    const garbage = fc
      .uint8Array({ maxLength: 80 })
      .map((bytes) => Buffer.from(bytes.map((byte) => (byte === 10 || byte === 13 ? 0 : byte))));
    fc.assert(
      fc.property(
        fc.array(job, { minLength: 1, maxLength: 5 }),
        fc.array(garbage, { maxLength: 8 }),
        fc.constantFrom('\n', '\r\n'),
        (jobs, noise, lineEnd) => {
          const parts = lines(jobs).flatMap((line, index) => [
            Buffer.from(`${index === 0 ? '\uFEFF' : ''}${line}${lineEnd}`),
            noise[index] ?? Buffer.alloc(0),
            Buffer.from('\n'),
          ]);
          expect(jobsIn(read(kind, [Buffer.concat(parts)]))).toEqual(expected(jobs));
        },
      ),
      { seed: SEED, numRuns: 150 },
    );
  });

  it.each(KINDS)('%s: forgets a half line at a reset', (kind) => {
    const reader = createLogReader(kind);
    reader.push(Buffer.from('2026-08-20 07:00:05Z: Running '));
    reader.reset();
    expect([...reader.push(Buffer.from('job: x\n')), ...reader.flush()]).toEqual([]);
  });
});

describe('the console reader', () => {
  const events = (text: string): readonly LogEvent[] => read('runner-console', [Buffer.from(text)]);

  it('reads through colours, carriage returns and journal prefixes', () => {
    const escape = String.fromCodePoint(27);
    expect(events(`${escape}[32m√ ${escape}[0mConnected to GitHub\r\n`)).toEqual([
      { type: 'connected', at: null },
    ]);
    expect(
      events('Downloading 10%\rDownloading 99%\r2026-08-20 07:00:05Z: Listening for Jobs\r\n'),
    ).toMatchObject([{ type: 'listening' }]);
    expect(
      events('Aug 20 07:00:05 mini run.sh[42]: 2026-08-20 07:00:05Z: Listening for Jobs\n'),
    ).toMatchObject([{ type: 'listening' }]);
  });

  it('counts a line and its copies in records once', () => {
    const line = '2026-08-20 07:00:05Z: Running job: build';
    const copy = `[RUNNER 2026-08-20 07:00:05Z INFO Terminal] WRITE LINE: ${line}`;
    expect(jobsIn(events(`${line}\n${copy}\n`))).toEqual(['started build']);
    expect(jobsIn(events(`${copy}\n${line}\n`))).toEqual(['started build']);
    const stop = 'Exiting...';
    const stopCopy = `[RUNNER 2026-08-20 07:00:05Z INFO Terminal] WRITE LINE: ${stop}`;
    expect(
      events(`${stop}\n${stopCopy}\n${stop}\n${stopCopy}\n`).filter(({ type }) => type === 'stopping'),
    ).toHaveLength(2);
  });

  it('gives untimed lines the last seen time, never the present', () => {
    expect(events('Exiting...\n')).toEqual([{ type: 'stopping', at: null, reason: 'by-person' }]);
    expect(events('2026-08-20 07:00:05Z: Listening for Jobs\nExiting...\n').at(-1)?.at).toBe(
      Date.UTC(2026, 7, 20, 7, 0, 5),
    );
  });

  it('accepts the six result words only, and no time that is none', () => {
    expect(events('2026-08-20 07:00:05Z: Job x completed with result: Great\n')).toEqual([]);
    expect(events('2026-13-45 07:00:05Z: Listening for Jobs\n')).toEqual([]);
  });

  it('reads a line without its end at flush, and a very long line in bounded memory', () => {
    expect(events('2026-08-20 07:00:05Z: Running job: last')).toMatchObject([
      { type: 'job-started', job: 'last' },
    ]);
    const reader = createLogReader('runner-console');
    for (let index = 0; index < 200; index++) reader.push(Buffer.alloc(64 * 1024, 'x'));
    expect(reader.push(Buffer.from('\n2026-08-20 07:00:05Z: Listening for Jobs\n'))).toMatchObject([
      { type: 'listening' },
    ]);
  });
});

describe('the Worker reader', () => {
  const message = {
    jobId: 'bb36004c-0000-1111-2222-cab6e0af6809',
    jobDisplayName: 'build / it\'s "quoted"',
    steps: [
      { reference: { type: 'repository', name: 'actions/cache', path: 'restore', ref: 'v4' } },
      { reference: { type: 'script' }, displayNameToken: { lit: 'Test' } },
      {
        reference: { type: 'script' },
        inputs: { map: [{ key: 'script', value: { lit: 'npm ci\nnpm test' } }] },
      },
      { reference: { type: 'repository', repositoryType: 'self', path: './.github/actions/own' } },
      'rubbish',
    ],
    contextData: {
      github: {
        t: 2,
        d: [
          { k: 'repository', v: 'o/r' },
          { k: 'run_attempt', v: '2' },
          { k: 'head_ref', v: 'topic' },
          { k: 'ref_name', v: '7/merge' },
        ],
      },
      job: { t: 2, d: [{ k: 'check_run_id', v: 70_067_540_362 }] },
    },
  };
  const at = '2026-08-20 07:00:05Z';
  const head = `[${at} INFO Worker] Job message:\n ${JSON.stringify(message, null, 2)}\n`;
  const tail = [
    `[${at} INFO JobRunner] Total job steps: 2.`,
    `[${at} INFO StepsRunner] Processing step: DisplayName='Say 'hi''`,
    `[${at} INFO StepsRunner] Starting the step.`,
    `[${at} INFO StepsRunner] Step result: `,
    `[${at} INFO StepsRunner] No need for updating job result with current step result 'Succeeded'.`,
    `[${at} INFO JobRunner] Job result after all job steps finish: Canceled`,
    `[2026-08-20 07:01:05Z INFO Worker] Job completed.`,
    '',
  ].join('\n');

  it('reads the message at its closing brace, however it is cut', () => {
    fc.assert(
      fc.property(chunked(Buffer.from(head + tail)), (chunks) => {
        const events = said(read('worker-diag', chunks));
        expect(events.map(({ type }) => type)).toEqual([
          'job-started',
          'steps-announced',
          'step',
          'step',
          'job-completed',
        ]);
        expect(events[0]).toMatchObject({
          job: message.jobDisplayName,
          details: {
            repository: 'o/r',
            attempt: 2,
            branch: 'topic',
            checkRunId: '70067540362',
            runId: null,
            steps: [
              'Run actions/cache/restore@v4',
              'Test',
              'Run npm ci',
              'Run ./.github/actions/own',
              'Run step',
            ],
          },
        });
        expect(events[3]).toMatchObject({ step: "Say 'hi'", state: 'completed', result: 'Succeeded' });
        expect(events[4]).toMatchObject({ result: 'Canceled', seconds: 60 });
      }),
      { seed: SEED, numRuns: 100 },
    );
    const reader = createLogReader('worker-diag');
    expect(said(reader.push(Buffer.from(head))).map(({ type }) => type)).toEqual(['job-started']);
  });

  it('keeps no message beyond 8 MB, and goes on', () => {
    const reader = createLogReader('worker-diag');
    reader.push(Buffer.from(`[${at} INFO Worker] Job message:\n {\n`));
    const line = Buffer.from(`"x": "${'y'.repeat(60_000)}",\n`);
    for (let index = 0; index < 150; index++) reader.push(line);
    expect(said(reader.push(Buffer.from(`}\n${tail}`))).map(({ type }) => type)).toEqual([
      'steps-announced',
      'step',
      'step',
      'job-completed',
    ]);
  });

  it('knows a job whose message holds a very long text, as of a pull request', () => {
    const long = { ...message, body: 'é'.repeat(100_000) };
    const events = read('worker-diag', [
      Buffer.from(`[${at} INFO Worker] Job message:\n ${JSON.stringify(long, null, 2)}\n${tail}`),
    ]);
    expect(events.find(({ type }) => type === 'job-started')).toMatchObject({
      job: message.jobDisplayName,
      details: {
        repository: 'o/r',
        steps: [
          'Run actions/cache/restore@v4',
          'Test',
          'Run npm ci',
          'Run ./.github/actions/own',
          'Run step',
        ],
      },
    });
  });

  it('picks the name and what the job runs for from a message that is cut or beyond 8 MB', () => {
    const { contextData, ...rest } = message;
    const event = { k: 'event', v: { t: 2, d: [{ k: 'repository', v: 'wrong/one' }] } };
    const github = { t: 2, d: [event, ...contextData.github.d, { k: 'run_id', v: '42' }] };
    const text = JSON.stringify({ ...rest, contextData: { github, job: contextData.job } }, null, 2);
    const huge = `  "x": "${'y'.repeat(1_000_000)}",\n`.repeat(9);
    for (const broken of [
      text.replace('{\n', '{\n  "cut": "no end\n'),
      text.replace('{\n', `{\n${huge}`),
      text.replace('"steps"', `"y": "${'y'.repeat(9_000_000)}",\n  "steps"`),
    ]) {
      const events = read('worker-diag', [
        Buffer.from(`[${at} INFO Worker] Job message:\n ${broken}\n${tail}`),
      ]);
      expect(events.find(({ type }) => type === 'job-started')).toMatchObject({
        job: message.jobDisplayName,
        details: {
          jobId: message.jobId,
          repository: 'o/r',
          runId: '42',
          attempt: 2,
          branch: 'topic',
          checkRunId: '70067540362',
        },
      });
    }
  });

  it('sees a step whose name has several lines, as one line', () => {
    const lines = tail.replace("'Say 'hi''", "'Say 'hi'\n  and 'bye''");
    const steps = read('worker-diag', [Buffer.from(head + lines)]).filter(({ type }) => type === 'step');
    expect(steps.map((event) => event.type === 'step' && [event.step, event.state])).toEqual([
      ["Say 'hi' and 'bye'", 'running'],
      ["Say 'hi' and 'bye'", 'completed'],
    ]);
  });
});

describe('the listener’s log in small pieces', () => {
  it('gives its last sign of life, whatever the size of the pieces', () => {
    const records = Array.from(
      { length: 20 },
      (_, index) =>
        `[${time(index * 60)} INFO MessageListener] BrokerMigration message received. Polling Broker for messages...\n`,
    );
    const bytes = Buffer.from(records.join(''));
    for (const size of [7, 50, 100, 1000]) {
      const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
        bytes.subarray(index * size, (index + 1) * size),
      );
      const last = finalState('runner-diag', read('runner-diag', pieces)).lastAt;
      expect(new Date(last ?? 0).toISOString()).toBe('2026-08-20T07:19:00.000Z');
    }
  });
});

describe('a long past of a Runner log', () => {
  const at = (second: number): string => new Date(Date.UTC(2026, 7, 20) + second * 1000).toISOString();
  const stamp = (second: number): string => `${at(second).slice(0, 19).replace('T', ' ')}Z`;
  const started = (second: number, index: number): string =>
    [
      `[${stamp(second)} INFO Terminal] WRITE LINE: ${stamp(second)}: Running job: build ${index}`,
      `[${stamp(second)} INFO JobDispatcher] Start renew job request 0 for job guid-${index}.`,
      `[${stamp(second)} INFO ProcessInvokerWrapper]   File name: '/r/bin.2.336.0/Runner.Worker'`,
      `[${stamp(second)} INFO ProcessInvokerWrapper] Process started with process id ${index + 1}, waiting for process exit.`,
      ...Array.from({ length: 20 }, () => `   at System.Net.Http.HttpConnection.SendAsync(…)`),
      '',
    ].join('\n');
  const ended = (second: number, index: number): string =>
    [
      `[${stamp(second)} INFO ProcessInvokerWrapper] Finished process ${index + 1} with exit code 100, and elapsed time 00:00:30.5.`,
      `[${stamp(second)} INFO Terminal] WRITE LINE: ${stamp(second)}: Job build ${index} completed with result: Succeeded`,
      '',
    ].join('\n');
  const jobs = (count: number): string =>
    Array.from(
      { length: count },
      (_, index) => started(index * 60, index) + ended(index * 60 + 31, index),
    ).join('');
  const read = (text: string, past: 'brief' | 'full') => {
    const reader = createLogReader('runner-diag', past);
    return [...reader.push(Buffer.from(text)), ...reader.flush()];
  };
  const ofType = (events: readonly LogEvent[], type: LogEvent['type']) =>
    events.filter((event) => event.type === type);

  it('tells every job’s start, end and duration, in brief as in full', () => {
    const text = jobs(500);
    const [brief, full] = [read(text, 'brief'), read(text, 'full')];
    expect(ofType(brief, 'job-completed')).toHaveLength(500);
    const plain = (events: readonly LogEvent[]) =>
      events.flatMap((event) =>
        event.type === 'job-started' || event.type === 'job-completed'
          ? [[event.type, event.at, event.job, event.type === 'job-completed' ? event.seconds : null]]
          : [],
      );
    expect(plain(brief)).toEqual(plain(full));
    expect(ofType(full, 'worker-started')).toHaveLength(500);
  });

  it('tells of the Worker of the job that still runs, and leaves out those of jobs that have ended', () => {
    const events = read(jobs(500) + started(40_000, 500), 'brief');
    const last = ofType(events, 'worker-started').at(-1);
    expect(last).toMatchObject({ pid: 501, jobId: 'guid-500' });
    // Those of its first lines are told, where the version is looked for.
    expect(ofType(events, 'worker-started').length).toBeLessThan(50);
  });

  it('takes a job’s duration from its Worker where the log begins within the job', () => {
    const events = read(ended(10, 7) + jobs(500), 'brief');
    expect(ofType(events, 'job-completed')[0]).toMatchObject({ job: 'build 7', seconds: 30.5 });
  });
});
