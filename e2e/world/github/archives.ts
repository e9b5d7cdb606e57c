/** Runner archives: their names and addresses, their digest, and the files themselves. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { notFound, type Answer, type Ask } from './http.ts';
import type { RunnerRelease } from './model.ts';
import { fileAnswer } from './send-file.ts';
import { compareVersions, type State } from './state.ts';

/** Where archives are, as on github.com without a login. */
export const DOWNLOADS = '/_downloads/';
export const archiveName = (version: string, arch: string): string =>
  `actions-runner-osx-${arch}-${version}.tar.gz`;
export const archiveUrl = (origin: string, version: string, arch = 'arm64'): string =>
  `${origin}${DOWNLOADS}v${version}/${archiveName(version, arch)}`;

/** SHA-256 of a file, as hex. Rejects when it cannot be read. */
export async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** Makes a version known, with its archive or only by name; the highest version counts as the newest. */
export function addRelease(state: State, release: RunnerRelease): void {
  const others = state.releases.filter((one) => one.version !== release.version);
  state.releases.splice(0, Infinity, ...others, release);
  state.releases.sort((a, b) => compareVersions(a.version, b.version));
}

/** `/_downloads/vX/NAME`: the archive, or the part of it that is asked for. Rejects when it cannot be read. */
export async function serveArchive(state: State, ask: Ask): Promise<Answer | null> {
  const match = /^\/_downloads\/v([\d.]+)\//.exec(ask.path);
  if (match === null || ask.method !== 'GET') return null;
  const release = state.releases.find((one) => one.version === match[1]);
  return release === undefined || release.file === null
    ? notFound()
    : await fileAnswer(release.file, `"${release.sha256 ?? release.version}"`, ask);
}
