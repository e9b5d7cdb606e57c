/** The tools that workflows need: their names, the program behind each, and what it is for. */
import type { ToolId } from '../../../../shared/set-up.ts';

export interface ToolWords {
  readonly name: string;
  /** The file to look for; for Apple's tools, the one that tells of them. */
  readonly program: string;
  /** What workflows need it for, in one sentence. */
  readonly purpose: string;
}

export const TOOL_WORDS: Readonly<Record<ToolId, ToolWords>> = {
  git: {
    name: 'Git',
    program: 'git',
    purpose: 'Checks out the code; without it, actions/checkout fetches an archive without history.',
  },
  'xcode-tools': {
    name: 'Xcode command line tools',
    program: 'xcode-select',
    purpose: 'Compilers and SDKs: for Swift, C and C++, and for npm packages with native parts.',
  },
  homebrew: {
    name: 'Homebrew',
    program: 'brew',
    purpose: 'Installs most other tools, for you and for workflows that call “brew install”.',
  },
  node: {
    name: 'Node',
    program: 'node',
    purpose: 'For steps that call “node” or “npm” without actions/setup-node; actions bring their own.',
  },
  pnpm: {
    name: 'pnpm',
    program: 'pnpm',
    purpose: 'Installs the packages of projects that have a pnpm-lock.yaml.',
  },
  gh: {
    name: 'GitHub CLI',
    program: 'gh',
    purpose: 'For steps that make releases, comments or pull requests; Trackside can use its login, too.',
  },
  docker: {
    name: 'Docker client',
    program: 'docker',
    purpose: 'For steps that build or run containers; container jobs and services need Linux all the same.',
  },
};

/** A path as it is shown: the home folder as `~`. */
export function shownPath(home: string, path: string): string {
  return path === home ? '~' : path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
}
