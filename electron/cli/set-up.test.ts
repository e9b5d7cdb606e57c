import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { PlaceReport } from '../../shared/set-up.ts';
import { placeReport, ROCKET } from '../engine/testing/set-up-samples.ts';
import { adoptCommand } from './adopt.ts';
import { removeCommand } from './remove.ts';
import { setUpCommand } from './set-up.ts';
import { testEngine, type TestEngine, testTerminal } from './testing.ts';

const REGISTRATION = 'AABF3JGZDX3P5PMEXLND6TS6FCWO6';
const TOKEN = `ghp_${'a1B2'.repeat(9)}`;
const URL = ['--url', 'https://github.com/acme/rocket'];

let engine: TestEngine | null = null;
afterEach(async () => {
  await engine?.close();
  engine = null;
});
const made = async (place: PlaceReport | null = placeReport()): Promise<TestEngine> =>
  (engine = await testEngine({ place: async () => place }));
type Options = Parameters<typeof testTerminal>[0];
/** What a command makes of its arguments: exit status, what was planned, what was said. */
async function run(
  command: typeof setUpCommand,
  args: readonly string[],
  options: Options = {},
  one?: TestEngine,
) {
  const used = one ?? (await made());
  const terminal = testTerminal(options);
  const status = await command(args, terminal, used.open);
  const said = [...terminal.printed, ...terminal.complained].join('\n');
  return { status, said, terminal, request: used.requests.at(-1) ?? null, secrets: used.secrets };
}

describe('trackside setup', () => {
  it.each([
    'https://github.com/acme/rocket.git',
    'https://github.com/acme/rocket/settings/actions/runners',
    'github.com/acme/rocket/',
  ])('takes the address in any form that a person may copy: %s', async (url) => {
    const { request } = await run(setUpCommand, ['--url', url, '--yes']);
    expect(request).toMatchObject({ answers: { scope: ROCKET } });
  });

  it('takes the suggestions of this Mac for what is left out', async () => {
    const { status, request, said, secrets } = await run(setUpCommand, [...URL, '--yes']);
    expect(status).toBe(0);
    expect(request).toMatchObject({
      kind: 'set-up',
      answers: {
        host: 'github.com',
        access: 'login',
        scope: ROCKET,
        name: 'mac',
        labels: [],
        directory: '~/actions-runner-acme-rocket',
        workFolder: '_work',
        sameName: 'refuse',
        startAtLogin: 'yes',
        service: 'trackside',
        version: null,
        group: null,
      },
    });
    expect(said).toContain('In a workflow:\n  runs-on: [self-hosted, macOS, ARM64]');
    expect(secrets).toEqual([{ registrationToken: null, removeToken: null }]);
  });

  it('takes every answer from an option', async () => {
    const args =
      '--url https://github.com/acme --name mini --labels M4,gpu --directory ~/r --work w --group Macs --replace --runner-version 2.337.0 --service official --no-start-at-login --yes';
    const one = await made(null);
    const { status, request } = await run(setUpCommand, args.split(' '), {}, one);
    expect(status).toBe(0);
    expect(request).toMatchObject({
      answers: {
        scope: { kind: 'organization', organization: 'acme' },
        name: 'mini',
        labels: ['M4', 'gpu'],
        directory: '~/r',
        workFolder: 'w',
        group: 'Macs',
        sameName: 'replace',
        version: '2.337.0',
        service: 'official',
        startAtLogin: 'no',
      },
    });
  });

  it('reads a registration token from standard input alone, and shows it nowhere', async () => {
    const { status, request, said, secrets } = await run(setUpCommand, [...URL, '--token-stdin', '--yes'], {
      input: `  ${REGISTRATION}\n`,
    });
    expect(status).toBe(0);
    expect(secrets).toEqual([{ registrationToken: REGISTRATION, removeToken: null }]);
    expect(request).toMatchObject({ answers: { access: 'registration-token' } });
    expect(said + JSON.stringify(request)).not.toContain(REGISTRATION);
  });

  it.each([
    [[...URL, '--token', REGISTRATION]],
    [[...URL, `--token=${REGISTRATION}`]],
    [[...URL, '--pat', 'x']],
    [[...URL, '--name', REGISTRATION]],
    [['--url', `https://me:${TOKEN}@github.com/acme/rocket`]],
    [[...URL, '--token-stdin', REGISTRATION]],
  ])('refuses a token among its arguments (%#), and does not repeat it', async (args) => {
    const { status, said, request } = await run(setUpCommand, [...args, '--yes']);
    expect([status, request]).toEqual([2, null]);
    expect(said).toContain('A token does not go into the arguments');
    expect(said).not.toMatch(/AABF3|a1B2/);
  });

  it.each([
    [[], 'Say where'],
    [['--url', 'rocket'], 'no address of a repository'],
    [[...URL, 'rocket'], 'Every answer is an option'],
    [[...URL, '--colour'], "Unknown option '--colour'"],
    [[...URL, '--service', 'docker'], 'two kinds of service'],
    [[...URL, '--replace'], '--replace needs --name'],
    [[...URL, '--token-stdin'], 'nobody can be asked'],
    [[...URL, '--name', 'x.'.repeat(150)], 'given for name is too long'],
  ])('ends with 2 when it is called like %j', async (args, why) => {
    const { said, request, status } = await run(setUpCommand, args);
    expect(said).toContain(why);
    expect([status, request]).toEqual([2, null]);
  });

  it.each([
    ['nothing', ''],
    ['two words', 'two words'],
    ['more than a token', 'x'.repeat(5000)],
  ])('ends with 2 when standard input holds %s instead of a token', async (_what, input) => {
    const { status, said } = await run(setUpCommand, [...URL, '--token-stdin', '--yes'], { input });
    expect([status, said]).toEqual([2, expect.stringContaining('is no token')]);
  });

  it('names the option of each answer that will not do', async () => {
    const args = [...URL, '--name', 'a b', '--directory', '~/Documents/r', '--yes'];
    const { status, said, request } = await run(setUpCommand, args);
    expect([status, request]).toEqual([2, null]);
    expect(said).toMatch(/^error, --name: Use letters/m);
    expect(said).toMatch(/^error, --directory: macOS protects Documents/m);
    const json = await run(setUpCommand, [...args, '--json'], {}, engine ?? undefined);
    expect(json.terminal.printed.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { type: 'problem', field: 'name', option: '--name', severity: 'error' },
      { type: 'problem', field: 'directory', option: '--directory', severity: 'error' },
    ]);
  });

  it('sets up for a public repository only when its name was typed', async () => {
    const place = placeReport({ place: { scope: ROCKET, visibility: 'public', administers: true } });
    const one = await made(place);
    const refused = await run(setUpCommand, [...URL, '--yes'], {}, one);
    expect([refused.status, refused.request]).toEqual([2, null]);
    expect(refused.said).toContain('error, --confirm-public: This repository is public');
    const wrong = await run(setUpCommand, [...URL, '--yes', '--confirm-public', 'acme/Rocket'], {}, one);
    expect([wrong.status, wrong.request]).toEqual([2, null]);
    const given = await run(setUpCommand, [...URL, '--yes', '--confirm-public', 'acme/rocket'], {}, one);
    expect([given.status, given.request]).toMatchObject([0, { answers: { typedName: 'acme/rocket' } }]);
  });

  it('asks for that name where somebody is there', async () => {
    const place = placeReport({ place: { scope: ROCKET, visibility: 'public', administers: true } });
    const typed = await run(
      setUpCommand,
      URL,
      { interactive: true, answers: ['acme/rocket', 'y'] },
      await made(place),
    );
    expect(typed.terminal.asked).toEqual(['Type its name to confirm: ', 'Set it up? [y/N] ']);
    expect(typed.status).toBe(0);
    const not = await run(setUpCommand, URL, { interactive: true, answers: [''] }, await made(place));
    expect([not.status, not.request, not.said]).toEqual([
      1,
      null,
      expect.stringContaining('Nothing was done.'),
    ]);
  });
});

describe('trackside adopt', () => {
  it('asks for the folder’s adoption as it was told', async () => {
    const kept = await run(adoptCommand, ['~/actions-runner', '--yes']);
    expect(kept.request).toEqual({
      kind: 'adopt',
      choices: { directory: '~/actions-runner', service: 'keep', tuning: null },
    });
    expect(kept.said).toContain('This folder holds no GitHub Actions runner.\nChoose another.');
    expect(kept.status).toBe(1);
    const tuned = await run(adoptCommand, ['/r', '--service', 'trackside', '--tune', '--yes']);
    expect(tuned.request).toMatchObject({
      choices: { directory: '/r', service: 'trackside', tuning: { pnpmHome: 'on' } },
    });
  });

  it('ends with 2 without a folder, with two, or with another service', async () => {
    for (const args of [[], ['a', 'b'], ['a', '--service', 'official']]) {
      expect([args, (await run(adoptCommand, args)).status]).toEqual([args, 2]);
    }
  });
});

describe('trackside remove', () => {
  const ALL = {
    deregister: 'yes',
    service: 'remove',
    hooks: 'remove',
    shellProfile: 'remove',
    folder: 'trash',
  };

  it('removes all of a runner, or the parts that were not kept', async () => {
    const all = await run(removeCommand, ['Mac-Mini', '--yes']);
    expect(all.request).toMatchObject({ kind: 'remove', choices: { ...ALL, runnerId: '0123456789abcdef' } });
    expect(all.status).toBe(0);
    const none =
      '--keep-registration --keep-service --keep-hooks --keep-shell-profile --keep-folder mac-mini --yes';
    expect((await run(removeCommand, none.split(' '))).request).toMatchObject({
      choices: { deregister: 'no', service: 'keep', hooks: 'keep', shellProfile: 'keep', folder: 'keep' },
    });
  });

  it('knows a runner by its folder, written in any way', async () => {
    const one = await made();
    await mkdir(join(one.home, 'actions-runner'));
    for (const folder of [
      '~/actions-runner',
      join(one.home, 'x/../actions-runner'),
      `${one.home}/actions-runner/`,
    ]) {
      const { status } = await run(removeCommand, [folder, '--yes'], {}, one);
      expect([folder, status]).toEqual([folder, 0]);
    }
    await writeFile(join(one.home, 'other'), '');
    expect((await run(removeCommand, [join(one.home, 'other'), '--yes'], {}, one)).status).toBe(2);
  });

  it('takes a remove token from standard input', async () => {
    const { secrets, said } = await run(removeCommand, ['mac-mini', '--remove-token-stdin', '--yes'], {
      input: REGISTRATION,
    });
    expect(secrets).toEqual([{ registrationToken: null, removeToken: REGISTRATION }]);
    expect(said).not.toContain(REGISTRATION);
  });

  it('ends with 2 for a runner that is not known, and never takes another one', async () => {
    for (const args of [
      [],
      ['mac'],
      ['a', 'b'],
      ['mac-mini', '--remove-token', 'x'],
      ['mac-mini', '--remove-token-stdin'],
    ]) {
      const { request, status } = await run(removeCommand, args);
      expect([args, status, request]).toEqual([args, 2, null]);
    }
  });
});
