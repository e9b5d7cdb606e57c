/** How a missing tool is had: by an operation of ours where no administrator is needed, else by the person. */
import { dirname, join } from 'node:path';
import type { ToolId, ToolRemedy } from '../../../../shared/set-up.ts';
import type { Host } from '../../host/host.ts';
import { pathFor, QUIET } from './environment.ts';
import { isProgram, isWritable } from './find-program.ts';
import { TOOL_PAGES } from './pages.ts';
import { installArguments, typed } from './recipe.ts';
import type { Recipe } from './recipe.ts';
import type { Toolbox } from './toolbox.ts';

export type Way =
  | { readonly kind: 'recipe'; readonly recipe: Recipe }
  | { readonly kind: 'person'; readonly remedy: Exclude<ToolRemedy, { readonly kind: 'one-click' }> };

/** Whom this is asked for, and on which Mac. */
export interface RemedyParts {
  readonly host: Pick<Host, 'uid' | 'program'>;
  readonly box: Toolbox;
  readonly appleSilicon: boolean | null;
}

const NPM_LIMIT_MS = 5_000;
const MAX_OUTPUT = 64 * 1024;
const INSTALL_HOMEBREW =
  '/bin/bash -c "$(curl -fsSL https://raw.githubusercontent.com/Homebrew/install/HEAD/install.sh)"';

/** The client alone can do nothing; Colima is an engine that needs no administrator and no licence. */
const FORMULAS = { node: ['node'], gh: ['gh'], docker: ['docker', 'colima'] } as const;

/** Null: it is there, or nobody knows, so that nothing may be installed over it. */
export async function wayToGet(tool: ToolId, parts: RemedyParts): Promise<Way | null> {
  const sight = parts.box.tools[tool];
  if (sight.kind === 'found') return null;
  if (sight.kind === 'unknown') {
    return sight.cause === 'licence'
      ? person('sudo xcodebuild -license accept', 'Agreeing to Xcode’s licence needs an administrator.')
      : null;
  }
  switch (tool) {
    case 'git':
      return person(
        'xcode-select --install',
        'Git comes with Apple’s command line tools; this opens Apple’s own dialog.',
      );
    case 'xcode-tools':
      return person('xcode-select --install', 'It opens Apple’s own dialog, where you agree to the licence.');
    case 'homebrew':
      return person(
        INSTALL_HOMEBREW,
        'Homebrew’s installer asks for the password of an administrator, in a terminal.',
      );
    case 'node':
    case 'gh':
    case 'docker':
      return withHomebrew(tool, parts);
    case 'pnpm':
      return forPnpm(parts);
  }
}

/** As a view shows it. */
export function asRemedy(way: Way | null): ToolRemedy | null {
  if (way === null) return null;
  switch (way.kind) {
    case 'recipe':
      return { kind: 'one-click', command: typed(way.recipe, installArguments(way.recipe)) };
    case 'person':
      return way.remedy;
  }
}

function person(command: string, why: string): Way {
  return { kind: 'person', remedy: { kind: 'command', command, why } };
}

function withHomebrew(tool: keyof typeof FORMULAS, parts: RemedyParts): Way {
  const brew = parts.box.tools.homebrew;
  if (brew.kind !== 'found') {
    return {
      kind: 'person',
      remedy: {
        kind: 'page',
        url: TOOL_PAGES[tool],
        why: 'Without Homebrew there is only its own installer. With Homebrew, Trackside can do it for you.',
      },
    };
  }
  const recipe: Recipe = { way: 'brew', program: brew.path, formulas: [...FORMULAS[tool]] };
  const why = whyNotHomebrew(parts, brew.path);
  return why === null ? { kind: 'recipe', recipe } : person(typed(recipe, installArguments(recipe)), why);
}

/** A sentence why Homebrew cannot be used from here; null: it can. */
function whyNotHomebrew({ host, box, appleSilicon }: RemedyParts, path: string): string | null {
  if (host.uid === 0) return 'Homebrew refuses root, and Trackside runs as root. Type it as yourself.';
  if (box.developer.kind !== 'found') return 'Homebrew needs Apple’s command line tools first.';
  // It refuses to install anything there itself.
  if (appleSilicon === true && path === '/usr/local/bin/brew') {
    return 'This Homebrew is the one for Intel Macs. Get the one for Apple silicon first, from brew.sh.';
  }
  return null;
}

/** Corepack comes with Node up to 24; npm always does. Either needs no administrator where Node's folder is the person's. */
async function forPnpm(parts: RemedyParts): Promise<Way> {
  const { host, box } = parts;
  const node = box.tools.node;
  if (node.kind !== 'found') {
    return {
      kind: 'person',
      remedy: { kind: 'page', url: TOOL_PAGES.pnpm, why: 'pnpm runs on Node, which has to be there first.' },
    };
  }
  const folder = dirname(node.path);
  const nodes = [node.path];
  const corepack = join(folder, 'corepack');
  const npm = join(folder, 'npm');
  if (host.uid === 0) {
    return person(
      'npm install --global pnpm',
      'Trackside runs as root; what it installed would belong to root.',
    );
  }
  // Where a version manager's doorkeeper leads to may change from one folder to the next.
  const steady = node.place !== 'shims';
  if (steady && (await isProgram(corepack)) && (await isWritable(folder))) {
    return { kind: 'recipe', recipe: { way: 'corepack', program: corepack, nodes } };
  }
  const prefix = steady && (await isProgram(npm)) ? await prefixOf(host, npm, nodes) : null;
  if (prefix !== null && (await isWritable(join(prefix, 'bin')))) {
    return { kind: 'recipe', recipe: { way: 'npm', program: npm, prefix, nodes } };
  }
  const brew = box.tools.homebrew;
  if (brew.kind === 'found' && whyNotHomebrew(parts, brew.path) === null) {
    return { kind: 'recipe', recipe: { way: 'brew', program: brew.path, formulas: ['pnpm'] } };
  }
  return steady
    ? person('sudo npm install --global pnpm', 'The folder of this Node belongs to an administrator.')
    : person(
        'npm install --global pnpm',
        'Node comes from a version manager here, which a terminal knows best.',
      );
}

/** Null where npm does not say. */
async function prefixOf(
  host: RemedyParts['host'],
  npm: string,
  nodes: readonly string[],
): Promise<string | null> {
  const result = await host.program({
    path: npm,
    args: ['prefix', '--global'],
    env: { ...QUIET, PATH: pathFor(npm, nodes) },
    timeoutMs: NPM_LIMIT_MS,
    maxOutputBytes: MAX_OUTPUT,
  });
  if (result.kind !== 'exited' || result.status !== 0) return null;
  const prefix = result.stdout.trim();
  return /^\/[^\n:]+$/.test(prefix) ? prefix : null;
}
