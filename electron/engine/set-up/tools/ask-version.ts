/** Asks one tool for its version, within a limit. */
import { realpath } from 'node:fs/promises';
import type { ToolId } from '../../../../shared/set-up.ts';
import type { Host } from '../../host/host.ts';
import { whyNoAnswer } from '../../host/run-program.ts';
import { OFFLINE, pathFor, QUIET } from './environment.ts';
import { parseVersion } from './version.ts';

const LIMIT_MS = 4_000;
const MAX_OUTPUT = 64 * 1024;
/** What Apple's git ends with while nobody has agreed to Xcode's licence (EX_UNAVAILABLE of sysexits). */
const LICENCE_STATUS = 69;

export type VersionAnswer =
  /** It runs. `version` is null where it printed none that we know. */
  | { readonly kind: 'runs'; readonly version: string | null }
  | { readonly kind: 'fails'; readonly why: string; readonly cause: 'licence' | 'not-fetched' | 'other' };

export interface VersionQuestion {
  readonly tool: Exclude<ToolId, 'xcode-tools'>;
  /** Absolute. */
  readonly path: string;
  /** Node's, where there are any: some tools are scripts for it. */
  readonly nodes: readonly string[];
  /** `allowed`: it may fetch itself first, as Corepack's pnpm does, and gets the time for it. */
  readonly network?: 'allowed' | 'denied';
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

export async function askVersion(
  host: Pick<Host, 'program'>,
  question: VersionQuestion,
): Promise<VersionAnswer> {
  const { tool, path, nodes } = question;
  const result = await host.program({
    path,
    args: ['--version'],
    env: {
      ...QUIET,
      ...(question.network === 'allowed' ? {} : OFFLINE),
      PATH: pathFor(path, nodes),
    },
    timeoutMs: question.timeoutMs ?? LIMIT_MS,
    maxOutputBytes: MAX_OUTPUT,
    ...(question.signal === undefined ? {} : { signal: question.signal }),
  });
  if (result.kind === 'exited' && result.status === 0) {
    return { kind: 'runs', version: parseVersion(tool, result.stdout) };
  }
  const why = whyNoAnswer(`“${tool === 'homebrew' ? 'brew' : tool} --version”`, result);
  if (tool === 'git' && result.kind === 'exited' && result.status === LICENCE_STATUS) {
    return { kind: 'fails', why: 'Nobody has agreed to Xcode’s licence yet.', cause: 'licence' };
  }
  if (tool === 'pnpm' && (await isCorepacks(path))) return { kind: 'fails', why, cause: 'not-fetched' };
  return { kind: 'fails', why, cause: 'other' };
}

/** Corepack's pnpm is a link into Corepack, and is fetched when it is first used. */
async function isCorepacks(path: string): Promise<boolean> {
  // A link that leads nowhere is nobody's.
  return (await realpath(path).catch(() => '')).includes('/corepack/');
}
