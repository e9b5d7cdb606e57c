import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AnswerProblem, SetUpAnswers } from '../../../shared/set-up.ts';
import type { HostFacts } from '../host/host.ts';
import { aRunner } from '../testing/samples.ts';
import { ACME, placeReport, ROCKET, setUpAnswers } from '../testing/set-up-samples.ts';
import { checkAnswers, type CheckContext } from './check-answers.ts';

const GIB = 1024 ** 3;
const FACTS: HostFacts = {
  computerName: 'mini',
  model: null,
  chip: 'Apple M4',
  systemVersion: '26.1',
  memoryBytes: 16 * GIB,
  coreKinds: null,
  appleSilicon: true,
  translated: false,
  known: 'all',
};

let home = '';
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'trackside-answers-'));
});
afterEach(async () => {
  await rm(home, { recursive: true });
});

const publicPlace = placeReport({ place: { scope: ROCKET, visibility: 'public', administers: true } });
const check = async (
  change: Partial<SetUpAnswers> = {},
  context: Partial<Omit<CheckContext, 'host'>> & { readonly facts?: HostFacts } = {},
): Promise<readonly AnswerProblem[]> => {
  const { facts = FACTS, place = placeReport(), runners = [] } = context;
  const host = { home, facts: () => Promise.resolve({ ok: true as const, value: facts }) };
  return await checkAnswers({ host, place, runners }, setUpAnswers(change));
};
/** `name error: …`, one line for each. */
const lines = async (...input: Parameters<typeof check>): Promise<string> =>
  (await check(...input))
    .map(({ field, severity, message }) => `${field} ${severity}: ${message}`)
    .join('\n');

describe('the answers', () => {
  it('that were suggested are in order, and so are those of a person who says the same with a token', async () => {
    expect(await check()).toEqual([]);
    expect(await check({ host: 'GitHub.com', version: '2.337.0' })).toEqual([]);
    expect(await check({ scope: ACME, group: 'Macs' })).toEqual([]);
  });

  it('are each told of, all at once, in the order of the form', async () => {
    const problems = await check({
      host: '',
      scope: null,
      name: '',
      labels: [''],
      directory: '/tmp/r',
      version: 'new',
    });
    expect(problems.map(({ field }) => field)).toEqual([
      'host',
      'scope',
      'name',
      'labels',
      'directory',
      'version',
    ]);
    expect(problems.every(({ severity }) => severity === 'error')).toBe(true);
  });

  it('about which GitHub says nothing make no problem, but that a repository may be public', async () => {
    expect(await lines({ sameName: 'refuse' }, { place: null })).toMatch(
      /^scope warning: Whether this repository is public is not known\. If it is, anybody may propose a change/,
    );
    expect(await check({ scope: ACME, group: 'anything' }, { place: null })).toEqual([]);
    expect(await check({}, { place: placeReport({ runnerNames: null }) })).toEqual([]);
  });

  it.each([
    ['https://github.com', 'Give only the host'],
    ['github.com/acme', 'Give only the host'],
    ['git hub', 'no name of a host'],
    ['www.github.com', 'Write github.com'],
  ])('do not take %s for a host', async (host, why) => {
    expect(await lines({ host, scope: { ...ROCKET, host } })).toMatch(new RegExp(`^host error: .*${why}`));
  });

  it('belong together: a scope of another host is refused', async () => {
    expect(await lines({ host: 'git.acme.example' })).toContain('scope error: This is at github.com');
  });

  it('name a public repository letter by letter, or it stays out', async () => {
    expect(await lines({}, { place: publicPlace })).toMatch(/typedName error: .*type acme\/rocket\./);
    expect(await lines({ typedName: 'acme/Rocket' }, { place: publicPlace })).toContain('typedName error');
    expect(await check({ typedName: 'acme/rocket' }, { place: publicPlace })).toEqual([]);
  });

  it('say what GitHub says: that no runner may be registered there, or not by this login', async () => {
    const place = placeReport({ refusal: 'The organisation acme allows no runners of repositories.' });
    expect(await lines({}, { place })).toBe(
      'scope error: The organisation acme allows no runners of repositories.',
    );
    const abilities = [
      { id: 'register-runners', allowed: 'no', sentence: 'May not register runners.', hint: 'Ask an owner.' },
    ] as const;
    expect(await lines({}, { place: placeReport({ abilities }) })).toBe(
      'scope error: This login may not register runners. Ask an owner.',
    );
    expect(await check({ access: 'registration-token' }, { place: placeReport({ abilities }) })).toEqual([]);
  });

  it('take a runner group only where there are groups, and one of them', async () => {
    const groups = [
      { name: 'Default', isDefault: true, allowsPublic: true },
      { name: 'Macs', isDefault: false, allowsPublic: false },
    ];
    const place = placeReport({ groups });
    expect(await lines({ group: 'Macs' }, { place })).toContain('A repository has no runner groups');
    expect(await lines({ scope: ACME, group: 'Mac' }, { place })).toContain('There are: Default, Macs.');
    expect(await check({ scope: ACME, group: 'macs' }, { place })).toEqual([]);
    expect(await lines({ scope: ACME }, { place })).toMatch(
      /^group warning: Public repositories may use this runner group/,
    );
    expect(await lines({ scope: ACME, group: 'Macs', sameName: 'replace' }, { place })).toContain(
      'group warning: If a runner of this name is replaced, it stays in the group',
    );
    expect(await lines({ scope: ACME, group: ' ' })).toContain('group error');
  });

  it('do not take a name that is there, unless it is to be replaced: then it says what happens to the other', async () => {
    const place = placeReport({ runnerNames: ['other', 'MINI'] });
    expect(await lines({}, { place })).toBe(
      'name error: There is a runner of this name there already. Choose another name, or replace it.',
    );
    expect(await lines({ sameName: 'replace' }, { place })).toMatch(
      /^name warning: .*loses its registration.*takes no more jobs/,
    );
    expect(await check({ sameName: 'replace' })).toEqual([]);
  });

  it('know a runner of this Mac even when GitHub says nothing', async () => {
    const runners = [{ ...aRunner(), name: 'Mini', directory: '~/old' }];
    const place = placeReport({ runnerNames: null });
    expect(await lines({}, { place, runners })).toContain('already, in ~/old on this Mac');
    expect(await lines({}, { place, runners })).toContain('adopt that one');
    // One that GitHub has forgotten is in nobody's way.
    expect(await check({}, { runners })).toEqual([]);
    expect(await check({ scope: ACME }, { place, runners })).toEqual([]);
  });

  it.each([
    ['', 'needs a name'],
    ['a b', 'Use letters'],
    ['-mini', 'Use letters'],
    ['ä', 'Use letters'],
    ['m'.repeat(65), 'has 65 characters; GitHub takes 64'],
  ])('do not take %j for a runner’s name', async (name, why) => {
    expect(await lines({ name })).toMatch(new RegExp(`^name error: .*${why}`));
  });

  it.each([
    [['a', ''], 'is empty'],
    [['a,b'], 'holds a comma'],
    [['a '], 'a space at its end'],
    [['a\nb'], 'cannot be seen'],
    [['M4', 'm4'], 'is there twice'],
    [['-x'], 'begins with “-”'],
    [[`x${'.y'.repeat(128)}`], 'longer than the 256 characters'],
  ])('do not take the labels %j', async (labels, why) => {
    expect(await lines({ labels })).toMatch(new RegExp(`^labels error: .*${why}`));
  });

  it('need no label that the runner gives itself, and may have odd ones and none', async () => {
    expect(await lines({ labels: ['macos', 'x'] })).toMatch(/^labels warning: .*“macos” need not be given/);
    expect(await check({ labels: ['große', 'with space', 'a:b'] })).toEqual([]);
    expect(await check({ labels: [] })).toEqual([]);
  });

  it('pin only a version that GitHub still registers', async () => {
    for (const version of ['2.329.0', '2.330.1', '3.0.0']) expect(await check({ version })).toEqual([]);
    for (const version of ['2.328.0', '1.999.999', '2.328.9']) {
      expect(await lines({ version })).toContain(
        'version error: GitHub registers no runner older than 2.329.0',
      );
    }
    for (const version of ['v2.337.0', '2.337', 'latest', '']) {
      expect(await lines({ version })).toContain('version error: A version is three numbers');
    }
    const scope = { ...ROCKET, host: 'git.acme.example' };
    expect(await check({ host: scope.host, scope, version: '2.300.0' })).toEqual([]);
  });

  it('are told of where a folder will not do', async () => {
    expect(await lines({ directory: '~/Documents/r', workFolder: 'my work' })).toMatch(
      /^workFolder error: .*a space.*\ndirectory error: macOS protects Documents.*Choose a folder/,
    );
  });

  it('are warned of where a tuning does not fit this Mac', async () => {
    const { tuning } = setUpAnswers();
    const big = { ...tuning, nodeHeapMegabytes: 32_768 };
    expect(await lines({ tuning: big })).toMatch(/^tuning warning: Node’s heap/);
    const facts = { ...FACTS, appleSilicon: false };
    expect(await lines({ tuning }, { facts })).toMatch(/^tuning warning: This is an Intel Mac/);
  });

  const TOKEN = `ghp_${'a1B2'.repeat(9)}`;
  it.each([
    ['name', { name: TOKEN }],
    ['name', { name: 'AABF3JGZDX3P5PMEXLND6TS6FCWO6' }],
    ['labels', { labels: ['M4', TOKEN] }],
    ['group', { scope: ACME, group: TOKEN }],
    ['typedName', { typedName: TOKEN }],
    ['directory', { directory: `~/${TOKEN}` }],
    ['workFolder', { workFolder: TOKEN }],
    ['host', { host: `x:${TOKEN}@github.com` }],
    ['version', { version: TOKEN }],
    ['scope', { scope: { ...ROCKET, repository: TOKEN } }],
  ] as const)(
    'say of a token in the field %s that it does not belong there, and never repeat it',
    async (field, change) => {
      const text = await lines(change, { place: publicPlace });
      expect(text).toContain(`${field} error: This looks like a token`);
      expect(text).not.toContain(TOKEN.slice(4));
      expect(text).not.toContain('AABF3');
    },
  );
});
