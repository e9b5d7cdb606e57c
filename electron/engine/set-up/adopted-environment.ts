/**
 * What an adoption makes of the environment of a runner that has one already, from wherever it has it: `.env`, `.path`, its
 * service's own variables. What jobs find now, they find afterwards as well, unless the person wants it changed.
 */
import { basename } from 'node:path';
import { fail, ok, type Reply } from '../../../shared/contract.ts';
import type { Tuning } from '../../../shared/set-up.ts';
import type { AgentPlist } from '../host/host.ts';
import { MINIMAL_PATH } from '../host/run-program.ts';
import { readEnvironment } from '../install/environment-files.ts';
import { canBeRun, hookPaths, type Hook } from '../install/hook-scripts.ts';
import type { NamedElsewhere } from '../install/hooks.ts';
import {
  COMPLETED_HOOK,
  OWN_VARIABLES,
  type PresentEnvironment,
  runnerEnvironment,
  STARTED_HOOK,
} from '../install/runner-environment.ts';

export interface AdoptedEnvironment {
  /** For `.env`. */
  readonly variables: Readonly<Record<string, string>>;
  /** The PATH that jobs get. */
  readonly path: readonly string[];
  readonly folders: readonly string[];
  /** Whether it goes to `.path`, too. */
  readonly pathFile: 'write' | 'keep';
  /** What `variables` have now, where they have something. */
  readonly before: Readonly<Record<string, string>>;
  /** The person's own hooks, which ours run; wherever they are named. */
  readonly theirHooks: NamedElsewhere;
}

export interface AdoptionSubject {
  readonly home: string;
  readonly directory: string;
  /** The service that it has; null: none. */
  readonly agent: AgentPlist | null;
  /** `own`: Trackside's, which starts it by runsvc.sh. */
  readonly service: 'keep' | 'own';
  readonly tuning: Tuning | null;
}

/** Fails with `cannot-read`, and with `not-supported-here` for a hook that cannot be run by ours. */
export async function adoptedEnvironment(subject: AdoptionSubject): Promise<Reply<AdoptedEnvironment>> {
  const { agent, directory, home, tuning } = subject;
  const files = await readEnvironment(directory, [...OWN_VARIABLES, 'PATH']);
  if (!files.ok) return files;
  // The listener puts `.env` over what its service gives it (runner.md 9).
  const present = { ...agent?.environment, ...files.value.variables };
  const envPath = files.value.variables['PATH'];
  const effective = pathNow(subject, files.value);
  const theirs = theirHooks(present, directory, tuning);
  if (!theirs.ok) return theirs;
  const tuned =
    tuning === null
      ? { variables: {}, path: effective.length === 0 ? asFolders(MINIMAL_PATH) : effective, folders: [] }
      : runnerEnvironment(tuning, { home, directory }, { variables: present, path: effective });
  const place = placeOfPath(subject, envPath, tuned.path.join(':') !== effective.join(':'));
  const variables: Readonly<Record<string, string>> = {
    ...tuned.variables,
    ...(place === 'env' ? { PATH: tuned.path.join(':') } : {}),
  };
  return ok({
    variables,
    path: tuned.path,
    folders: tuned.folders,
    pathFile: place === 'path-file' && tuned.path.join(':') !== files.value.path.join(':') ? 'write' : 'keep',
    before: Object.fromEntries(
      Object.entries(present).filter(([name, value]) => name in variables && variables[name] !== value),
    ),
    theirHooks: theirs.value,
  });
}

const asFolders = (path: string): readonly string[] => path.split(':').filter((folder) => folder !== '');

/** runsvc.sh puts `.path` in the place of the PATH it gets; run.sh does not know of it (runner.md 5.5, 9). */
const readsPathFile = (agent: AgentPlist): boolean =>
  agent.program.some((part) => basename(part) === 'runsvc.sh');

/** The PATH that its jobs have now. */
function pathNow({ agent, service }: AdoptionSubject, files: PresentEnvironment): readonly string[] {
  const inEnv = files.variables['PATH'];
  if (inEnv !== undefined) return asFolders(inEnv);
  // Started in a terminal it has that one's, which config.sh has noted down as well.
  if (agent === null || (readsPathFile(agent) && files.path.length > 0)) return files.path;
  const given = asFolders(agent.environment['PATH'] ?? MINIMAL_PATH);
  // Under runsvc.sh it gets what `.path` has besides: behind, so that what was found first still is.
  return service === 'own' ? [...new Set([...given, ...files.path])] : given;
}

function placeOfPath(
  { agent, service, tuning }: AdoptionSubject,
  envPath: string | undefined,
  isChanged: boolean,
): 'env' | 'path-file' | 'nowhere' {
  // There it would win over everything else.
  if (envPath !== undefined) return isChanged ? 'env' : 'nowhere';
  if (service === 'own' || (agent !== null && readsPathFile(agent))) return 'path-file';
  const isWanted = tuning !== null && (tuning.homebrewPath === 'on' || tuning.pnpmHome === 'on');
  return agent !== null && isWanted && isChanged ? 'env' : 'nowhere';
}

function theirHooks(
  present: Readonly<Record<string, string>>,
  directory: string,
  tuning: Tuning | null,
): Reply<AdoptedEnvironment['theirHooks']> {
  const ours = hookPaths(directory);
  const wanted: readonly (readonly [Hook, string, 'on' | 'off'])[] = [
    ['started', STARTED_HOOK, tuning?.startHook ?? 'off'],
    ['completed', COMPLETED_HOOK, tuning?.endHook ?? 'off'],
  ];
  const theirs: Record<Hook, string | null> = { started: null, completed: null };
  for (const [hook, variable, whether] of wanted) {
    const named = present[variable] ?? '';
    if (whether === 'on' && named !== '' && named !== ours[hook]) theirs[hook] = named;
  }
  if (Object.values(theirs).some((path) => path !== null && !canBeRun(path))) {
    return fail(
      'not-supported-here',
      'This runner has a job hook of its own that is neither a .sh nor a .js file, so Trackside’s cannot run beside it.',
      'Leave Trackside’s hooks off, or make yours a shell script.',
    );
  }
  return ok(theirs);
}
