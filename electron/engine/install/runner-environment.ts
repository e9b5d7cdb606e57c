/** From the tuning that was chosen to the variables, PATH and folders of a runner (the M4 guide's optimisations). Pure. */
import { join } from 'node:path';
import type { Tuning } from '../../../shared/set-up.ts';
import { hookPaths } from './hook-scripts.ts';
import { withHeap } from './node-options.ts';

export interface RunnerEnvironment {
  readonly variables: Readonly<Record<string, string>>;
  /** The PATH, first to last. */
  readonly path: readonly string[];
  /** To be made (mode 700) before a job runs. */
  readonly folders: readonly string[];
}

/** What is set already; of a new runner nothing. */
export interface PresentEnvironment {
  readonly variables: Readonly<Record<string, string>>;
  readonly path: readonly string[];
}
export const NOTHING_PRESENT: PresentEnvironment = { variables: {}, path: [] };

export const STARTED_HOOK = 'ACTIONS_RUNNER_HOOK_JOB_STARTED';
export const COMPLETED_HOOK = 'ACTIONS_RUNNER_HOOK_JOB_COMPLETED';

/** Every variable that may be set here: what is there already is looked up by these names. */
export const OWN_VARIABLES = [
  'NODE_OPTIONS',
  'UV_THREADPOOL_SIZE',
  'DOCKER_DEFAULT_PLATFORM',
  'PNPM_HOME',
  'RUNNER_TOOL_CACHE',
  'AGENT_TOOLSDIRECTORY',
  'npm_config_cache',
  'PIP_CACHE_DIR',
  STARTED_HOOK,
  COMPLETED_HOOK,
] as const;

const HOMEBREW = ['/opt/homebrew/bin', '/opt/homebrew/sbin'];
const SYSTEM = ['/usr/bin', '/bin', '/usr/sbin', '/sbin'];

/**
 * What `tuning` makes of a runner's environment. A PATH that is there keeps its order, so that a tool that was found
 * first still is; what it lacks comes behind it.
 */
export function runnerEnvironment(
  tuning: Tuning,
  runner: { readonly home: string; readonly directory: string },
  present: PresentEnvironment = NOTHING_PRESENT,
): RunnerEnvironment {
  const { home, directory } = runner;
  const pnpmHome = present.variables['PNPM_HOME'] ?? join(home, 'Library/pnpm');
  const caches = cachesOf(directory);
  const hooks = hookPaths(directory);
  const variables: Record<string, string> = {};
  if (tuning.nodeHeapMegabytes !== null) {
    variables['NODE_OPTIONS'] = withHeap(present.variables['NODE_OPTIONS'] ?? null, tuning.nodeHeapMegabytes);
  }
  if (tuning.threadPool !== null) variables['UV_THREADPOOL_SIZE'] = String(tuning.threadPool);
  if (tuning.dockerPlatform === 'on') variables['DOCKER_DEFAULT_PLATFORM'] = 'linux/arm64';
  if (tuning.pnpmHome === 'on') variables['PNPM_HOME'] = pnpmHome;
  if (tuning.caches === 'on') Object.assign(variables, caches.variables);
  if (tuning.startHook === 'on') variables[STARTED_HOOK] = hooks.started;
  if (tuning.endHook === 'on') variables[COMPLETED_HOOK] = hooks.completed;
  const path = [
    ...present.path,
    // pnpm 11 puts what it installs globally into `bin`, earlier ones into PNPM_HOME itself (pnpm.io, pnpm setup).
    ...(tuning.pnpmHome === 'on' ? [join(pnpmHome, 'bin'), pnpmHome] : []),
    ...(tuning.homebrewPath === 'on' ? HOMEBREW : []),
    '/usr/local/bin',
    join(home, '.local/bin'),
    ...SYSTEM,
  ];
  return {
    variables,
    path: [...new Set(path)].filter((folder) => folder.startsWith('/')),
    folders: tuning.caches === 'on' ? caches.folders : [],
  };
}

/**
 * Of a new runner. config.sh, called in a terminal, notes that one's language in `.env` (runner.md 9); launchd gives none,
 * and CocoaPods, Ruby and others then take every text for ASCII. The same as on GitHub's own Macs.
 */
export function newRunnerEnvironment(
  tuning: Tuning,
  runner: { readonly home: string; readonly directory: string },
): RunnerEnvironment {
  const made = runnerEnvironment(tuning, runner);
  return { ...made, variables: { LANG: 'en_US.UTF-8', ...made.variables } };
}

/**
 * Caches outside `_work`, which may be emptied at any time, on the same disk, so that files can be linked. Left to their
 * own places in the home folder, which last as well: pnpm's store (`npm_config_store_dir` makes every npm warn of an
 * option that it does not know, and pnpm 11 does not read it) and Yarn's (`YARN_CACHE_FOLDER` would turn it away from a
 * cache that a repository brings along).
 */
function cachesOf(directory: string): {
  readonly variables: Readonly<Record<string, string>>;
  readonly folders: readonly string[];
} {
  const root = join(directory, 'caches');
  const [tools, npm, pip] = [join(root, 'tools'), join(root, 'npm'), join(root, 'pip')];
  return {
    variables: {
      // The first is the runner's own, the second that of several setup actions (runner.md 12).
      RUNNER_TOOL_CACHE: tools,
      AGENT_TOOLSDIRECTORY: tools,
      npm_config_cache: npm,
      PIP_CACHE_DIR: pip,
    },
    folders: [root, tools, npm, pip],
  };
}
