/** What tools are started with: a PATH with Node in it, and nothing that makes them ask, fetch or decorate. */
import { dirname } from 'node:path';
import { MINIMAL_PATH } from '../../host/run-program.ts';

/** Quiet, without colours, and without bringing anything up to date that nobody asked for (macos.md 5.2). */
export const QUIET: Readonly<Record<string, string>> = {
  NO_COLOR: '1',
  HOMEBREW_NO_AUTO_UPDATE: '1',
  HOMEBREW_NO_AUTOREMOVE: '1',
  HOMEBREW_NO_COLOR: '1',
  HOMEBREW_NO_EMOJI: '1',
  HOMEBREW_NO_ENV_HINTS: '1',
  HOMEBREW_NO_INSTALL_CLEANUP: '1',
  NPM_CONFIG_AUDIT: 'false',
  NPM_CONFIG_FUND: 'false',
  NPM_CONFIG_PROGRESS: 'false',
  NPM_CONFIG_UPDATE_NOTIFIER: 'false',
  COREPACK_ENABLE_DOWNLOAD_PROMPT: '0',
  GH_NO_UPDATE_NOTIFIER: '1',
  GH_PROMPT_DISABLED: '1',
  DOCKER_CLI_HINTS: 'false',
};

/** A question about a version must not fetch the tool that it asks. */
export const OFFLINE: Readonly<Record<string, string>> = {
  COREPACK_ENABLE_NETWORK: '0',
  MISE_AUTO_INSTALL: 'false',
  MISE_EXEC_AUTO_INSTALL: 'false',
  MISE_NOT_FOUND_AUTO_INSTALL: 'false',
};

/** The PATH for one program: its own folder, those where Node is, and macOS's. Absolute paths of programs in. */
export function pathFor(program: string, nodes: readonly string[]): string {
  const folders = [program, ...nodes].map(dirname).filter((folder) => !folder.includes(':'));
  return [...new Set([...folders, ...MINIMAL_PATH.split(':')])].join(':');
}
