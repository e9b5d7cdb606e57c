import { mkdtempSync, readFileSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readMessage } from './broker.ts';
import { parseCommandLine } from './command-line.ts';
import { logTextOf, readJob } from './job-message.ts';
import { exitCodeOf, jobResults, resultOfExitCode } from './job-result.ts';
import { planSteps } from './job-steps.ts';
import type { Json } from './json.ts';
import { objectOf, parseJson } from './json.ts';
import { cultureStamp, fileStamp, seededRandom, spanText, stamp } from './pace.ts';
import { serviceLabel } from './service-label.ts';
import { openTraceLog, printedRecord } from './trace-log.ts';

describe('the command line', () => {
  it('knows only --name value, the first of two, and no value that starts with a dash', () => {
    const line = parseCommandLine(['configure', '--url', 'a', '--url', 'b', '--name', '--unattended'], {});
    expect([line.command, line.value('url'), line.value('name'), line.flag('unattended')]).toEqual([
      'configure',
      'a',
      null,
      true,
    ]);
  });

  it('takes inputs from the environment, and takes them out of it', () => {
    const environment: NodeJS.ProcessEnv = {
      ACTIONS_RUNNER_INPUT_TOKEN: 'AAAA',
      ACTIONS_RUNNER_INPUT_UNATTENDED: 'true',
      ACTIONS_RUNNER_INPUT_REPLACE: 'yes',
      HOME: '/x',
    };
    const line = parseCommandLine(['configure'], environment);
    expect([line.value('token'), line.flag('unattended'), line.flag('replace')]).toEqual([
      'AAAA',
      true,
      false,
    ]);
    expect(environment).toEqual({ HOME: '/x' });
  });

  it('never fails, whatever is typed', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (words) => {
        expect(() => parseCommandLine(words, {})).not.toThrow();
      }),
    );
  });
});

describe('the job message', () => {
  it('shows no secret anywhere, and stays JSON', () => {
    const secret = fc.stringMatching(/^[A-Za-z0-9"\\/+]{12,40}$/).map((text) => `s3cret-${text}`);
    fc.assert(
      fc.property(secret, secret, secret, (token, mask, access) => {
        const text = logTextOf({
          jobId: 'j',
          script: { steps: [{ name: 'own field' }] },
          variables: { github_token: { value: token, isSecret: true }, open: { value: `x ${token} y` } },
          mask: [{ type: 'regex', value: mask }],
          resources: { endpoints: [{ authorization: { parameters: { AccessToken: access } } }] },
          contextData: { github: { t: 2, d: [{ k: 'note', v: `${mask}${access}` }] } },
        });
        for (const one of [token, mask, access]) expect(text).not.toContain(JSON.stringify(one).slice(1, -1));
        expect(text).not.toContain('own field');
        expect(() => parseJson(text)).not.toThrow();
      }),
    );
  });

  it('prints numbers of the contexts as floats, and kinds as they are', () => {
    const text = logTextOf({
      requestId: 0,
      contextData: { job: { t: 2, d: [{ k: 'check_run_id', v: 70067540362 }] } },
    });
    expect(text).toContain('"requestId": 0,');
    expect(text).toContain('"t": 2,');
    expect(text).toContain('"v": 70067540362.0');
  });

  it('is read without failing, whatever it is', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const message: Json = JSON.parse(JSON.stringify(value));
        expect(() => readJob(objectOf(message))).not.toThrow();
        expect(() => readMessage(message)).not.toThrow();
      }),
    );
  });
});

describe('steps', () => {
  it('come in the real one’s order, post steps unwound', () => {
    const plan = planSteps(
      [{ name: 'Run actions/checkout@v4' }, { name: 'Run actions/setup-node@v4' }, { name: 'Build' }],
      { started: '/a.sh', completed: '/b.sh' },
    );
    expect(plan.map(({ name }) => name)).toEqual([
      'Set up job',
      'Set up runner',
      'Run actions/checkout@v4',
      'Run actions/setup-node@v4',
      'Build',
      'Post Run actions/setup-node@v4',
      'Post Run actions/checkout@v4',
      'Complete runner',
      'Complete job',
    ]);
  });
});

describe('small things', () => {
  it('turn results into exit codes and back', () => {
    expect(jobResults.map(exitCodeOf)).toEqual([100, 101, 102, 103, 104, 105]);
    for (const result of jobResults) expect(resultOfExitCode(exitCodeOf(result))).toBe(result);
    expect(resultOfExitCode(137)).toBe('Failed');
  });

  it('write times as the runner does', () => {
    const at = new Date('2025-07-28T00:04:09.120Z');
    expect([stamp(at), fileStamp(at), cultureStamp(at)]).toEqual([
      '2025-07-28 00:04:09Z',
      '20250728-000409',
      '7/28/2025 12:04:09 AM',
    ]);
    expect(spanText(355_913)).toBe('00:05:55.9130000');
  });

  it('name services', () => {
    expect(serviceLabel('https://github.com/acme/my.rocket', 'Mac mini 4')).toBe(
      'actions.runner.acme-my.rocket.Mac_mini_4',
    );
    expect(serviceLabel('https://github.com/enterprises/big co', 'a')).toBe('actions.runner.big-20co.a');
    expect(serviceLabel('https://github.com/acme', 'x'.repeat(200))).toMatch(
      /^actions\.runner\.acme\.x+-\d{4}$/,
    );
    expect(serviceLabel('https://github.com/acme', 'x'.repeat(200))).toHaveLength(150);
  });

  it('repeat chance by its seed', () => {
    const draw = (seed: number): readonly number[] => {
      const random = seededRandom(seed);
      return [random(), random(), random()];
    };
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
    fc.assert(fc.property(fc.integer(), (seed) => draw(seed).every((one) => one >= 0 && one < 1)));
  });
});

describe('a log below _diag', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'trackside-diag-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('has a prefix for each record, none for further lines, and two blanks after ERR', () => {
    const log = openTraceLog(folder, 'Runner', {});
    log.info('Terminal', 'WRITE LINE: hello');
    log.write('ERR', 'BrokerServer', 'first\n second');
    expect(log.path()).toMatch(/\/Runner_\d{8}-\d{6}-utc\.log$/);
    expect(readFileSync(log.path(), 'utf8')).toMatch(
      /^\[[-\d]{10} [:\d]{8}Z INFO Terminal\] WRITE LINE: hello\n\[[-\d]{10} [:\d]{8}Z ERR {2}BrokerServer\] first\n second\n$/,
    );
  });

  it('drops logs of its kind that are older than the retention, when a new one is made', () => {
    const old = new Date(Date.now() - 31 * 24 * 60 * 60 * 1000);
    for (const name of ['Runner_20200101-000000-utc.log', 'Worker_20200101-000000-utc.log']) {
      writeFileSync(join(folder, name), '');
      utimesSync(join(folder, name), old, old);
    }
    openTraceLog(folder, 'Runner', {});
    expect(readdirSync(folder).filter((name) => name.includes('2020'))).toEqual([
      'Worker_20200101-000000-utc.log',
    ]);
  });

  it('is printed with a prefix before each line', () => {
    expect(printedRecord('RUNNER', 'T', 'INFO', 'BrokerMessageListener', '{\n  "AgentId": 1\n}')).toBe(
      '[RUNNER T INFO BrokerMessageListener] {\n[RUNNER T INFO BrokerMessageListener]   "AgentId": 1\n[RUNNER T INFO BrokerMessageListener] }\n',
    );
  });
});
