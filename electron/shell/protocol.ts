/** `app://trackside/`: the built pages, and nothing else, with a strict content security policy. */
import { readFile, realpath } from 'node:fs/promises';
import { sep } from 'node:path';
import { protocol } from 'electron';
import { assetHeaders, findAsset } from '../web/asset.ts';
import { HOST, SCHEME } from './places.ts';

/** Must run before the app is ready. `standard` and `secure` give the pages an origin of their own. */
export function declareScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** Answers from `root`, the directory of the built pages. Needs a ready app. */
export function servePages(root: string): void {
  protocol.handle(SCHEME, (request) => answer(root, request.method, request.url));
}

async function answer(root: string, method: string, url: string): Promise<Response> {
  const address = URL.parse(url);
  if (address?.protocol !== `${SCHEME}:` || address.host !== HOST) return refusal(404);
  const asset = findAsset(root, method, address.pathname);
  if (asset.kind === 'refused') return refusal(asset.status);
  try {
    const [real, realRoot] = await Promise.all([realpath(asset.path), realpath(root)]);
    if (!real.startsWith(realRoot + sep)) return refusal(404);
    return new Response(new Uint8Array(await readFile(real)), { headers: assetHeaders(asset.type) });
  } catch {
    // A file that is missing or unreadable is a 404 to a page, whatever the reason.
    return refusal(404);
  }
}

function refusal(status: number): Response {
  return new Response(null, { status, headers: assetHeaders('text/plain') });
}
