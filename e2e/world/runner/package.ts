/** Makes runner directories and runner archives, as GitHub's packages for Macs are laid out (runner.md 1, 2.1). */
import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { COMPILE_CACHE } from '../../../build/compile-cache.ts';

export const defaultVersion = '2.337.0';

export interface PackageOptions {
  /** `X.Y.Z`; `defaultVersion` when absent. */
  readonly version?: string;
  /** Divides the runner's own waits; WORLD_SPEED in a process's environment wins. 1 when absent. */
  readonly speed?: number;
  /** Origin of the practice GitHub. Absent: the origin of the URL that config.sh is given. WORLD_GITHUB wins. */
  readonly github?: string;
  /**
   * Whom the scripts take for the user: `real` asks `id -u`, so they refuse root as in life. Absent: `real`, except when
   * this process is root, as in containers; then 501, a Mac's first user. WORLD_UID wins.
   */
  readonly user?: 'real' | number;
  /** So many bytes more that do nothing, so that a download takes its time. */
  readonly ballastBytes?: number;
}

export interface RunnerArchive {
  readonly path: string;
  readonly fileName: string;
  readonly sha256: string;
  readonly bytes: number;
}

const source = dirname(fileURLToPath(import.meta.url));
const templates = join(source, 'package');
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

function placeholders(options: PackageOptions): Readonly<Record<string, string>> {
  const user = options.user ?? (process.getuid?.() === 0 ? 501 : 'real');
  return {
    NODE: quoted(process.execPath),
    SOURCE: quoted(source),
    CACHE: quoted(COMPILE_CACHE),
    VERSION: options.version ?? defaultVersion,
    SPEED: String(options.speed ?? 1),
    GITHUB: options.github ?? '',
    USER_ID: `"\${WORLD_UID:-${user === 'real' ? '$(id -u)' : user}}"`,
  };
}

function copyTemplates(from: string, to: string, values: Readonly<Record<string, string>>): void {
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from)) {
    const path = join(from, name);
    if (statSync(path).isDirectory()) {
      copyTemplates(path, join(to, name), values);
      continue;
    }
    const text = readFileSync(path, 'utf8').replaceAll(
      /@([A-Z_]+)@/g,
      (whole, key: string) => values[key] ?? whole,
    );
    writeFileSync(join(to, name), text);
    chmodSync(join(to, name), 0o755);
  }
}

/** Fills `directory`, which is made if it is missing, with what an extracted archive holds. Throws what the file system throws. */
export function buildRunnerDirectory(directory: string, options: PackageOptions = {}): void {
  copyTemplates(templates, directory, placeholders(options));
  for (const name of ['node20', 'node24']) {
    const folder = join(directory, 'externals', name, 'bin');
    mkdirSync(folder, { recursive: true });
    // A link to it would lead out of the archive; with its own name, `ps` shows it where the real one would be.
    writeFileSync(join(folder, 'node'), `#!/bin/bash\nexec -a "$0" ${quoted(process.execPath)} "$@"\n`);
    chmodSync(join(folder, 'node'), 0o755);
  }
  for (const name of ['checkScripts', 'hashFiles']) {
    const folder = join(directory, 'bin', name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(
      join(folder, 'index.js'),
      '// Part of the package; the practice runner has no use for it.\n',
    );
  }
  if (options.ballastBytes !== undefined) {
    // Chance cannot be packed any smaller.
    writeFileSync(join(directory, 'externals/ballast.bin'), randomBytes(options.ballastBytes));
  }
}

/**
 * Makes `actions-runner-osx-<architecture>-<version>.tar.gz` in `folder`, entries `./…` without a top directory.
 * Gives its place and SHA-256 (hex). Rejects when tar fails.
 */
export async function buildRunnerArchive(
  folder: string,
  options: PackageOptions & { readonly architecture?: 'arm64' | 'x64' } = {},
): Promise<RunnerArchive> {
  const fileName = `actions-runner-osx-${options.architecture ?? 'arm64'}-${options.version ?? defaultVersion}.tar.gz`;
  const path = join(folder, fileName);
  const staging = mkdtempSync(join(tmpdir(), 'trackside-package-'));
  try {
    buildRunnerDirectory(staging, options);
    mkdirSync(folder, { recursive: true });
    await promisify(execFile)('/usr/bin/tar', ['-czf', path, '-C', staging, '.'], { timeout: 60_000 });
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
  const bytes = readFileSync(path);
  return { path, fileName, sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length };
}
