/** Which tools are there. Nothing is started that could open a dialog, fetch something or begin a service. */
import { TOOL_IDS } from '../../../../shared/set-up.ts';
import type { ToolId } from '../../../../shared/set-up.ts';
import type { Host } from '../../host/host.ts';
import { askVersion } from './ask-version.ts';
import type { VersionAnswer, VersionQuestion } from './ask-version.ts';
import { developerFolder } from './developer-folder.ts';
import type { DeveloperFolder } from './developer-folder.ts';
import { findProgram } from './find-program.ts';
import type { FoundProgram } from './find-program.ts';
import { inParallel } from './in-parallel.ts';
import { toolPlaces } from './places.ts';
import type { ToolPlace } from './places.ts';
import { TOOL_WORDS } from './words.ts';

export type ProgramId = Exclude<ToolId, 'xcode-tools'>;

export type ToolSight =
  | {
      readonly kind: 'found';
      readonly path: string;
      readonly place: ToolPlace['kind'];
      readonly version: string | null;
      /** It is Corepack's, which has not fetched it yet. */
      readonly fetched: 'yes' | 'when-used';
    }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unknown'; readonly why: string; readonly cause: 'licence' | 'other' };

export interface Surroundings {
  readonly places: readonly ToolPlace[];
  readonly developer: DeveloperFolder;
  /** Every Node that there is, absolute, first choice first: for the PATH of what needs one. */
  readonly nodes: readonly string[];
}

export interface Toolbox extends Surroundings {
  readonly tools: Readonly<Record<ToolId, ToolSight>>;
}

export interface LookOptions {
  /** Of the disk; another one only in tests. */
  readonly root?: string;
}

type ToolHost = Pick<Host, 'home' | 'programsFolder' | 'tool' | 'program'>;
/** So many programs at once: a Mac that builds must not feel it. */
const AT_ONCE = 4;
/** One that hangs takes its whole time limit, so not every place is tried. */
const MAX_TRIES = 3;

/** What has to be known before any tool is asked. Never rejects. */
export async function lookAround(host: ToolHost, options: LookOptions = {}): Promise<Surroundings> {
  const [places, developer] = await Promise.all([toolPlaces(host, options.root), developerFolder(host)]);
  return { places, developer, nodes: await nodesIn(places) };
}

/** Looks at everything anew. Never rejects. */
export async function lookForTools(host: ToolHost, options: LookOptions = {}): Promise<Toolbox> {
  const around = await lookAround(host, options);
  const sights = await inParallel(
    AT_ONCE,
    TOOL_IDS.map(
      (id) => async () =>
        [id, id === 'xcode-tools' ? sightOf(around.developer) : await lookFor(host, id, around)] as const,
    ),
  );
  const tools = Object.fromEntries(sights) as Record<ToolId, ToolSight>;
  return { ...around, tools };
}

async function nodesIn(places: readonly ToolPlace[]): Promise<readonly string[]> {
  const found = await findProgram('node', places);
  return found.ok ? found.value.map(({ path }) => path) : [];
}

function sightOf(developer: DeveloperFolder): ToolSight {
  switch (developer.kind) {
    case 'found':
      return {
        kind: 'found',
        path: developer.path,
        place: 'system',
        version: developer.version,
        fetched: 'yes',
      };
    case 'none':
      return { kind: 'missing' };
    case 'unknown':
      return { kind: 'unknown', why: developer.why, cause: 'other' };
  }
}

/**
 * The first that runs; behind a doorkeeper there may be nothing, so the next is asked then. One that is there and does
 * not run is no tool, and not missing either.
 */
export async function lookFor(
  host: ToolHost,
  tool: ProgramId,
  box: Surroundings,
  question: Pick<VersionQuestion, 'network' | 'timeoutMs' | 'signal'> = {},
): Promise<ToolSight> {
  const found = await findProgram(TOOL_WORDS[tool].program, box.places);
  if (!found.ok) return { kind: 'unknown', why: found.why, cause: 'other' };
  let failure: ToolSight | null = null;
  for (const program of found.value.slice(0, MAX_TRIES)) {
    if (opensDialog(tool, program, box.developer)) {
      failure ??= sightOf(box.developer);
      continue;
    }
    const sight = asFound(program, await ask(host, tool, program, box, question));
    if (sight.kind === 'found') return sight;
    failure ??= sight;
  }
  return failure ?? { kind: 'missing' };
}

/** macOS's git, without proof that there is something behind it. */
function opensDialog(tool: ProgramId, { place }: FoundProgram, developer: DeveloperFolder): boolean {
  return tool === 'git' && place.kind === 'system' && developer.kind !== 'found';
}

async function ask(
  host: ToolHost,
  tool: ProgramId,
  { path }: FoundProgram,
  { developer, nodes }: Surroundings,
  question: Pick<VersionQuestion, 'network' | 'timeoutMs' | 'signal'>,
): Promise<VersionAnswer> {
  // `brew --version` asks git, and which git it takes is its own matter.
  if (tool === 'homebrew' && developer.kind !== 'found') return { kind: 'runs', version: null };
  return askVersion(host, { tool, path, nodes, ...question });
}

function asFound({ path, place }: FoundProgram, answer: VersionAnswer): ToolSight {
  if (answer.kind === 'runs') {
    return { kind: 'found', path, place: place.kind, version: answer.version, fetched: 'yes' };
  }
  switch (answer.cause) {
    case 'not-fetched':
      return { kind: 'found', path, place: place.kind, version: null, fetched: 'when-used' };
    case 'licence':
    case 'other':
      return { kind: 'unknown', why: answer.why, cause: answer.cause };
  }
}
