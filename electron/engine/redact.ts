/**
 * Takes secrets out of a text before anyone sees it (shapes: github.md 1.6). Every message that came near
 * a request goes through here; it is a net under code that does not print secrets in the first place.
 */

const HIDDEN = '***';

/** Each hides what its match holds behind the groups, which name the secret. */
const SHAPES: readonly RegExp[] = [
  // A header with all that follows on its line.
  /(authorization["']?\s*[:=]\s*)[^\r\n]+/gi,
  // `token` is also an English word: only with something long behind it.
  /\b((?:RemoteAuth|Bearer|Basic)\s+)[^\s"',;]+/gi,
  /\b(token\s+)[^\s"',;]{20,}/gi,
  /((?:encoded_jit_config|temp_download_token|access_token|refresh_token|device_code|client_secret)["']?\s*[:=]\s*["']?)[^\s"',;&}]+/gi,
  // A name that tells. Behind a colon stands a word as often as a secret, which hardly ever lacks a digit.
  /([\w.-]{0,40}(?:token|secret|password|passwd|api[-_]?key|access[-_]?key(?:[-_]id)?|signature|\bsig)["']?\s?=\s?["']?)[^\s"',;&}]{8,}/gi,
  /([\w.-]{0,40}(?:token|secret|password|passwd|api[-_]?key|access[-_]?key(?:[-_]id)?)["']?\s?:\s?["']?)(?=[^\s"',;&}]*\d)[^\s"',;&}]{8,}/gi,
  // `https://user:password@host`
  /(\b[a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/@"']{1,200}(?=@)/gi,
  /(-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----)[\s\S]*?(?=-----END |$)/g,
  // No upper bound: installation tokens are some 520 characters long and hold dots.
  /gh[pousr]_[A-Za-z0-9._-]{16,}/g,
  /github_pat_[A-Za-z0-9_]{16,}/g,
  // The first part is bounded, so that no text makes the search slow.
  /eyJ[A-Za-z0-9_-]{8,600}\.[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]*)?/g,
  /(?<![A-Z0-9])[A-Z0-9]{29}(?![A-Z0-9])/g,
  // JIT configurations: long base64.
  /[A-Za-z0-9+/_-]{200,}={0,2}/g,
];

/** A secret's place in a text: from `start` up to, not including, `end`. */
export interface SecretSpan {
  readonly start: number;
  readonly end: number;
}

/** Where the secrets stand, in order; none touches another. Never throws. */
export function secretSpans(text: string): readonly SecretSpan[] {
  const found = SHAPES.flatMap((shape) =>
    Array.from(text.matchAll(shape), (match) => ({
      start: match.index + (match[1]?.length ?? 0),
      end: match.index + match[0].length,
    })),
  ).sort((a, b) => a.start - b.start);
  const spans: { start: number; end: number }[] = [];
  for (const { start, end } of found) {
    const last = spans.at(-1);
    if (last === undefined || start > last.end) spans.push({ start, end });
    else last.end = Math.max(last.end, end);
  }
  return spans;
}

/** @returns the text without tokens; other text stays as it is. Never throws. */
export function redact(text: string): string {
  return redactPart(text, 0, text.length);
}

/**
 * The part of a text from `start` to `end`, without the tokens of the whole: also without the rest of one that
 * begins before it. A token that begins in the part is marked in it, so that parts put together have one mark.
 */
export function redactPart(text: string, start: number, end: number): string {
  let clean = '';
  let at = start;
  for (const span of secretSpans(text)) {
    if (span.end <= start) continue;
    if (span.start >= end) break;
    clean += text.slice(at, Math.max(at, span.start));
    if (span.start >= start) clean += HIDDEN;
    at = Math.min(span.end, end);
  }
  return clean + text.slice(at, end);
}
