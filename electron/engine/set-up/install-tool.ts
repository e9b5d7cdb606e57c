/**
 * The operation that installs one missing tool, by Homebrew, Corepack or npm, without an administrator. It takes back
 * only what it brought: what was there before stays.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { basename, dirname, join } from 'node:path';
import * as z from 'zod';
import { fail, ok } from '../../../shared/contract.ts';
import type { Failure, Reply } from '../../../shared/contract.ts';
import type { FileChange } from '../../../shared/operation.ts';
import { TOOL_IDS } from '../../../shared/set-up.ts';
import type { OperationRequest, ToolId } from '../../../shared/set-up.ts';
import type { Host } from '../host/host.ts';
import type { Built, Definition, Memory, Step, StepContext, StepOutcome } from '../operations/definition.ts';
import { clean, installFailure } from './tools/install-failure.ts';
import { installerName, isAtWork, partsThere, runInstaller } from './tools/installer.ts';
import { installArguments, partsOf, recipe, removeArguments, typed } from './tools/recipe.ts';
import type { Recipe } from './tools/recipe.ts';
import { wayToGet } from './tools/remedy.ts';
import { lookAround, lookFor, lookForTools } from './tools/toolbox.ts';
import type { LookOptions } from './tools/toolbox.ts';
import { shownPath, TOOL_WORDS } from './tools/words.ts';

export type InstallToolRequest = Extract<OperationRequest, { readonly kind: 'install-tool' }>;

const spec = z.strictObject({ tool: z.enum(TOOL_IDS), recipe });
export type InstallToolSpec = z.infer<typeof spec>;

export interface InstallToolParts {
  readonly host: Pick<
    Host,
    'home' | 'uid' | 'programsFolder' | 'facts' | 'tool' | 'program' | 'processes' | 'monotonic'
  >;
  /** How often an installation that somebody else began is looked at; left out: once a second. */
  readonly lookMs?: number;
  /** Where tools are looked for; left out: on this Mac. */
  readonly look?: LookOptions;
}

const INSTALL_LIMIT_MS = 15 * 60_000;
const REMOVE_LIMIT_MS = 5 * 60_000;
/** Corepack fetches pnpm when it is first asked. */
const ANSWER_LIMIT_MS: Readonly<Record<Recipe['way'], number>> = {
  brew: 15_000,
  corepack: 2 * 60_000,
  npm: 15_000,
};
const LOOK_MS = 1_000;
/** What the installer had before, in the memory: a step that is done again must not take its own work for older. */
const BEFORE = 'there-before';
const VERSION = 'version';
const PLACE = 'place';

const USUAL_SECONDS: Readonly<Record<Recipe['way'], number>> = { brew: 45, corepack: 2, npm: 10 };

export function createInstallTool(parts: InstallToolParts): Definition<InstallToolRequest, InstallToolSpec> {
  return {
    kind: 'install-tool',
    spec,
    onFailure: 'undo',
    prepare: ({ tool }) => prepare(parts, tool),
    build: (decided) => build(parts, decided),
  };
}

async function prepare({ host, look }: InstallToolParts, tool: ToolId): Promise<Reply<InstallToolSpec>> {
  const { name } = TOOL_WORDS[tool];
  const [box, facts] = await Promise.all([lookForTools(host, look), host.facts()]);
  const sight = box.tools[tool];
  if (sight.kind === 'found') {
    return fail('wrong-state', `${name} is there already, in ${shownPath(host.home, dirname(sight.path))}.`);
  }
  const way = await wayToGet(tool, { host, box, appleSilicon: facts.ok ? facts.value.appleSilicon : null });
  if (way === null) {
    const why = sight.kind === 'unknown' ? sight.why : '';
    return fail(
      'not-supported-here',
      `It is not known whether ${name} is there. ${why}`.trim(),
      'Look again.',
    );
  }
  switch (way.kind) {
    case 'recipe':
      return ok({ tool, recipe: way.recipe });
    case 'person': {
      const { remedy } = way;
      const how =
        remedy.kind === 'command' ? `Type “${remedy.command}” in a terminal.` : `It is at ${remedy.url}.`;
      return fail('not-supported-here', `Trackside cannot install ${name} here. ${remedy.why}`, how);
    }
  }
}

function build(parts: InstallToolParts, decided: InstallToolSpec): Built {
  const { name } = TOOL_WORDS[decided.tool];
  return {
    plan: {
      title: `Install ${titleOf(decided)}`,
      needs: ['A connection to the internet.'],
      warnings: warningsOf(decided),
      confirmation: { kind: 'button', label: `Install ${name}` },
    },
    steps: [installStep(parts, decided), verifyStep(parts, decided)],
    runnerId: null,
    result: (memory) => resultOf(decided, memory),
  };
}

function titleOf({ tool, recipe }: InstallToolSpec): string {
  return tool === 'docker' && partsOf(recipe).includes('colima')
    ? 'the Docker client and Colima (its engine)'
    : TOOL_WORDS[tool].name;
}

function warningsOf({ recipe }: InstallToolSpec): readonly string[] {
  return recipe.way === 'brew'
    ? [
        'Homebrew also brings what this needs, and may bring that up to date where it is there already; a job that uses it just then may notice.',
      ]
    : [];
}

function resultOf({ tool, recipe }: InstallToolSpec, memory: Memory): readonly string[] {
  const version = memory[VERSION];
  const place = memory[PLACE];
  const { name } = TOOL_WORDS[tool];
  const what = typeof version === 'string' ? `${name} ${version}` : name;
  return [
    typeof place === 'string' ? `${what} is there, in ${place}.` : `${what} is there.`,
    ...(partsOf(recipe).includes('colima')
      ? ['Before a job can use Docker, start the engine: type “colima start” in a terminal.']
      : []),
  ];
}

// The first step ---------------------------------------------------------------

function installStep(parts: InstallToolParts, decided: InstallToolSpec): Step {
  const { host } = parts;
  const { recipe } = decided;
  const installer = installerName(recipe);
  const command = typed(recipe, installArguments(recipe));
  return {
    id: 'install',
    title: `Install ${titleOf(decided)} with ${installer}`,
    detail: DETAILS[recipe.way],
    files: filesOf(host.home, recipe),
    commands: [command],
    usualSeconds: USUAL_SECONDS[recipe.way],
    cancel: 'any-time',
    undoing: UNDOING[recipe.way],
    do: async (context) => {
      const deadline = host.monotonic() + INSTALL_LIMIT_MS;
      const free = await whenNobodyInstalls(parts, recipe, context, deadline);
      if (!free.ok) return free;
      const there = await partsThere(host, recipe);
      if (!there.ok) return notTold(installer, there.why);
      if (isWhole(recipe, there.value)) return { ok: true, note: 'It was there.' };
      if (context.memory()[BEFORE] === undefined) await context.remember({ [BEFORE]: there.value.join(' ') });
      const result = await runInstaller(host, recipe, installArguments(recipe), {
        signal: context.signal,
        timeoutMs: Math.max(LOOK_MS, deadline - host.monotonic()),
        onLine: sayTo(context, host.home),
      });
      context.note(null);
      if (result.kind !== 'exited' || result.status !== 0) {
        return installFailure(recipe, command, result, host.home);
      }
      const after = await partsThere(host, recipe);
      if (!after.ok) return notTold(installer, after.why);
      return isWhole(recipe, after.value)
        ? { ok: true }
        : fail(
            'not-verified',
            `${installer} ended well, yet did not install everything.`,
            `Type “${command}” in a terminal; it may tell more.`,
          );
    },
    undo: (context) => takeBack(parts, recipe, context),
  };
}

const DETAILS: Readonly<Record<Recipe['way'], string>> = {
  brew: 'Into Homebrew’s own folder, which is yours: no administrator is needed.',
  corepack: 'Corepack comes with Node; it fetches the pnpm that a project asks for.',
  npm: 'For all projects, into the folder of this Node, which is yours: no administrator is needed.',
};
const UNDOING: Readonly<Record<Recipe['way'], string>> = {
  brew: 'Uninstalls what was not there before. What Homebrew brought along for it stays; “brew autoremove” takes that away.',
  corepack: 'Takes the link to pnpm away again.',
  npm: 'Uninstalls pnpm again.',
};

function filesOf(home: string, recipe: Recipe): readonly FileChange[] {
  const create = (path: string): FileChange => ({ path: shownPath(home, path), change: 'create' });
  const folder = dirname(recipe.program);
  switch (recipe.way) {
    case 'brew':
      return recipe.formulas.map((formula) => create(join(dirname(folder), 'Cellar', formula)));
    case 'corepack':
      return [create(join(folder, 'pnpm'))];
    case 'npm':
      return [create(join(recipe.prefix, 'lib/node_modules/pnpm')), create(join(recipe.prefix, 'bin/pnpm'))];
  }
}

function isWhole(recipe: Recipe, there: readonly string[]): boolean {
  return partsOf(recipe).every((part) => there.includes(part));
}

function notTold(installer: string, why: string): Failure {
  return fail('program-failed', `${installer} did not say what is installed. ${why}`, 'Try again.');
}

/** Each line goes to the log; what Homebrew announces with an arrow is what it is doing. */
function sayTo(context: StepContext, home: string): (line: string) => void {
  return (line) => {
    const said = clean(line, home);
    if (said.trim() === '') return;
    context.log(said);
    const doing = /^==> (.{1,120})/.exec(said)?.[1];
    if (doing !== undefined) context.note(doing);
  };
}

/**
 * After a crash the installer may still be at work, and it may be at work for somebody else: a second one would only
 * be refused, or get in its way. Where nobody can say, none is started.
 */
async function whenNobodyInstalls(
  { host, lookMs = LOOK_MS }: InstallToolParts,
  recipe: Recipe,
  context: StepContext,
  deadline: number,
): Promise<Reply<null>> {
  const installer = installerName(recipe);
  for (;;) {
    if (context.signal.aborted) return fail('cancelled', 'It was stopped while it waited.');
    const atWork = await isAtWork(host, recipe);
    if (!atWork.ok) {
      return fail(
        'program-failed',
        `It is not known whether another ${installer} is at work. ${atWork.why}`,
        'Try again.',
      );
    }
    if (!atWork.value) {
      context.note(null);
      return ok(null);
    }
    if (host.monotonic() >= deadline) {
      return fail(
        'timed-out',
        `Another ${installer} has been at work on the same for too long.`,
        'Wait until it has finished, or end it, then try again.',
      );
    }
    context.note(`Waiting for the ${installer} that is at work already`);
    // Rejects only when it is cut short, which the next turn sees.
    await delay(lookMs, undefined, { signal: context.signal }).catch(() => undefined);
  }
}

/** Only what this operation has brought: nothing was begun where it did not write down what was there before. */
async function takeBack(parts: InstallToolParts, recipe: Recipe, context: StepContext): Promise<StepOutcome> {
  const { host } = parts;
  const before = context.memory()[BEFORE];
  if (typeof before !== 'string') return { ok: true };
  const deadline = host.monotonic() + REMOVE_LIMIT_MS;
  const free = await whenNobodyInstalls(parts, recipe, context, deadline);
  if (!free.ok) return context.signal.aborted ? free : stays(recipe, free.message);
  const brought = await broughtSince(host, recipe, before);
  if (!brought.ok) return stays(recipe, brought.why);
  if (brought.value.length === 0) return { ok: true };
  const result = await runInstaller(host, recipe, removeArguments(recipe, brought.value), {
    signal: context.signal,
    timeoutMs: Math.max(LOOK_MS, deadline - host.monotonic()),
    onLine: sayTo(context, host.home),
  });
  if (result.kind === 'aborted') return fail('cancelled', 'It was stopped while it took back.');
  const left = await broughtSince(host, recipe, before);
  if (!left.ok) return stays(recipe, left.why);
  return left.value.length === 0 ? { ok: true } : stays(recipe, 'It could not be uninstalled.');
}

async function broughtSince(
  host: InstallToolParts['host'],
  recipe: Recipe,
  before: string,
): ReturnType<typeof partsThere> {
  const there = await partsThere(host, recipe);
  if (!there.ok) return there;
  const older = new Set(before.split(' '));
  return { ok: true, value: there.value.filter((part) => !older.has(part)) };
}

function stays(recipe: Recipe, why: string): StepOutcome {
  const command = typed(recipe, removeArguments(recipe, partsOf(recipe)));
  return { ok: 'left', why: `What was installed may still be there. ${why} “${command}” takes it away.` };
}

// The second step --------------------------------------------------------------

function verifyStep({ host, look }: InstallToolParts, { tool, recipe }: InstallToolSpec): Step {
  const { name, program } = TOOL_WORDS[tool];
  return {
    id: 'verify',
    title: `Check that ${name} answers`,
    detail: null,
    files: [],
    commands: [`${program} --version`],
    usualSeconds: recipe.way === 'corepack' ? 5 : 1,
    cancel: 'any-time',
    undoing: null,
    do: async (context) => {
      if (tool === 'xcode-tools') return fail('internal', 'Apple’s tools cannot be installed from here.');
      const sight = await lookFor(host, tool, await lookAround(host, look), {
        // A pnpm that Corepack cannot fetch is none.
        network: 'allowed',
        timeoutMs: ANSWER_LIMIT_MS[recipe.way],
        signal: context.signal,
      });
      switch (sight.kind) {
        case 'found': {
          const place = shownPath(host.home, dirname(sight.path));
          await context.remember({ [VERSION]: sight.version, [PLACE]: place });
          return { ok: true, note: sight.version === null ? name : `${name} ${sight.version}` };
        }
        case 'missing':
          return fail(
            'not-verified',
            `${name} was installed, yet is in none of the usual places.`,
            unlinked(recipe),
          );
        case 'unknown':
          return context.signal.aborted
            ? fail('cancelled', 'It was stopped while it was checked.')
            : fail('not-verified', `${name} was installed, yet does not run. ${sight.why}`, unlinked(recipe));
      }
    },
    undo: async () => ({ ok: true }),
  };
}

function unlinked(recipe: Recipe): string {
  return recipe.way === 'brew'
    ? `Type “brew doctor” in a terminal; “brew link ${recipe.formulas.join(' ')}” may be all that is missing.`
    : `Type “${basename(recipe.program)} --version” in a terminal and see whether it complains.`;
}
