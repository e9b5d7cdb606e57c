import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../../shared/contract.ts';
import { failureOf, noteOf, registeredBy } from './configure-output.ts';
import type { OutputLine, OutputSubject } from './configure-output.ts';

const SUBJECT: OutputSubject = {
  command: 'configure',
  name: 'mac-mini',
  place: 'acme/rocket',
  group: 'builders',
  home: '/Users/me',
};
const err = (...texts: readonly string[]): readonly OutputLine[] =>
  texts.map((text) => ({ text, stream: 'stderr' }));
const failure = (lines: readonly OutputLine[], subject = SUBJECT) =>
  failureOf(lines, subject, 'config.sh ended with status 1.');
const http = (name: string, status: number, words: string, body = '{"message":"Not Found"}') =>
  err(
    `Http response code: ${name} from 'POST https://api.github.com/actions/runner-registration' (Request Id: E214:40DE:4077767A6:2F94543:AB2EDF5E)`,
    body,
    `Response status code does not indicate success: ${status} (${words}).`,
  );

describe('every message of config.sh becomes an error that a person understands', () => {
  it.each<[string, readonly OutputLine[], ErrorCode, RegExp]>([
    ['a bad token', http('NotFound', 404, 'Not Found'), 'token-refused', /token for acme\/rocket/],
    [
      'an expired token, tried three times',
      [1, 2, 3].flatMap(() => http('Unauthorized', 401, 'Unauthorized', '{"message":"Bad credentials"}')),
      'token-refused',
      /token/,
    ],
    [
      'the status by its name alone',
      err(
        "Http response code: NotFound from 'POST https://ghes.acme.test/api/v3/actions/runner-registration'",
      ),
      'token-refused',
      /token/,
    ],
    [
      'a place that forbids it',
      http('Forbidden', 403, 'Forbidden', '{"message":"Repository level runners are disabled"}'),
      'no-permission',
      /acme\/rocket: Repository level runners are disabled/,
    ],
    ['a limit', http('TooManyRequests', 429, 'Too Many Requests'), 'rate-limited', /too often/],
    ['a server in trouble', http('BadGateway', 502, 'Bad Gateway'), 'unreachable', /502/],
    [
      'any other status',
      http('UnprocessableEntity', 422, 'Unprocessable Entity', '{"message":"Name is too long"}'),
      'program-failed',
      /422: Name is too long/,
    ],
    [
      'a name that is taken',
      [
        { text: 'A runner exists with the same name', stream: 'stdout' },
        ...err('A runner exists with the same name mac-mini.'),
      ],
      'name-taken',
      /acme\/rocket has a runner named mac-mini/,
    ],
    [
      'a folder that is configured',
      err(
        "Cannot configure the runner because it is already configured. To reconfigure the runner, run 'config.cmd remove' or './config.sh remove' first.",
      ),
      'already-configured',
      /configured runner/,
    ],
    [
      'a missing token',
      err('Invalid configuration provided for token. Terminating unattended configuration.'),
      'token-refused',
      /registration token/,
    ],
    [
      'a bad address',
      err('Invalid configuration provided for url. Terminating unattended configuration.'),
      'wrong-answer',
      /address/,
    ],
    [
      'any other bad answer',
      err('Invalid configuration provided for runnerName. Terminating unattended configuration.'),
      'wrong-answer',
      /runnername/,
    ],
    [
      'a group that is not there',
      err('Could not find any self-hosted runner group named "builders".'),
      'group-missing',
      /builders/,
    ],
    [
      'no group at all',
      err('Could not find any self-hosted runner groups. Contact support.'),
      'group-missing',
      /builders/,
    ],
    [
      'no labels of its own',
      err('Disabling default labels via --no-default-labels without specifying --labels is not supported'),
      'wrong-answer',
      /label|labels/,
    ],
    [
      'a server without DisableUpdate',
      err("The GitHub server does not support configuring a self-hosted runner with 'DisableUpdate' flag."),
      'not-supported-here',
      /updating itself/,
    ],
    [
      'a server without Ephemeral',
      err("The GitHub server does not support configuring a self-hosted runner with 'Ephemeral' flag."),
      'not-supported-here',
      /one job only/,
    ],
    [
      'a clock that is off',
      err(
        "The local machine's clock may be out of sync with the server time by more than five minutes. Please sync your clock with your domain or internet time and try again.",
      ),
      'clock-wrong',
      /five minutes/,
    ],
    ['root', [{ text: 'Must not run with sudo', stream: 'stdout' }], 'not-allowed', /root/],
    [
      'no name server',
      err('nodename nor servname provided, or not known (api.github.com:443)'),
      'unreachable',
      /find GitHub’s address/,
    ],
    ['no route', err('No route to host (api.github.com:443)'), 'unreachable', /reached/],
    ['no connection', err('Connection refused (api.github.com:443)'), 'unreachable', /reached/],
    ['no answer', err('The HTTP request timed out after 00:01:40.'), 'unreachable', /reached/],
    [
      'a certificate of another',
      err(
        'The SSL connection could not be established, see inner exception.',
        'The remote certificate is invalid because of errors in the certificate chain: UntrustedRoot',
      ),
      'unreachable',
      /certificate/,
    ],
    [
      'a proxy that refuses',
      err("The proxy tunnel request to proxy 'http://proxy:3128/' failed with status code '407'."),
      'unreachable',
      /proxy/,
    ],
    [
      'a web page in the place of GitHub',
      err("Unexpected character encountered while parsing value: <. Path '', line 0, position 0."),
      'odd-answer',
      /web page/,
    ],
    [
      'an old version',
      http(
        'NotFound',
        404,
        'Not Found',
        '{"message":"Your runner version is out of date and can no longer register with GitHub."}',
      ),
      'wrong-answer',
      /version/,
    ],
    ['a full disk', err('No space left on device : /Users/me/actions-runner/.runner'), 'no-room', /disk/i],
    [
      'another processor',
      err('./config.sh: line 72: ./bin/Runner.Listener: Bad CPU type in executable'),
      'bad-archive',
      /processor/,
    ],
    [
      'a folder that may not be written',
      err("Access to the path '/Users/me/actions-runner/.credentials' is denied."),
      'cannot-write',
      /folder/,
    ],
    [
      'a service in the way',
      err('Failed: Removing service', 'Uninstall service first'),
      'wrong-state',
      /service/,
    ],
  ])('%s', (_, lines, code, message) => {
    const told = failure(lines);
    expect(told).toMatchObject({ code, message: expect.stringMatching(message) });
    expect(told.hint).toMatch(/\.$/);
    // The same in colours, with other lines around it.
    const dressed = [
      { text: '\u001B[0;32m√ \u001B[0mConnected to GitHub\r', stream: 'stdout' as const },
      ...lines.map(({ text, stream }) => ({ text: `\uFEFF\u001B[31m${text}\u001B[0m\r`, stream })),
      { text: '', stream: 'stdout' as const },
    ];
    expect(failure(dressed).code).toBe(code);
  });

  it('speaks of a remove token where one was given', () => {
    const told = failure(http('NotFound', 404, 'Not Found'), { ...SUBJECT, command: 'remove' });
    expect(told).toMatchObject({ code: 'token-refused', message: expect.stringContaining('remove token') });
  });

  it('gives the last line of what it does not know, without secrets and without the home folder', () => {
    const told = failure(
      err(
        'Something odd: ghp_abcdefghijklmnopqrstuvwxyz0123456789 in /Users/me/actions-runner',
        '√ Connected to GitHub',
        '# Runner settings',
      ),
    );
    expect(told.code).toBe('program-failed');
    expect(told.message).toContain('Something odd');
    expect(told.message).toContain('~/actions-runner');
    expect(told.message).not.toMatch(/ghp_abc|\/Users\/me/);
  });

  it('says how it ended where it printed nothing', () => {
    expect(failure([]).message).toContain('config.sh ended with status 1.');
  });
});

describe('what a person reads of its progress', () => {
  it.each([
    ['√ Connected to GitHub', 'Connected to GitHub.'],
    ['\u001B[0;32m√ \u001B[0mRunner successfully added', 'Registered as mac-mini.'],
    [
      '√ Successfully replaced the runner',
      'Registered as mac-mini, in the place of the runner that had this name.',
    ],
    ['√ Settings Saved.', 'Settings saved.'],
    ['√ Runner removed successfully', 'Taken off GitHub.'],
    ['# Authentication', null],
    ['', null],
  ])('%j → %j', (text, note) => {
    expect(noteOf({ text, stream: 'stdout' }, SUBJECT)).toBe(note);
  });
});

describe('whether GitHub has a registration', () => {
  const out = (...texts: readonly string[]): readonly OutputLine[] =>
    texts.map((text) => ({ text, stream: 'stdout' }));
  it.each([
    ['no', out('# Authentication')],
    ['unknown', out('√ Connected to GitHub', 'something else')],
    ['yes', out('√ Connected to GitHub', '√ Runner successfully added', 'clock')],
    ['no', out('√ Connected to GitHub', 'A runner exists with the same name mac-mini.')],
    ['no', out('√ Connected to GitHub', 'Could not find any self-hosted runner group named "x".')],
  ])('%s', (registered, lines) => {
    expect(registeredBy(lines)).toBe(registered);
  });
});

it('tells something fit to be read of any output', () => {
  const text = fc.oneof(
    fc.string({ maxLength: 40 }),
    fc.constantFrom(
      '\u001B[31mred\u001B[0m\rover',
      'ghs_0123456789abcdefghijklmnopqrstuvwxyzABCD',
      'Authorization: RemoteAuth AABBCCDDEEFFGGHHIIJJKKLLMMNNO',
      '/Users/me/actions-runner/_diag',
      '{"message":"ghp_0123456789abcdefghijklmnopqrstuvwxyz"}',
    ),
  );
  fc.assert(
    fc.property(fc.array(text, { maxLength: 6 }), (texts) => {
      const told = failure(err(...texts));
      const words = `${told.message} ${told.hint ?? ''}`;
      return !/gh[ps]_0|AABBCC|\/Users\/me|\[31m|\r/.test(words) && words.length < 700;
    }),
  );
});

const samples = join(import.meta.dirname, '../../../../shared/samples/runner-logs');
describe.skipIf(!existsSync(samples))('what other people’s config.sh printed', () => {
  const linesOf = (name: string): readonly OutputLine[] =>
    readFileSync(join(samples, name), 'utf8')
      .split('\n')
      .map((text) => ({ text, stream: 'stdout' }));
  it.each<[string, ErrorCode]>([
    ['25-config-console-404-requestid.log', 'token-refused'],
    ['26-config-404-status-then-not-configured.log', 'token-refused'],
    ['28-config-already-configured.log', 'already-configured'],
  ])('%s: %s', (name, code) => {
    expect(failure(linesOf(name)).code).toBe(code);
  });

  it('notes what went well', () => {
    const notes = (name: string): readonly (string | null)[] =>
      linesOf(name)
        .map((line) => noteOf(line, SUBJECT))
        .filter((note) => note !== null);
    expect(notes('S01-macos-config-unattended-current-flow.log')).toEqual([
      'Connected to GitHub.',
      'Registered as mac-mini.',
      'Settings saved.',
    ]);
    expect(notes('50a-macos-config-remove.log')).toEqual(['Taken off GitHub.', 'Its settings were deleted.']);
    expect(registeredBy(linesOf('27b-config-name-exists-replaced.log'))).toBe('yes');
  });
});
