import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Tuning } from '../../../shared/set-up.ts';
import { withHeap } from './node-options.ts';
import { newRunnerEnvironment, OWN_VARIABLES, runnerEnvironment } from './runner-environment.ts';

const ALL: Tuning = {
  nodeHeapMegabytes: 8192,
  threadPool: 16,
  dockerPlatform: 'on',
  pnpmHome: 'on',
  homebrewPath: 'on',
  caches: 'on',
  shellProfile: 'on',
  startHook: 'on',
  endHook: 'on',
};
const NONE: Tuning = {
  nodeHeapMegabytes: null,
  threadPool: null,
  dockerPlatform: 'off',
  pnpmHome: 'off',
  homebrewPath: 'off',
  caches: 'off',
  shellProfile: 'off',
  startHook: 'off',
  endHook: 'off',
};
const RUNNER = { home: '/Users/me', directory: '/Users/me/actions-runner' };

describe('the environment of a runner', () => {
  it('that is new has a language, as one that is set up in a terminal has, whatever is tuned', () => {
    expect(newRunnerEnvironment(NONE, RUNNER).variables).toEqual({ LANG: 'en_US.UTF-8' });
    expect(newRunnerEnvironment(ALL, RUNNER).variables).toMatchObject({
      ...runnerEnvironment(ALL, RUNNER).variables,
      LANG: 'en_US.UTF-8',
    });
  });

  it('has what the M4 guide tunes, with absolute paths', () => {
    const environment = runnerEnvironment(ALL, RUNNER);
    expect(environment.variables).toEqual({
      NODE_OPTIONS: '--max-old-space-size=8192',
      UV_THREADPOOL_SIZE: '16',
      DOCKER_DEFAULT_PLATFORM: 'linux/arm64',
      PNPM_HOME: '/Users/me/Library/pnpm',
      RUNNER_TOOL_CACHE: '/Users/me/actions-runner/caches/tools',
      AGENT_TOOLSDIRECTORY: '/Users/me/actions-runner/caches/tools',
      npm_config_cache: '/Users/me/actions-runner/caches/npm',
      PIP_CACHE_DIR: '/Users/me/actions-runner/caches/pip',
      ACTIONS_RUNNER_HOOK_JOB_STARTED: '/Users/me/actions-runner/trackside/job-started.sh',
      ACTIONS_RUNNER_HOOK_JOB_COMPLETED: '/Users/me/actions-runner/trackside/job-completed.sh',
    });
    expect(environment.path).toEqual([
      '/Users/me/Library/pnpm/bin',
      '/Users/me/Library/pnpm',
      '/opt/homebrew/bin',
      '/opt/homebrew/sbin',
      '/usr/local/bin',
      '/Users/me/.local/bin',
      '/usr/bin',
      '/bin',
      '/usr/sbin',
      '/sbin',
    ]);
    expect(environment.folders).toEqual(
      ['', '/tools', '/npm', '/pip'].map((name) => `/Users/me/actions-runner/caches${name}`),
    );
    expect(Object.keys(environment.variables).sort()).toEqual([...OWN_VARIABLES].sort());
  });

  it('is the system’s where every switch is off', () => {
    expect(runnerEnvironment(NONE, RUNNER)).toEqual({
      variables: {},
      path: ['/usr/local/bin', '/Users/me/.local/bin', '/usr/bin', '/bin', '/usr/sbin', '/sbin'],
      folders: [],
    });
  });

  it('keeps other options, another PNPM_HOME and the order of a PATH that is there', () => {
    const present = {
      variables: { NODE_OPTIONS: '--enable-source-maps --max-old-space-size=4096', PNPM_HOME: '/p' },
      path: ['/Users/me/.rbenv/shims', '/usr/bin', 'relative'],
    };
    const { variables, path } = runnerEnvironment(ALL, RUNNER, present);
    expect(variables).toMatchObject({
      NODE_OPTIONS: '--enable-source-maps --max-old-space-size=8192',
      PNPM_HOME: '/p',
    });
    expect(path.slice(0, 4)).toEqual(['/Users/me/.rbenv/shims', '/usr/bin', '/p/bin', '/p']);
    expect(path.filter((folder) => folder === '/usr/bin')).toHaveLength(1);
    expect(path).not.toContain('relative');
    expect(runnerEnvironment(ALL, RUNNER, { variables, path })).toEqual({
      ...runnerEnvironment(ALL, RUNNER, present),
    });
  });
});

describe('NODE_OPTIONS', () => {
  it.each([
    [null, '--max-old-space-size=8192'],
    ['', '--max-old-space-size=8192'],
    ['--max-old-space-size=1', '--max-old-space-size=8192'],
    ['--max_old_space_size=1  --no-warnings', '--no-warnings --max-old-space-size=8192'],
    ['--max-old-space-size 4096 -r ./x.js', '-r ./x.js --max-old-space-size=8192'],
    ['--require "./my file.js"', '--require "./my file.js" --max-old-space-size=8192'],
    ['--max-old-space-size-percentage=50', '--max-old-space-size-percentage=50 --max-old-space-size=8192'],
  ])('%j → %j', (before, after) => {
    expect(withHeap(before, 8192)).toBe(after);
  });

  it('loses no other option, and is the same when it is set again', () => {
    const option = fc.constantFrom(
      '--no-warnings',
      '--require "./a b.js"',
      '-r x',
      '--title="a \\" b"',
      '--max-old-space-size=7',
    );
    fc.assert(
      fc.property(fc.array(option, { maxLength: 5 }), (options) => {
        const once = withHeap(options.join(' '), 4096);
        const others = options.filter((one) => !one.startsWith('--max'));
        return once === [...others, '--max-old-space-size=4096'].join(' ') && withHeap(once, 4096) === once;
      }),
    );
  });
});
