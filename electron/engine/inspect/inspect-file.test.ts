import * as fc from 'fast-check';
import { build } from 'plist';
import { describe, expect, it } from 'vitest';
import { hideSecretArguments, hideSecrets } from '../hide-secrets.ts';
import { FILE_KINDS, inspectFile } from './inspect-file.ts';

fc.configureGlobal({ seed: 24 });

const TOKEN = `ghp_${'x'.repeat(36)}`;
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('inspectFile', () => {
  it('shows a service, and nothing of its environment', () => {
    const text = `gui/501/a.b = {\n\tstate = running\n\tpid = 7\n\tenvironment = {\n\t\tTOKEN => ${TOKEN}\n\t}\n\tlast exit code = 78: EX_CONFIG\n}\n`;
    const shown = inspectFile('launchctl-print', bytes(text));
    expect(shown).toMatchObject({
      loaded: true,
      label: 'a.b',
      state: 'running',
      running: true,
      pid: 7,
      lastExitCode: '78: EX_CONFIG',
      lastExitStatus: 78,
    });
    expect(JSON.stringify(shown)).not.toContain('ghp_');
  });

  it('knows launchctl’s words for what is not there', () => {
    const service = 'Bad request.\nCould not find service "a.b" in domain for user gui: 501\n';
    expect(inspectFile('launchctl-print', bytes(service))).toEqual({
      loaded: false,
      label: 'a.b',
      reason: 'service-not-found',
    });
    const domain = 'Bad request.\nCould not find domain for user gui: 501\n';
    expect(inspectFile('launchctl-print', bytes(domain))).toMatchObject({ reason: 'domain-not-found' });
  });

  it('says of a domain that it is one: whether a service of it runs, it does not tell', () => {
    const text =
      'gui/501 = {\n\ttype = login\n\tactive count = 3\n\tservices = {\n\t       0      -     a.b\n\t     184     78     c.d\n\t}\n}\n';
    expect(inspectFile('launchctl-print', bytes(text))).toEqual({
      kind: 'domain',
      target: 'gui/501',
      loaded: null,
      label: null,
      running: null,
      services: [
        { label: 'a.b', pid: null },
        { label: 'c.d', pid: 184 },
      ],
    });
  });

  it('says of nothing that it is nothing, whatever it should have been', () => {
    for (const kind of FILE_KINDS) expect(inspectFile(kind, bytes(''))).toHaveProperty('error');
  });

  it('reads both forms of launchctl list', () => {
    expect(inspectFile('launchctl-list', bytes('PID\tStatus\tLabel\n-\t-15\ta\n'))).toEqual({
      services: [{ label: 'a', pid: null, status: -15 }],
    });
    expect(
      inspectFile('launchctl-list', bytes('{\n\t"Label" = "a";\n\t"LastExitStatus" = 256;\n};\n')),
    ).toEqual({
      services: [{ label: 'a', pid: null, status: 1 }],
    });
  });

  it('reads the overrides of both dialects', () => {
    for (const word of ['disabled', 'true']) {
      const text = `disabled services = {\n\t"a" => ${word}\n}\n`;
      expect(inspectFile('launchctl-print-disabled', bytes(text))).toEqual({ disabled: ['a'], enabled: [] });
    }
  });

  it('reads ps with our columns, with a heading, with three columns and with none', () => {
    const worker = '/Users/me/my runner/bin.2.336.0/Runner.Worker spawnclient 1 2';
    const runner = { role: 'worker', directory: '/Users/me/my runner' };
    const first = (text: string): unknown => {
      const shown = inspectFile('ps', bytes(text));
      return Array.isArray(shown['processes']) ? shown['processes'][0] : shown;
    };
    expect(first(`  9  1  9  1.5  10  01:00:00 ${worker}\n`)).toEqual({
      pid: 9,
      ppid: 1,
      pgid: 9,
      cpuPercent: 1.5,
      memoryBytes: 10_240,
      elapsedSeconds: 3_600,
      args: worker,
      runner,
    });
    expect(
      first(`  PID  PPID %CPU    RSS ELAPSED COMMAND\n    9     1  1.5     10   00:05 ${worker}\n`),
    ).toMatchObject({
      pid: 9,
      memoryBytes: 10_240,
      elapsedSeconds: 5,
      runner,
    });
    expect(first(` 12345 01:30:00 ${worker}\n`)).toMatchObject({
      pid: 12_345,
      elapsedSeconds: 5_400,
      runner,
    });
    expect(first(`${worker}\n`)).toMatchObject({ pid: null, args: worker, runner });
  });

  it('shows of an agent’s environment names, and only harmless values', () => {
    const agent = build({
      Label: 'a',
      ProgramArguments: ['/r/run.sh', '--token', TOKEN],
      EnvironmentVariables: { GITHUB_TOKEN: TOKEN, MY_SETTING: 'private', PATH: '/usr/bin' },
    });
    const shown = inspectFile('plist', bytes(agent));
    expect(shown).toMatchObject({
      label: 'a',
      program: ['/r/run.sh', '--token', '***'],
      environment: { GITHUB_TOKEN: '***', MY_SETTING: '***', PATH: '/usr/bin' },
    });
  });

  it('shows a runner’s settings', () => {
    const text = `{"agentName":"mini","gitHubUrl":"https://me:${TOKEN}@github.com/acme"}`;
    expect(inspectFile('runner-json', bytes(text))).toMatchObject({
      name: 'mini',
      scope: { kind: 'organization', organization: 'acme' },
      gitHubUrl: 'https://***@github.com/acme',
    });
  });

  it('reads no settings that the engine would not read', () => {
    for (const kind of ['plist', 'runner-json'] as const) {
      expect(inspectFile(kind, new Uint8Array(1024 * 1024 + 1))).toHaveProperty('error');
    }
  });

  it('says of rubbish that it is rubbish, and never throws', () => {
    for (const kind of FILE_KINDS) {
      expect(inspectFile(kind, bytes('rubbish'))).toHaveProperty('error', expect.stringMatching(/\.$/));
    }
    fc.assert(
      fc.property(fc.constantFrom(...FILE_KINDS), fc.uint8Array({ maxLength: 400 }), (kind, noise) => {
        const shown = inspectFile(kind, noise);
        expect(JSON.parse(JSON.stringify(shown))).toEqual(shown);
      }),
    );
  });
});

describe('hideSecrets', () => {
  it.each([
    [`curl -H "Authorization: token ${TOKEN}"`],
    [`config.sh --url https://github.com/a --token ${TOKEN}`],
    [`./run.sh --jitconfig eyJ${'x'.repeat(40)}`],
    [`GITHUB_TOKEN=${TOKEN} make`],
    [`git clone https://x-access-token:${'x'.repeat(40)}@github.com/a/b`],
    [`deploy --password=${'x'.repeat(20)}`],
    [`deploy --api-key '${'x'.repeat(20)}'`],
    [`github_pat_${'x'.repeat(60)}`],
  ])('hides what is secret in %s', (text) => {
    expect(hideSecrets(text)).not.toContain('x'.repeat(12));
    expect(hideSecretArguments(text.split(' ')).join(' ')).not.toContain('x'.repeat(12));
  });

  it('leaves the rest as it is', () => {
    for (const text of [
      '/Users/me/actions-runner/bin/Runner.Listener run --startuptype service',
      'node /Users/me/patches/token-bucket/index.js --path /tmp',
      '/usr/libexec/UserEventAgent (System)',
    ]) {
      expect(hideSecrets(text)).toBe(text);
    }
  });

  it('comes back from any text', () => {
    const started = performance.now();
    for (const text of [
      '-'.repeat(200_000),
      'token '.repeat(30_000),
      'a'.repeat(200_000),
      'x://'.repeat(50_000),
    ]) {
      hideSecrets(text);
    }
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
