/**
 * The certificates that are trusted on this Mac beside those that Node brings: a company's own, for its GitHub Enterprise
 * Server or its proxy. `gh` and the runner use them; Node asks the keychain only when told to, which takes a while.
 */
import * as tls from 'node:tls';

let asked = false;

/** `added`: what was refused for its certificate is worth another try. Asks once; whoever has to know it later starts anew. */
export function trustThisMac(): 'added' | 'nothing-new' {
  if (asked) return 'nothing-new';
  asked = true;
  try {
    const known = tls.getCACertificates('default');
    const all = new Set([...known, ...tls.getCACertificates('system')]);
    if (all.size === new Set(known).size) return 'nothing-new';
    tls.setDefaultCACertificates([...all]);
    return 'added';
  } catch {
    return 'nothing-new'; // a keychain that does not answer: those that Node brings hold
  }
}

/** Whether a request failed for the other side's certificate; then nothing of it was sent. */
export function isCertificateProblem(error: unknown): boolean {
  for (let one: unknown = error; one instanceof Error; one = one.cause) {
    if (!('code' in one) || typeof one.code !== 'string') continue;
    if (/CERT|SELF_SIGNED|ISSUER|ALTNAME|SIGNATURE/.test(one.code)) return true;
  }
  return false;
}
