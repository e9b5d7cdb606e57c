import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { parse } from 'plist';
import { describe, expect, it } from 'vitest';
import type { SetUpScope } from '../../../shared/set-up.ts';
import { agentDocument, agentLabel, APP_ID } from './agent-document.ts';

const repository = (owner: string, name: string, host = 'github.com'): SetUpScope => ({
  kind: 'repository',
  host,
  owner,
  repository: name,
});
const organization = (name: string): SetUpScope => ({
  kind: 'organization',
  host: 'github.com',
  organization: name,
});
const enterprise = (name: string): SetUpScope => ({
  kind: 'enterprise',
  host: 'github.com',
  enterprise: name,
});

describe('the label of a runner’s service', () => {
  it.each([
    [repository('acme', 'rocket'), 'mac-mini', 'acme.rocket.mac-mini'],
    [repository('Acme', 'Rocket'), 'Mac-Mini', 'acme.rocket.mac-mini'],
    [organization('acme'), 'mac-mini', 'acme.mac-mini'],
  ])('%j, %s: %s', (scope, name, slug) => {
    expect(agentLabel(scope, name)).toBe(`dev.trackside.runner.${slug}`);
  });

  it.each([
    [repository('acme', 'rocket.js'), 'mac', /^acme\.rocket-js\.mac--[0-9a-f]{8}$/],
    [repository('acme', 'rocket', 'ghes.acme.test'), 'mac', /^acme\.rocket\.mac--[0-9a-f]{8}$/],
    [repository('acme', 'rocket'), 'Zoë’s Mac', /^acme\.rocket\.zo-s-mac--[0-9a-f]{8}$/],
    [repository('acme', 'rocket'), '…', /^acme\.rocket--[0-9a-f]{8}$/],
    [repository('acme', 'r'.repeat(100)), 'mac', /^acme\.r{65}--[0-9a-f]{8}$/],
    [enterprise('acme'), 'mac', /^enterprises\.acme\.mac--[0-9a-f]{8}$/],
  ])('%j, %s: has a digest where it was cut or changed', (scope, name, slug) => {
    expect(agentLabel(scope, name).replace('dev.trackside.runner.', '')).toMatch(slug);
  });

  it('is one for each runner, fit for a file’s name, and the same in any letter case', () => {
    const word = fc.string({
      unit: fc.constantFrom('a', 'b', 'B', '-', '.', '_', ' ', 'é', '1'),
      minLength: 1,
      maxLength: 12,
    });
    const scope = fc.oneof(
      fc
        .tuple(word, word, fc.constantFrom('github.com', 'a.ghe.com'))
        .map(([a, b, host]) => repository(a, b, host)),
      word.map(organization),
      word.map(enterprise),
    );
    const runner = fc.tuple(scope, word);
    fc.assert(
      fc.property(runner, runner, (one, other) => {
        const label = agentLabel(...one);
        const same = JSON.stringify(one).toLowerCase() === JSON.stringify(other).toLowerCase();
        return (
          /^dev\.trackside\.runner\.[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/.test(label) &&
          !label.includes('..') &&
          label.length <= 101 &&
          (label === agentLabel(...other)) === same
        );
      }),
      { numRuns: 300 },
    );
  });
});

describe('the service’s property list', () => {
  const OPTIONS = {
    label: 'dev.trackside.runner.acme.rocket.mac-mini',
    directory: '/Users/me/actions-runner',
    home: '/Users/me',
    startAtLogin: 'yes',
    variables: { NODE_OPTIONS: '--max-old-space-size=8192 --title="a & <b>"' },
    path: ['/opt/homebrew/bin', '/usr/bin'],
  } as const;

  it('has all that a runner needs, with absolute paths', () => {
    expect(parse(agentDocument(OPTIONS) ?? '')).toEqual({
      Label: OPTIONS.label,
      ProgramArguments: ['/Users/me/actions-runner/runsvc.sh'],
      WorkingDirectory: '/Users/me/actions-runner',
      RunAtLoad: true,
      KeepAlive: { SuccessfulExit: false },
      ProcessType: 'Interactive',
      SessionCreate: true,
      ExitTimeOut: 60,
      ThrottleInterval: 10,
      EnvironmentVariables: {
        NODE_OPTIONS: '--max-old-space-size=8192 --title="a & <b>"',
        PATH: '/opt/homebrew/bin:/usr/bin',
        ACTIONS_RUNNER_SVC: '1',
      },
      StandardOutPath: `/Users/me/Library/Logs/${OPTIONS.label}/stdout.log`,
      StandardErrorPath: `/Users/me/Library/Logs/${OPTIONS.label}/stderr.log`,
      AssociatedBundleIdentifiers: [APP_ID],
    });
  });

  it('names no hook: one that is taken out of .env would be missing, and fail every job', () => {
    const variables = {
      ACTIONS_RUNNER_HOOK_JOB_STARTED: '/a.sh',
      ACTIONS_RUNNER_HOOK_JOB_COMPLETED: '/b.sh',
    };
    expect(agentDocument({ ...OPTIONS, variables })).not.toContain('HOOK');
  });

  it('has nothing that would start it at login where that is not wanted', () => {
    const keys = parse(agentDocument({ ...OPTIONS, startAtLogin: 'no' }) ?? '');
    expect(keys).toMatchObject({ RunAtLoad: false });
    expect(keys).not.toHaveProperty('KeepAlive');
  });

  it('is shown under the app’s own name', () => {
    const builder = readFileSync(join(import.meta.dirname, '../../../electron-builder.yml'), 'utf8');
    expect(builder).toContain(`appId: ${APP_ID}\n`);
  });
});
