/**
 * Takes secrets out of a text before anyone sees it (shapes: github.md 1.6). Every message that came near
 * a request goes through here; it is a net under code that does not print secrets in the first place.
 */

const HIDDEN = '***';

/** Order matters: what names its secret first, then the bare shapes. */
const SHAPES: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  // A header with all that follows on its line.
  [/(authorization["']?\s*[:=]\s*)[^\r\n]+/gi, `$1${HIDDEN}`],
  // `token` is also an English word: only with something long behind it.
  [/\b(RemoteAuth|Bearer|Basic)(\s+)[^\s"',;]+/gi, `$1$2${HIDDEN}`],
  [/\b(token)(\s+)[^\s"',;]{20,}/gi, `$1$2${HIDDEN}`],
  [
    /((?:encoded_jit_config|temp_download_token|access_token|refresh_token|device_code|client_secret)["']?\s*[:=]\s*["']?)[^\s"',;&}]+/gi,
    `$1${HIDDEN}`,
  ],
  // A name that tells, with `=` or `:`; short values are words as a rule.
  [
    /([\w.-]{0,40}(?:token|secret|password|passwd|api[-_]?key|access[-_]?key(?:[-_]id)?|signature|\bsig)["']?\s?[:=]\s?["']?)[^\s"',;&}]{8,}/gi,
    `$1${HIDDEN}`,
  ],
  // `https://user:password@host`
  [/(\b[a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/@"']{1,200}@/gi, `$1${HIDDEN}@`],
  [/(-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----)[\s\S]*?(?:(?=-----END )|$)/g, `$1 ${HIDDEN} `],
  // No upper bound: installation tokens are some 520 characters long and hold dots.
  [/gh[pousr]_[A-Za-z0-9._-]{16,}/g, HIDDEN],
  [/github_pat_[A-Za-z0-9_]{16,}/g, HIDDEN],
  // The first part is bounded, so that no text makes the search slow.
  [/eyJ[A-Za-z0-9_-]{8,600}\.[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]*)?/g, HIDDEN],
  [/(?<![A-Z0-9])[A-Z0-9]{29}(?![A-Z0-9])/g, HIDDEN],
  // JIT configurations: long base64.
  [/[A-Za-z0-9+/_-]{200,}={0,2}/g, HIDDEN],
];

/** @returns the text without tokens; other text stays as it is. Never throws. */
export function redact(text: string): string {
  let clean = text;
  for (const [pattern, replacement] of SHAPES) clean = clean.replace(pattern, replacement);
  return clean;
}
