import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startGitHub, type WorldGitHub } from '../../../e2e/world/github/start.ts';
import { createBench, ROCKET, runner, type Bench } from './test-bench.ts';

let world: WorldGitHub;
let bench: Bench;

beforeEach(async () => {
  world = await startGitHub({ seed: 7 });
  bench = createBench({ githubApi: world.origin, token: world.token });
});
afterEach(async () => {
  bench.watch.close();
  await world.close();
});

const ACME = { kind: 'repository', owner: 'acme', repository: 'rocket' } as const;
async function register(
  name: string,
  labels: readonly string[] = ['self-hosted', 'macOS', 'ARM64'],
): Promise<number> {
  const answer = await fetch(`${world.origin}/_broker/agents`, {
    method: 'POST',
    headers: { authorization: `RemoteAuth ${world.mintToken(ACME, 'register')}` },
    body: JSON.stringify({ url: 'https://github.com/acme/rocket', name, labels, version: '2.337.0' }),
  });
  const { agentId } = (await answer.json()) as { agentId: number };
  return agentId;
}
/** The requests for lists of runners so far. */
const lists = () => world.journal.entries.filter((entry) => entry.path.includes('/actions/runners?'));
const answered = async (count: number): Promise<void> =>
  await vi.waitFor(() => expect(bench.answers.length).toBeGreaterThanOrEqual(count), {
    timeout: 10_000,
    interval: 5,
  });

describe('what GitHub says of the runners', () => {
  it('is asked once for all runners of a scope, and told to each', async () => {
    const one = await register('mini', ['self-hosted', 'macOS', 'ARM64', 'xcode']);
    await register('maxi');
    bench.watch.setRunners([runner('a', one, 'mini'), runner('b', null, 'maxi'), runner('c', 999, 'gone')]);
    await bench.watch.askNow();
    expect(bench.last('a')).toEqual({
      kind: 'answered',
      at: bench.timers.now(),
      answer: {
        status: 'offline',
        busy: false,
        labels: ['self-hosted', 'macOS', 'ARM64', 'xcode'],
        version: null,
      },
    });
    expect(bench.last('b')?.kind).toBe('answered');
    expect(bench.last('c')).toMatchObject({ kind: 'unknown', why: 'GitHub does not list this runner.' });
    expect(lists()).toHaveLength(1);
    expect(bench.access.at(-1)).toEqual({ kind: 'ok', remaining: 4999 });
  });

  it('prefers the number to the name, so that a namesake is not taken for it', async () => {
    await register('mini');
    const two = await register('other', ['self-hosted', 'second']);
    bench.watch.setRunners([runner('a', two, 'mini')]);
    await bench.watch.askNow();
    expect(bench.last('a')).toMatchObject({ answer: { labels: ['self-hosted', 'second'] } });
  });

  it('is not known where GitHub lists only a namesake with another number', async () => {
    const id = await register('mini');
    bench.watch.setRunners([runner('a', id + 1, 'mini')]);
    await bench.watch.askNow();
    expect(bench.last('a')).toMatchObject({ kind: 'unknown', why: 'GitHub does not list this runner.' });
  });

  it('is found under the address of a GitHub Enterprise Server, too', async () => {
    bench.watch.close();
    bench = createBench({ githubApi: `${world.origin}/api/v3/`, token: world.token });
    const id = await register('mini');
    bench.watch.setRunners([runner('a', id, 'mini', { ...ROCKET, host: 'ghe.acme.test' })]);
    await bench.watch.askNow();
    expect(bench.last('a')?.kind).toBe('answered');
  });

  it('is read over several pages, and those that stayed the same cost nothing', async () => {
    for (let number = 0; number < 130; number += 1) await register(`r-${String(number)}`);
    bench.watch.setRunners([runner('a', null, 'r-129')]);
    await bench.watch.askNow();
    expect(bench.last('a')?.kind).toBe('answered');
    expect(world.journal.counted()).toBe(2);
    await bench.watch.askNow();
    expect(lists().map((entry) => entry.status)).toEqual([200, 200, 304, 304]);
    expect(world.journal.counted()).toBe(2);
    await register('late');
    bench.watch.setRunners([runner('a', null, 'late')]);
    await bench.watch.askNow();
    expect(bench.last('a')?.kind).toBe('answered');
    expect(
      lists()
        .slice(4)
        .map((entry) => entry.status),
    ).toEqual([200, 200]);
  });

  it('is not known where the scope is not known', async () => {
    bench.watch.setRunners([runner('a', 1, 'mini', { kind: 'unknown' })]);
    await bench.watch.askNow();
    expect(bench.last('a')?.kind).toBe('not-asked');
    expect(world.journal.entries).toHaveLength(0);
  });
});

describe('how often GitHub is asked', () => {
  /** An hour of the hand clock; each question is waited for. */
  async function passMinutes(minutes: number): Promise<void> {
    for (let minute = 0; minute < minutes; minute += 1) {
      bench.timers.advance(60_000);
      await new Promise(setImmediate);
      await vi.waitFor(() => expect(bench.answers.length - told).toBe(bench.login.asked), { interval: 1 });
      await new Promise(setImmediate);
    }
  }
  let told = 0;

  it('stays under ten counted requests in an idle hour with one repository', async () => {
    const id = await register('mini');
    bench.watch.setRunners([runner('a', id, 'mini')]);
    told = bench.answers.length;
    await passMinutes(60);
    expect(world.journal.counted()).toBeLessThanOrEqual(10);
    expect(world.journal.counted()).toBe(1);
    expect(lists().length).toBeGreaterThanOrEqual(8);
    expect(lists().length).toBeLessThanOrEqual(10);
    expect(
      lists()
        .slice(1)
        .every((entry) => entry.status === 304),
    ).toBe(true);
  });

  it('is at once when a view opens after a long rest, then every 15 s', async () => {
    const id = await register('mini');
    bench.watch.setRunners([runner('a', id, 'mini')]);
    await bench.watch.askNow();
    bench.timers.advance(120_000);
    expect(lists()).toHaveLength(1);
    let before = bench.answers.length;
    bench.watch.setAttention('view-open');
    bench.timers.advance(0);
    await answered(before + 1);
    for (let turn = 0; turn < 3; turn += 1) {
      await new Promise(setImmediate);
      before = bench.answers.length;
      bench.timers.advance(15_000);
      await answered(before + 1);
    }
    expect(lists()).toHaveLength(5);
  });

  it('waits as long as GitHub says, even when a person asks', async () => {
    world.faults.add({ kind: 'secondary-limit', retryAfter: 120, times: 1 });
    bench.watch.setRunners([runner('a', 1, 'mini'), runner('b', 2, 'x', { ...ROCKET, repository: 'moon' })]);
    await bench.watch.askNow();
    expect(bench.access.at(-1)).toMatchObject({ kind: 'trouble', retryAt: bench.timers.now() + 120_000 });
    await bench.watch.askNow();
    expect(lists()).toHaveLength(1);
    bench.timers.advance(120_000);
    await bench.watch.askNow();
    expect(bench.access.at(-1)?.kind).not.toBe('ok');
    expect(lists().length).toBeGreaterThan(1);
  });

  it('is not at all while nobody is logged in', async () => {
    bench.login.answer = { ok: true, value: null };
    bench.watch.setRunners([runner('a', 1, 'mini')]);
    await bench.watch.askNow();
    expect(bench.last('a')).toEqual({ kind: 'not-asked', why: 'There is no GitHub login on this Mac.' });
    expect(bench.access).toEqual([{ kind: 'no-login' }]);
    expect(world.journal.entries).toHaveLength(0);
  });

  it('is not at all when it is turned off, and what was known is forgotten', async () => {
    const id = await register('mini');
    bench.watch.setRunners([runner('a', id, 'mini')]);
    await bench.watch.askNow();
    bench.watch.setAsking('off');
    expect(bench.last('a')?.kind).toBe('not-asked');
    expect(bench.access.at(-1)).toEqual({ kind: 'off' });
    bench.timers.advance(3_600_000);
    await bench.watch.askNow();
    expect(lists()).toHaveLength(1);
    bench.watch.setAsking('on');
    await bench.watch.askNow();
    expect(bench.last('a')?.kind).toBe('answered');
  });

  it('starts anew with another login: old ETags do not count for it', async () => {
    const id = await register('mini');
    bench.watch.setRunners([runner('a', id, 'mini')]);
    await bench.watch.askNow();
    const token = `ghp_${'y'.repeat(36)}`;
    world.addToken({ kind: 'classic', token, login: 'hubot', repositories: 'all', scopes: ['repo'] });
    bench.login.answer = { ok: true, value: token };
    bench.timers.advance(61_000);
    await bench.watch.askNow();
    expect(lists().map((entry) => entry.status)).toEqual([200, 200]);
    expect(lists().map((entry) => entry.conditional)).toEqual([false, false]);
  });
});

describe('what goes wrong is said in words', () => {
  const cases: readonly (readonly [
    name: string,
    fault: Parameters<WorldGitHub['faults']['add']>[0],
    words: RegExp,
  ])[] = [
    ['expired login', { kind: 'bad-credentials' }, /refused this Mac’s login.*gh auth login/],
    ['single sign-on', { kind: 'sso', organization: 'acme' }, /single sign-on.*Authorize it at github\.com/],
    [
      'missing permission',
      { kind: 'missing-permission', accepted: 'administration=read' },
      /permission “Administration: read-only”/,
    ],
    ['used-up limit', { kind: 'primary-limit', seconds: 600 }, /hourly limit.*goes on by itself/],
    ['too many at once', { kind: 'secondary-limit', retryAfter: 30 }, /asked less often/],
    [
      'too many at once, as 403',
      { kind: 'secondary-limit', retryAfter: 30, status: 403 },
      /asked less often/,
    ],
    [
      'not visible',
      { kind: 'not-found' },
      /acme\/rocket: not found at github\.com, or this login has no access/,
    ],
    ['a web page', { kind: 'html', status: 200 }, /not GitHub’s API/],
    ['a web page as refusal', { kind: 'html', status: 403 }, /not GitHub’s API/],
    ['GitHub in trouble', { kind: 'failing', status: 503 }, /trouble of its own \(status 503\)/],
    ['GitHub in trouble, in HTML', { kind: 'html', status: 502 }, /trouble of its own/],
    ['a cut connection', { kind: 'reset' }, /cannot be reached/],
    ['no answer', { kind: 'hang' }, /did not answer/],
  ];

  it.each(cases)('%s', async (_name, fault, words) => {
    bench.watch.close();
    bench = createBench({ githubApi: world.origin, token: world.token, limitMs: 400 });
    const id = await register('mini');
    bench.watch.setRunners([runner('a', id, 'mini')]);
    const takeBack = world.faults.add(fault);
    await bench.watch.askNow();
    const access = bench.access.at(-1);
    expect(access).toMatchObject({ kind: 'trouble', message: expect.stringMatching(words) as unknown });
    expect(bench.last('a')).toMatchObject({ kind: 'unknown', since: bench.timers.now() });
    expect(JSON.stringify([bench.access, bench.answers])).not.toContain(world.token.slice(4));
    takeBack();
    bench.timers.advance(3_600_000);
    await bench.watch.askNow();
    expect(bench.last('a')?.kind).toBe('answered');
    expect(bench.access.at(-1)?.kind).toBe('ok');
  });

  it('keeps since when it is unknown, through repeated failures', async () => {
    const id = await register('mini');
    world.faults.add({ kind: 'failing', status: 500 });
    bench.watch.setRunners([runner('a', id, 'mini')]);
    await bench.watch.askNow();
    const since = bench.timers.now();
    bench.timers.advance(5_000);
    await bench.watch.askNow();
    expect(bench.last('a')).toMatchObject({ kind: 'unknown', since });
  });

  it('a login tool that fails is trouble, not "no login"', async () => {
    bench.login.answer = { ok: false, why: 'gh did not answer in 5 seconds' };
    bench.watch.setRunners([runner('a', 1, 'mini')]);
    await bench.watch.askNow();
    expect(bench.access.at(-1)).toMatchObject({ kind: 'trouble', message: 'gh did not answer in 5 seconds' });
  });
});
