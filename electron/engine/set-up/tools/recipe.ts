/** How a missing tool is installed without an administrator: decided once, kept in the operation's journal. */
import { basename } from 'node:path';
import * as z from 'zod';

const absolute = z.string().startsWith('/').max(1024);
const word = z.string().regex(/^[a-z0-9][\w@.+-]{0,60}$/);

export const recipe = z.discriminatedUnion('way', [
  /** `program`: Homebrew's own. */
  z.strictObject({
    way: z.literal('brew'),
    program: absolute,
    formulas: z.array(word).min(1).max(5),
  }),
  /** A link to Corepack, in the folder of `program`. */
  z.strictObject({ way: z.literal('corepack'), program: absolute, nodes: z.array(absolute).max(20) }),
  /** `prefix`: where npm puts what is installed for all projects. */
  z.strictObject({
    way: z.literal('npm'),
    program: absolute,
    prefix: absolute,
    nodes: z.array(absolute).max(20),
  }),
]);
export type Recipe = z.infer<typeof recipe>;

export function installArguments(recipe: Recipe): readonly string[] {
  switch (recipe.way) {
    case 'brew':
      return ['install', ...recipe.formulas];
    case 'corepack':
      return ['enable', 'pnpm'];
    case 'npm':
      return ['install', '--global', 'pnpm'];
  }
}

/** `parts`: of `partsOf`, those that are to go. */
export function removeArguments(recipe: Recipe, parts: readonly string[]): readonly string[] {
  switch (recipe.way) {
    case 'brew':
      return ['uninstall', ...parts];
    case 'corepack':
      return ['disable', 'pnpm'];
    case 'npm':
      return ['uninstall', '--global', 'pnpm'];
  }
}

/** What it consists of, by the names that its installer uses. */
export function partsOf(recipe: Recipe): readonly string[] {
  return recipe.way === 'brew' ? recipe.formulas : ['pnpm'];
}

/** As a person would type it. */
export function typed(recipe: Recipe, args: readonly string[]): string {
  return [basename(recipe.program), ...args].join(' ');
}

export const INSTALLER_NAMES: Readonly<Record<Recipe['way'], string>> = {
  brew: 'Homebrew',
  corepack: 'Corepack',
  npm: 'npm',
};
