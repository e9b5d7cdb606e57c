/** Which file of the built pages a path means, and with which headers it is answered: for `app://` and for http. */
import { extname, join, normalize, sep } from 'node:path';

/** Only what the pages consist of; any other ending is not served. */
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** Everything from here, nothing from anywhere else (electron.md 6.7). */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

export type Asset =
  | { readonly kind: 'file'; readonly path: string; readonly type: string }
  | { readonly kind: 'refused'; readonly status: 400 | 404 | 405 };

/**
 * Takes the directory of the built pages and a request's method and path, still encoded. The path that comes out lies inside
 * `root` by text; the caller still compares real paths, in case of a link.
 */
export function findAsset(root: string, method: string, pathname: string): Asset {
  if (method !== 'GET') return { kind: 'refused', status: 405 };
  const relative = decode(pathname);
  if (relative === null || relative.includes('\0') || relative.includes('\\')) {
    return { kind: 'refused', status: 400 };
  }
  const path = normalize(join(root, relative));
  if (!path.startsWith(root + sep)) return { kind: 'refused', status: 400 };
  const type = TYPES[extname(path)];
  return type === undefined ? { kind: 'refused', status: 404 } : { kind: 'file', path, type };
}

/** Headers of every answer; `type` is the media type. */
export function assetHeaders(type: string): Record<string, string> {
  return {
    'Content-Type': type,
    'Content-Security-Policy': CONTENT_SECURITY_POLICY,
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cache-Control': 'no-cache',
  };
}

function decode(pathname: string): string | null {
  try {
    return decodeURIComponent(pathname);
  } catch {
    // A lone percent sign is the page's mistake, not ours to report further.
    return null;
  }
}
