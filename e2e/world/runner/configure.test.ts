import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { buildRunnerDirectory } from './package.ts';
import type { Bench, Ran } from './testing.ts';
import { openBench, runScript } from './testing.ts';

const sample = '../shared/samples/runner-logs/S01-macos-config-unattended-current-flow.log';
// Real processes on a busy machine: long limits, waited for by condition.
vi.setConfig({ testTimeout: 60_000 });

let bench: Bench;

beforeEach(async () => {
  bench = await openBench();
  buildRunnerDirectory(bench.directory, { github: bench.github.origin, user: 501 });
});
afterEach(async () => bench.close());

const config = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> =>
  runScript(join(bench.directory, 'config.sh'), args, bench.directory, { HOME: bench.home, ...env });

const setUp = (...more: readonly string[]): Promise<Ran> =>
  config(
    [
      '--unattended',
      '--url',
      'https://github.com/acme/rocket',
      '--name',
      'mac-mini',
      '--labels',
      'm4',
      ...more,
    ],
    { ACTIONS_RUNNER_INPUT_TOKEN: bench.token('register') },
  );

const file = (name: string): string => readFileSync(join(bench.directory, name), 'utf8');

describe('config.sh', () => {
  it('registers, and writes the files as the real one does', async () => {
    const ran = await setUp();
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toContain(
      '\n# Authentication\n\n\n√ Connected to GitHub\n\n# Runner Registration\n\n',
    );
    expect(ran.stdout).not.toContain('connection is good');
    expect(file('.runner').startsWith('\uFEFF{\n  "agentId": ')).toBe(true);
    const settings: Record<string, unknown> = JSON.parse(file('.runner').slice(1));
    expect(settings).toMatchObject({
      agentName: 'mac-mini',
      poolName: 'Default',
      gitHubUrl: 'https://github.com/acme/rocket',
      workFolder: '_work',
      useV2Flow: true,
      serverUrlV2: `${bench.github.origin}/_broker/`,
    });
    for (const left of ['ephemeral', 'disableUpdate', 'isHostedServer']) {
      expect(settings).not.toHaveProperty(left);
    }
    expect(statSync(join(bench.directory, '.credentials_rsaparams')).mode & 0o777).toBe(0o600);
    expect(file('.credentials')).toContain('"requireFipsCryptography": "True"');
    expect(file('svc.sh')).toContain('SVC_NAME="actions.runner.acme-rocket.mac-mini"');
    expect(statSync(join(bench.directory, 'svc.sh')).mode & 0o777).toBe(0o755);
    expect(bench.github.runners()).toMatchObject([
      { name: 'mac-mini', status: 'offline', labels: ['self-hosted', 'macOS', 'ARM64', 'm4'] },
    ]);
  });

  it.skipIf(!existsSync(sample))('prints what the sample shows', async () => {
    const { stdout } = await setUp();
    expect(stdout.trim()).toBe(readFileSync(sample, 'utf8').trim());
  });

  it('says why a wrong token is refused', async () => {
    const ran = await config(['--unattended', '--url', 'https://github.com/acme/rocket', '--token', 'WRONG']);
    expect(ran.code).toBe(1);
    expect(ran.stderr).toMatch(
      /^Http response code: NotFound from 'POST https:\/\/api\.github\.com\/actions\/runner-registration' \(Request Id: .+\)\n\{.*\}\nResponse status code does not indicate success: 404 \(Not Found\)\.\n$/,
    );
    expect(ran.stdout).not.toContain('√');
    expect(existsSync(join(bench.directory, '.runner'))).toBe(false);
  });

  it('refuses a second configuration, a missing token, a taken name, and root', async () => {
    const nobody = await config(['--unattended', '--url', 'https://github.com/acme/rocket']);
    expect(nobody).toMatchObject({
      code: 1,
      stderr: 'Invalid configuration provided for token. Terminating unattended configuration.\n',
    });
    await setUp();
    const twice = await setUp();
    expect(twice.code).toBe(1);
    expect(twice.stderr).toBe(
      "Cannot configure the runner because it is already configured. To reconfigure the runner, run 'config.cmd remove' or './config.sh remove' first.\n",
    );
    await config(['remove', '--local']);
    const taken = await setUp();
    expect(taken).toMatchObject({ code: 1, stderr: 'A runner exists with the same name mac-mini.\n' });
    const replaced = await setUp('--replace');
    expect(replaced.code).toBe(0);
    expect(replaced.stdout).toContain('A runner exists with the same name\n');
    expect(replaced.stdout).toContain('√ Successfully replaced the runner\n');
    const root = await config(['remove'], { WORLD_UID: '0' });
    expect(root).toMatchObject({ code: 1, stdout: 'Must not run with sudo\n' });
  });

  it('writes PATH and a few variables at each call, glued where .env lacks its last line end', async () => {
    writeFileSync(join(bench.directory, '.env'), 'FOO=bar\nMY_JAVA_HOME=/x');
    const ran = await config(['--version'], { LANG: 'en_US.UTF-8', JAVA_HOME: '/java' });
    expect(ran.stdout).toBe('2.337.0\n');
    expect(file('.env')).toBe('FOO=bar\nMY_JAVA_HOME=/xLANG=en_US.UTF-8\n');
    expect(file('.path')).toBe(`${process.env['PATH']}\n`);
  });

  it('warns of what it does not know, and goes on', async () => {
    const ran = await setUp('--replace', 'true', '--bogus');
    expect(ran.stderr).toContain(
      "Unrecognized command-line input arguments for command configure: 'replace', 'bogus'. For usage refer to: .\\config.cmd --help or ./config.sh --help",
    );
    expect(ran.code).toBe(0);
  });
});

describe('config.sh at a terminal', () => {
  const answer = (lines: readonly string[], ...args: readonly string[]): Promise<Ran> =>
    runScript(
      '/bin/bash',
      [
        '-c',
        'printf "%s\\n" "${@:2:$1}" | ./config.sh "${@:$(($1 + 2))}"',
        'answers',
        String(lines.length),
        ...lines,
        ...args,
      ],
      bench.directory,
      { HOME: bench.home },
    );

  it('asks for all that was not given, in its order, with what Enter means', async () => {
    const ran = await answer([
      'https://github.com/acme/rocket',
      bench.token('register'),
      '',
      'studio',
      'm4',
      '',
    ]);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    const asked = [
      'What is the URL of your repository? ',
      'What is your runner register token? ',
      '√ Connected to GitHub',
      'Enter the name of the runner group to add this runner to: [press Enter for Default] ',
      'Enter the name of runner: [press Enter for ',
      'Enter any additional labels (ex. label-1,label-2): [press Enter to skip] ',
      '√ Runner successfully added',
      'Enter name of work folder: [press Enter for _work] ',
      '√ Settings Saved.',
    ].map((text) => ran.stdout.indexOf(text));
    expect(asked).toEqual(asked.toSorted((a, b) => a - b));
    expect(asked).not.toContain(-1);
    expect(bench.github.runners()).toMatchObject([
      { name: 'studio', labels: ['self-hosted', 'macOS', 'ARM64', 'm4'] },
    ]);
  });

  it('asks again after a value that is invalid, and after none where one is needed', async () => {
    const given = ['--token', bench.token('register'), '--runnergroup', 'Default', '--name', 'mini'];
    const long = 'x'.repeat(257);
    const ran = await answer(['no url', '', 'https://github.com/acme/rocket', long, 'm4', ''], ...given);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout.match(/Entered value is invalid\n/g)).toHaveLength(2);
    expect(ran.stdout.match(/What is the URL of your repository\? /g)).toHaveLength(3);
    expect(ran.stdout).not.toContain('runner group');
  });

  it('ends when the answers do', async () => {
    const ran = await answer(['no url']);
    expect(ran).toMatchObject({
      code: 1,
      stderr: 'Invalid configuration provided for url. Terminating unattended configuration.\n',
    });
  });
});

describe('config.sh remove', () => {
  it('takes the runner off GitHub and deletes the local files', async () => {
    await setUp();
    const ran = await config(['remove', '--token', bench.token('remove')]);
    expect(ran.stdout.trimStart()).toBe(
      '# Runner removal\n\n\n√ Runner removed successfully\n√ Removed .credentials\n√ Removed .runner\n',
    );
    expect(ran.code).toBe(0);
    expect(bench.github.runners()).toHaveLength(0);
    for (const name of ['.runner', '.credentials', '.credentials_rsaparams']) {
      expect(existsSync(join(bench.directory, name))).toBe(false);
    }
    for (const name of ['.env', '.path', 'svc.sh', '_diag']) {
      expect(existsSync(join(bench.directory, name))).toBe(true);
    }
  });

  it('goes on where the server has forgotten the runner, and not where the token is wrong', async () => {
    await setUp();
    const wrong = await config(['remove', '--token', 'WRONG']);
    expect(wrong.code).toBe(1);
    expect(existsSync(join(bench.directory, '.runner'))).toBe(true);
    bench.github.deleteRunner(bench.github.runners()[0]?.id ?? 0);
    const gone = await config(['remove', '--token', bench.token('remove')]);
    expect(gone.code).toBe(0);
    expect(gone.stdout).toContain('Does not exist. Skipping Removing runner from the server\n');
  });

  it('asks for the service to be uninstalled first, and --local does not care', async () => {
    await setUp();
    writeFileSync(join(bench.directory, '.service'), '/x.plist\n');
    const ran = await config(['remove', '--token', bench.token('remove')]);
    expect(ran).toMatchObject({ code: 1 });
    expect(ran.stderr).toContain('Failed: Removing service\nUninstall service first\n');
    const local = await config(['remove', '--local']);
    expect(local.code).toBe(0);
    expect(bench.github.runners()).toHaveLength(1);
  });
});

describe('config.sh --check', () => {
  it('prints four boxes and ends with 0, even where a check fails', async () => {
    bench.github.faults.add({ kind: 'failing', status: 503, path: '/_broker/health' });
    const ran = await config(['--check', '--url', 'https://github.com/acme/rocket', '--pat', 'ghp_none']);
    expect(ran.code).toBe(0);
    expect(ran.stdout.match(/P A S S/g)).toHaveLength(3);
    expect(ran.stdout.match(/F A I L/g)).toHaveLength(1);
    expect(ran.stdout).toContain(
      '** Help Doc: https://github.com/actions/runner/blob/main/docs/checks/actions.md',
    );
    expect(
      ran.stdout
        .split('\n')
        .filter((line) => line.startsWith('****'))
        .every((line) => line.length === 118),
    ).toBe(true);
  });
});
