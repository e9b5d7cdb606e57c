import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redact } from './redact.ts';

const letters = (alphabet: string, minLength: number, maxLength: number) =>
  fc.array(fc.constantFrom(...alphabet.split('')), { minLength, maxLength }).map((all) => all.join(''));
const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const DIGITS = '0123456789';
const ANY = LOWER + UPPER + DIGITS;

/** Made-up secrets of every shape that GitHub gives out. */
const secret = fc.oneof(
  fc
    .tuple(fc.constantFrom('ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'), letters(ANY, 36, 80))
    .map((two) => two.join('')),
  fc
    .tuple(letters(DIGITS, 5, 8), letters(`${ANY}_-`, 60, 500))
    .map(([id, jwt]) => `ghs_${id}_eyJ${jwt}.${jwt}.x${jwt}`),
  letters(`${ANY}_`, 40, 82).map((rest) => `github_pat_${rest}`),
  fc
    .tuple(letters(`${ANY}_-`, 12, 60), letters(`${ANY}_-`, 12, 60), letters(`${ANY}_-`, 12, 60))
    .map(([a, b, c]) => `eyJ${a}.${b}.${c}`),
  letters(UPPER + DIGITS, 29, 29),
  letters(ANY, 240, 600).map((blob) => `${blob}==`),
);
/** What may stand around it; never glued to it by a letter or digit, which would make another word. */
const around = fc.constantFrom(
  '',
  ' ',
  'failed: ',
  '\n',
  '"',
  "('",
  ') at 12:04 ',
  ', then',
  ' Größe €',
  'url=',
  '&x=',
  '\u0000',
);

describe('redact', () => {
  it('lets no token shape through, wherever it stands', () => {
    fc.assert(
      fc.property(around, secret, around, secret, around, (a, one, b, two, c) => {
        const clean = redact(`${a}${one}${b} ${two}${c}`);
        for (const hidden of [one, two]) {
          expect(clean).not.toContain(hidden);
          // Nor the tail that an old, bounded pattern would leave.
          expect(clean).not.toContain(hidden.slice(-10));
        }
      }),
      { seed: 20261124, numRuns: 500 },
    );
  });

  it('hides what stands behind a scheme or a telling name, of any shape', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(
          'Authorization: Bearer ',
          'authorization: token ',
          '"authorization":"Basic ',
          'RemoteAuth ',
          'bearer ',
          '"encoded_jit_config":"',
          'temp_download_token=',
          'access_token=',
          'token: ',
          '"token":"',
          'AWS_SECRET_ACCESS_KEY=',
          'db_password: ',
          'https://x/blob?sv=1&sig=',
          'client-secret = ',
          'git clone https://ci:',
          '-----BEGIN RSA PRIVATE KEY-----\n',
        ),
        letters(`${ANY}+/_-.`, 12, 60),
        (before, text) => {
          const inAddress = before.startsWith('git ');
          // A slash would end the address's first part, so a password has it escaped.
          const value = inAddress ? text.replaceAll('/', '%2F') : `${text}7`;
          expect(redact(`${before}${value}${inAddress ? '@github.com/a/b' : ''}`)).not.toContain(value);
        },
      ),
      { seed: 20261124, numRuns: 300 },
    );
  });

  it('is the same when done twice', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), secret), (text) => {
        expect(redact(redact(text))).toBe(redact(text));
      }),
      { seed: 20261124 },
    );
  });

  it('leaves the words of a message as they are', () => {
    for (const text of [
      'The token expired; sign in again with "gh auth login".',
      'acme/rocket: not found at github.com, or this login has no access to it.',
      'Running job: build (macos, 26) 0123456789abcdef0123456789abcdef01234567',
      'GITHUB_ACTIONS_RUNNER_CHANNEL_TIMEOUT=30',
      'Running job: Check secrets: scan',
      'See https://github.com/acme/rocket/actions and mail ci@acme.example.',
      'Token: expired',
      'Running job: Rotate token now (secret: scanning)',
    ]) {
      expect(redact(text)).toBe(text);
    }
  });

  it('is done with a long text that looks like the start of a token at every place', () => {
    expect(redact('eyJaaaaaaaa'.repeat(20_000))).not.toContain('eyJaaaaaaaa');
  });
});
