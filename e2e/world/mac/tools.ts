/** Which tools that do not belong to macOS are on the practice Mac: their files come and go as they are installed. */
import { existsSync, lstatSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { WorldProgram } from './faults.ts';

export const WORLD_TOOLS = ['git', 'xcode-tools', 'homebrew', 'node', 'pnpm', 'gh', 'docker'] as const;
export type WorldTool = (typeof WORLD_TOOLS)[number];

/** As on a Mac mini that somebody has begun to set up: two are missing, so that there is something to do. */
export const USUAL_TOOLS: readonly WorldTool[] = ['git', 'xcode-tools', 'homebrew', 'node', 'gh'];

/**
 * The programs that each brings. `git` is Apple's, which is there on every Mac and opens a dialog where nothing is
 * behind it (macos.md 3.1): with `git` and without `xcode-tools` the world has just that.
 */
const PROGRAMS_OF: Readonly<Record<WorldTool, readonly WorldProgram[]>> = {
  git: ['git'],
  'xcode-tools': [],
  homebrew: ['brew'],
  node: ['node', 'npm', 'corepack'],
  pnpm: ['pnpm'],
  gh: ['gh'],
  docker: ['docker'],
};
/** Programs that are there only with a tool. */
export const TOOL_PROGRAMS: ReadonlySet<WorldProgram> = new Set([
  ...Object.values(PROGRAMS_OF).flat(),
  'colima',
]);

export interface Tools {
  /** Exactly these, from now on. */
  set(tools: readonly WorldTool[]): void;
  there(): readonly WorldTool[];
  /** Puts programs into the folder, as an installer does at its end. */
  add(programs: readonly WorldProgram[]): void;
  take(programs: readonly WorldProgram[]): void;
  /** What `xcode-select -p` names; null: nothing. */
  developerFolder(): string | null;
  /** Something was started that has nothing behind it: macOS shows its installer. */
  openDialog(): void;
  /** How often that happened. */
  dialogs(): number;
}

/** `folder`: of the programs. `script`: the text of one. */
export function createTools(root: string, folder: string, script: (name: WorldProgram) => string): Tools {
  const developer = join(root, 'mac/Applications/Xcode.app/Contents/Developer');
  let dialogs = 0;
  const path = (program: WorldProgram): string => join(folder, program);
  const add = (programs: readonly WorldProgram[]): void => {
    for (const program of programs) writeFileSync(path(program), script(program), { mode: 0o700 });
  };
  const take = (programs: readonly WorldProgram[]): void => {
    for (const program of programs) rmSync(path(program), { force: true });
  };
  const has = (tool: WorldTool): boolean =>
    tool === 'xcode-tools' ? existsSync(developer) : PROGRAMS_OF[tool].every((one) => existsSync(path(one)));
  return {
    add,
    take,
    set: (tools) => {
      for (const tool of WORLD_TOOLS) (tools.includes(tool) ? add : take)(PROGRAMS_OF[tool]);
      if (tools.includes('xcode-tools')) makeXcode(developer, path('git'));
      else rmSync(developer, { recursive: true, force: true });
    },
    there: () => WORLD_TOOLS.filter(has),
    developerFolder: () => (existsSync(developer) ? developer : null),
    openDialog: () => {
      dialogs += 1;
    },
    dialogs: () => dialogs,
  };
}

/** The little of an Xcode that others look at. */
function makeXcode(developer: string, git: string): void {
  const link = join(developer, 'usr/bin/git');
  mkdirSync(dirname(link), { recursive: true });
  if (lstatSync(link, { throwIfNoEntry: false }) === undefined) symlinkSync(git, link);
  writeFileSync(
    join(dirname(developer), 'version.plist'),
    '<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0">\n<dict>\n\t<key>CFBundleShortVersionString</key>\n\t<string>26.2</string>\n\t<key>ProductBuildVersion</key>\n\t<string>17C52</string>\n</dict>\n</plist>\n',
  );
}
