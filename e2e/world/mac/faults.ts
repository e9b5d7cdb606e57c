/** What goes wrong with a program of the world, on request. */
import type { PrintDialect } from './launchd/print.ts';

export const PROGRAMS = [
  'launchctl',
  'ps',
  'sysctl',
  'vm_stat',
  'netstat',
  'sw_vers',
  'scutil',
  'pmset',
  'xcode-select',
  'plutil',
  'system_profiler',
  'fdesetup',
  'gh',
  'git',
  'brew',
  'node',
  'npm',
  'corepack',
  'pnpm',
  'docker',
  'colima',
] as const;
export type WorldProgram = (typeof PROGRAMS)[number];

/** They print line by line while they work; the others once, at their end. */
export const STREAMED: readonly WorldProgram[] = ['brew', 'npm', 'corepack'];

/** `when`: only calls whose first argument this is, such as `print` of launchctl; left out: every call. */
export type ProgramFault =
  | { readonly kind: 'hang'; readonly program: WorldProgram; readonly when?: string }
  | {
      readonly kind: 'fail';
      readonly program: WorldProgram;
      readonly when?: string;
      readonly status: number;
      readonly stdout?: string;
      readonly stderr?: string;
      /** Only so many calls; left out: until `none`. */
      readonly times?: number;
    }
  | { readonly kind: 'slow'; readonly program: WorldProgram; readonly when?: string; readonly ms: number }
  /** The file is not there. */
  | { readonly kind: 'missing'; readonly program: WorldProgram }
  /** All is well again with this program. */
  | { readonly kind: 'none'; readonly program: WorldProgram };

/** Which macOS the texts are those of. */
export interface Dialect extends PrintDialect {
  /** What `bootstrap` answers for a disabled label: 119 since macOS 13, 5 before. */
  readonly disabledStatus: 119 | 5;
}
export const NEWEST: Dialect = { jobState: 'present', disabled: 'words', disabledStatus: 119 };
