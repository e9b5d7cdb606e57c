/** Homebrew, npm and Corepack, behind one face: what is there, who is at work, and the two commands. */
import { lstat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Host, Probe } from '../../host/host.ts';
import { whyNoAnswer } from '../../host/run-program.ts';
import type { ProgramResult } from '../../host/run-program.ts';
import { pathFor, QUIET } from './environment.ts';
import { INSTALLER_NAMES, partsOf } from './recipe.ts';
import type { Recipe } from './recipe.ts';

const LOOK_LIMIT_MS = 15_000;
const MAX_OUTPUT = 4 * 1024 * 1024;
/** Homebrew and npm take back what is half done when they are interrupted; that takes them a moment. */
const GENTLY = { signal: 'SIGINT', graceMs: 5_000 } as const;

type InstallerHost = Pick<Host, 'program' | 'processes'>;

export interface RunOptions {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  readonly onLine: (line: string) => void;
}

/** Runs one command of the recipe's program, quietly, in a group that ends as one. */
export function runInstaller(
  host: InstallerHost,
  recipe: Recipe,
  args: readonly string[],
  options: RunOptions,
): Promise<ProgramResult> {
  return host.program({
    path: recipe.program,
    args,
    env: environmentOf(recipe),
    timeoutMs: options.timeoutMs,
    maxOutputBytes: MAX_OUTPUT,
    signal: options.signal,
    onLine: (line) => options.onLine(line),
    endGently: GENTLY,
  });
}

function environmentOf(recipe: Recipe): Readonly<Record<string, string>> {
  return { ...QUIET, PATH: pathFor(recipe.program, recipe.way === 'brew' ? [] : recipe.nodes) };
}

/** Which of the recipe's parts its installer has already. */
export async function partsThere(host: InstallerHost, recipe: Recipe): Promise<Probe<readonly string[]>> {
  switch (recipe.way) {
    case 'brew':
      return formulasThere(host, recipe);
    case 'corepack':
      return linkThere(join(dirname(recipe.program), 'pnpm'));
    case 'npm':
      return linkThere(join(recipe.prefix, 'lib/node_modules/pnpm'));
  }
}

/** `brew list --formula -1` only reads a folder: no update, no network, and no refusal of root. */
async function formulasThere(
  host: InstallerHost,
  recipe: Extract<Recipe, { readonly way: 'brew' }>,
): Promise<Probe<readonly string[]>> {
  const result = await host.program({
    path: recipe.program,
    args: ['list', '--formula', '-1'],
    env: environmentOf(recipe),
    timeoutMs: LOOK_LIMIT_MS,
    maxOutputBytes: MAX_OUTPUT,
  });
  if (result.kind !== 'exited' || result.status !== 0) {
    return { ok: false, why: whyNoAnswer('“brew list”', result) };
  }
  const names = new Set(result.stdout.split('\n').map((line) => line.trim()));
  return { ok: true, value: recipe.formulas.filter((formula) => names.has(formula)) };
}

/** A link to nowhere is there, too: it would be in the way, or has to go. */
async function linkThere(path: string): Promise<Probe<readonly string[]>> {
  try {
    await lstat(path);
    return { ok: true, value: ['pnpm'] };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'ENOENT' || code === 'ENOTDIR') return { ok: true, value: [] };
    return { ok: false, why: `Its folder cannot be read${code === '' ? '' : ` (${code})`}.` };
  }
}

/** Whether the same installation is under way, begun by an earlier Trackside or in a terminal. */
export async function isAtWork(host: InstallerHost, recipe: Recipe): Promise<Probe<boolean>> {
  const table = await host.processes();
  if (!table.ok) return table;
  return { ok: true, value: table.value.some(({ args }) => installs(args, recipe)) };
}

const PROGRAM_WORDS: Readonly<Record<Recipe['way'], ReadonlySet<string>>> = {
  // Homebrew is a shell script that hands over to another, and that to Ruby; npm may call itself by its name alone.
  brew: new Set(['brew', 'brew.sh', 'brew.rb']),
  corepack: new Set(['corepack', 'corepack.js']),
  npm: new Set(['npm', 'npm-cli.js']),
};
const VERBS: Readonly<Record<Recipe['way'], ReadonlySet<string>>> = {
  brew: new Set(['install', 'reinstall', 'upgrade', 'uninstall']),
  corepack: new Set(['enable', 'disable']),
  npm: new Set(['install', 'i', 'add', 'uninstall']),
};

/** Read word by word: a file of that name, or a formula whose name begins alike, is none. */
export function installs(args: string, recipe: Recipe): boolean {
  const words = args.split(' ').filter((word) => word !== '');
  const program = words.findIndex((word) => PROGRAM_WORDS[recipe.way].has(basename(word)));
  const verb = words[program + 1];
  if (program === -1 || verb === undefined || !VERBS[recipe.way].has(verb)) return false;
  const named = new Set(words.slice(program + 2).map((word) => word.replace(/(?<=.)@[\d.]+$|@latest$/, '')));
  return partsOf(recipe).some((part) => named.has(part));
}

export function installerName(recipe: Recipe): string {
  return INSTALLER_NAMES[recipe.way];
}
