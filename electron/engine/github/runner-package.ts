/**
 * Which runner package to install, from where and with which checksum (runner.md 1, github.md 2.1 and 2.6): what GitHub's
 * downloads endpoint offers this scope, else a release of actions/runner. Without a checksum there is no package.
 */
import * as z from 'zod';
import { fail, ok, type Reply } from '../../../shared/contract.ts';
import type { SetUpScope } from '../../../shared/set-up.ts';
import { runnersPath, scopeName } from './address.ts';
import type { Architecture, RunnerPackage } from './admin.ts';
import type { Asking } from './asking.ts';
import { endsAll } from './failure.ts';
import type { Login } from './logins.ts';

const SHA256 = /^[0-9a-f]{64}$/;
export const VERSION = /^\d{1,4}\.\d{1,6}\.\d{1,6}$/;
const FILE = /^actions-runner-osx-(arm64|x64)-(\d{1,4}\.\d{1,6}\.\d{1,6})\.tar\.gz$/;

const downloadsSchema = z.array(
  z.object({
    os: z.string(),
    architecture: z.string(),
    download_url: z.string(),
    filename: z.string(),
    temp_download_token: z.string().optional(),
    sha256_checksum: z.string().optional(),
  }),
);
const releaseSchema = z.object({
  tag_name: z.string(),
  body: z.string().nullish(),
  assets: z.array(
    z.object({
      name: z.string(),
      browser_download_url: z.string(),
      size: z.number().nonnegative().optional(),
      digest: z.string().nullish(),
    }),
  ),
});

/** What the downloads endpoint offers, as far as it goes. */
interface Offer {
  readonly version: string;
  readonly fileName: string;
  readonly url: string;
  readonly sha256: string | null;
  /** `token`: the address wants a token of its own, as a GitHub Enterprise Server's does. */
  readonly access: 'open' | 'token';
}

/** @param login null: nobody is logged in, so that only a release can tell. @param version null: the one offered now. */
export async function findPackage(
  asking: Asking,
  scope: SetUpScope,
  architecture: Architecture,
  version: string | null,
  login: Login | null,
): Promise<Reply<RunnerPackage>> {
  if (version !== null && !VERSION.test(version)) {
    return fail('wrong-answer', 'A runner version is three numbers, such as 2.337.0.');
  }
  const offered: Reply<Offer | null> =
    login === null ? ok(null) : await offerOf(asking, scope, architecture, login);
  if (!offered.ok) return offered;
  const offer = offered.value;
  if (offer === null) return await released(asking, scope, architecture, version, null);
  if (version !== null && version !== offer.version) {
    return await released(asking, scope, architecture, version, null);
  }
  if (offer.sha256 === null || offer.access === 'token') {
    return await released(asking, scope, architecture, offer.version, offer.sha256);
  }
  const { url, fileName, sha256 } = offer;
  if (!isDownloadAddress(url, scope.host, asking.githubApi)) return wrongAddress(scope.host);
  return ok({ version: offer.version, url, fileName, sha256, sizeBytes: null, architecture });
}

/** Null: GitHub offers nothing to this login; a release may still do. */
async function offerOf(
  asking: Asking,
  scope: SetUpScope,
  architecture: Architecture,
  login: Login,
): Promise<Reply<Offer | null>> {
  const { host } = scope;
  const path = `${runnersPath(scope)}/downloads`;
  const answer = await asking.ask({ host, subject: scopeName(scope), path, schema: downloadsSchema }, login);
  if (!answer.ok) {
    const { kind } = answer.problem;
    return kind === 'login-refused' || !endsAll(kind) ? ok(null) : answer.failure;
  }
  const fits = answer.data.find((one) => one.os === 'osx' && one.architecture === architecture);
  const [, named, version] = FILE.exec(fits?.filename ?? '') ?? [];
  if (fits === undefined || version === undefined || named !== architecture) return ok(null);
  const sum = fits.sha256_checksum?.toLowerCase() ?? '';
  return ok({
    version,
    fileName: fits.filename,
    url: fits.download_url,
    sha256: SHA256.test(sum) ? sum : null,
    access: (fits.temp_download_token ?? '') === '' ? 'open' : 'token',
  });
}

/**
 * A release on github.com, from where every GitHub host's runner comes; it is open to all. With `expected`, the checksum
 * that the scope's own host told, the release must not say another.
 */
async function released(
  asking: Asking,
  scope: SetUpScope,
  architecture: Architecture,
  version: string | null,
  expected: string | null,
): Promise<Reply<RunnerPackage>> {
  const path = `/repos/actions/runner/releases/${version === null ? 'latest' : `tags/v${version}`}`;
  const answer = await askRelease(asking, path);
  if (!answer.ok) {
    if (answer.problem.kind !== 'not-found') return answer.failure;
    return version === null
      ? answer.failure
      : fail(
          'not-found',
          `There is no runner version ${version}.`,
          'Leave the version open, or name another.',
        );
  }
  const found = VERSION.exec(answer.data.tag_name.replace(/^v/, ''))?.[0];
  const fileName = `actions-runner-osx-${architecture}-${found ?? ''}.tar.gz`;
  const asset = answer.data.assets.find((one) => one.name === fileName);
  if (found === undefined || asset === undefined) {
    return fail('not-found', `GitHub's release of the runner has no package for a Mac (${architecture}).`);
  }
  const sums = checksumsOf(answer.data.body ?? '', asset.digest ?? '', architecture);
  const all = new Set(expected === null ? sums : [expected, ...sums]);
  const [sha256] = all;
  if (sha256 === undefined) {
    return fail(
      'no-checksum',
      `GitHub tells no checksum for the runner ${found}, so that it could not be verified. Nothing is installed.`,
      'Choose another version, or try again later.',
    );
  }
  if (all.size > 1) {
    return fail(
      'no-checksum',
      `GitHub tells two different checksums for the runner ${found}. Nothing is installed.`,
      'Choose another version, or try again later.',
    );
  }
  const url = asset.browser_download_url;
  if (!isDownloadAddress(url, scope.host, asking.githubApi)) return wrongAddress('github.com');
  return ok({ version: found, url, fileName, sha256, sizeBytes: asset.size ?? null, architecture });
}

/** Open to all, but only 60 times an hour for everyone behind one address: then a login is asked with, if there is one. */
async function askRelease(asking: Asking, path: string) {
  const request = { host: 'github.com', subject: 'the runner’s releases', path, schema: releaseSchema };
  const open = await asking.ask(request, null);
  if (open.ok || open.failure.code !== 'rate-limited') return open;
  const login = await asking.loginOf('github.com');
  return login.ok ? await asking.ask(request, login.value) : open;
}

/** From the release's text, and from beside the asset; either may be missing (runner.md 1). */
export function checksumsOf(body: string, digest: string, architecture: Architecture): readonly string[] {
  const name = `osx-${architecture}`;
  const inText = new RegExp(`<!-- BEGIN SHA ${name} -->\\s*([0-9a-f]{64})\\s*<!-- END SHA ${name} -->`, 'i');
  const written = inText.exec(body)?.[1] ?? '';
  const beside = /^sha256:([0-9a-f]{64})$/i.exec(digest)?.[1] ?? '';
  return [written, beside].map((sum) => sum.toLowerCase()).filter((sum) => sum !== '');
}

const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Only https, only github.com or the scope's own host; a practice GitHub is on this machine. */
export function isDownloadAddress(url: string, host: string, githubApi: string | null): boolean {
  const address = URL.parse(url);
  if (address === null || address.username !== '' || address.password !== '') return false;
  if (githubApi !== null && LOOPBACK.has(address.hostname)) return /^https?:$/.test(address.protocol);
  return address.protocol === 'https:' && [host.toLowerCase(), 'github.com'].includes(address.host);
}

const wrongAddress = (host: string) =>
  fail(
    'odd-answer',
    `${host} names an address for the runner that is not GitHub's. Nothing is downloaded from it.`,
    'Check whether a proxy changes what GitHub says.',
  );
