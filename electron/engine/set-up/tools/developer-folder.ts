/**
 * Apple's developer tools: whether there are any. This has to be known before git is started, since with nothing behind
 * it /usr/bin/git opens an installer's dialog on the screen (macos.md 3.1).
 */
import { dirname, join } from 'node:path';
import type { Host } from '../../host/host.ts';
import { whyNoAnswer } from '../../host/run-program.ts';
import { readSmallFile } from '../../host/small-file.ts';
import { isProgram } from './find-program.ts';
import { parsePackageVersion, parseXcodeVersion } from './version.ts';

const LIMIT_MS = 3_000;
const PACKAGE = 'com.apple.pkg.CLTools_Executables';
const MAX_PLIST_BYTES = 64 * 1024;

export type DeveloperFolder =
  | {
      readonly kind: 'found';
      readonly path: string;
      readonly product: 'xcode' | 'command-line-tools';
      readonly version: string | null;
    }
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown'; readonly why: string };

/** Starts `xcode-select -p`, which opens no dialog, and where only the small package is there, `pkgutil`. */
export async function developerFolder(host: Pick<Host, 'tool'>): Promise<DeveloperFolder> {
  const result = await host.tool('xcode-select', ['-p'], { timeoutMs: LIMIT_MS });
  if (result.kind !== 'exited') return { kind: 'unknown', why: whyNoAnswer('xcode-select', result) };
  if (result.status === 2 || /unable to get active developer directory/i.test(result.stderr)) {
    return { kind: 'none' };
  }
  const path = /^(\/.*?)\/*\s*$/.exec(result.stdout.trim())?.[1];
  if (result.status !== 0 || path === undefined) {
    return { kind: 'unknown', why: whyNoAnswer('xcode-select', result) };
  }
  // The choice outlives what was chosen: after Xcode was thrown away, or macOS brought up to date.
  if (!(await isProgram(join(path, 'usr/bin/git')))) return { kind: 'none' };
  if (path.endsWith('.app/Contents/Developer')) {
    return { kind: 'found', path, product: 'xcode', version: await xcodeVersion(path) };
  }
  return { kind: 'found', path, product: 'command-line-tools', version: await packageVersion(host) };
}

async function packageVersion(host: Pick<Host, 'tool'>): Promise<string | null> {
  const result = await host.tool('pkgutil', [`--pkg-info=${PACKAGE}`], { timeoutMs: LIMIT_MS });
  return result.kind === 'exited' && result.status === 0 ? parsePackageVersion(result.stdout) : null;
}

async function xcodeVersion(developer: string): Promise<string | null> {
  const file = await readSmallFile(join(dirname(developer), 'version.plist'), MAX_PLIST_BYTES);
  return file.kind === 'read' ? parseXcodeVersion(Buffer.from(file.bytes).toString('utf8')) : null;
}
