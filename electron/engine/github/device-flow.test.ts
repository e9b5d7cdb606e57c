/** Signing in with a code, on the practice GitHub, with a clock that is moved by hand. */
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startGitHub, type WorldGitHub } from '../../../e2e/world/github/start.ts';
import type { DeviceFlow } from '../../../shared/set-up.ts';
import { bad, createAccountBench, good, type AccountBench } from './test-account.ts';
import { handTimers, type HandTimers } from './test-bench.ts';

const HOST = 'github.com';
let timers: HandTimers;
let world: WorldGitHub;
let bench: AccountBench;
beforeEach(async () => {
  timers = handTimers();
  world = await startGitHub({ seed: 7, now: () => timers.now() });
  bench = createAccountBench({ githubApi: `${world.origin}/api/v3`, timers });
  bench.settings.clientId = 'Iv1.0123456789abcdef';
});
afterEach(async () => {
  bench.github.close();
  await world.close();
});

const device = () => bench.github.device;
const asked = (): number =>
  world.journal.entries.filter(({ path }) => path === '/login/oauth/access_token').length;
async function begin(keep: 'keychain' | 'session' = 'keychain'): Promise<string> {
  const flow = good(await device().start(HOST, keep));
  if (flow.kind !== 'waiting') throw new Error(`It is ${flow.kind}.`);
  return flow.userCode;
}
/** What GitHub said has been heard: the next question is planned, or there is none. */
const heard = async (): Promise<void> =>
  await vi.waitFor(() => expect(timers.armed() > 0 || device().state(HOST).kind !== 'waiting').toBe(true), {
    interval: 1,
  });
/** Moves the clock on; GitHub has then been asked so often. */
async function pass(seconds: number, count: number): Promise<void> {
  timers.advance(seconds * 1000);
  await vi.waitFor(() => expect(asked()).toBe(count), { interval: 1 });
  await heard();
}
const becomes = async (wanted: DeviceFlow['kind']): Promise<DeviceFlow> =>
  await vi.waitUntil(
    () => {
      const flow = device().state(HOST);
      return flow.kind === wanted ? flow : null;
    },
    { interval: 2, timeout: 5_000 },
  );

describe('signing in with a code', () => {
  it('shows the code and says what is asked for, then keeps the token that comes back', async () => {
    const flow = good(await device().start(HOST, 'keychain'));
    expect(flow).toMatchObject({
      kind: 'waiting',
      userCode: expect.stringMatching(/^[A-Z]{4}-[A-Z]{4}$/) as unknown,
      page: `${world.origin}/login/device`,
      asksFor: expect.stringMatching(/“repo”.*“admin:org”/) as unknown,
      expiresAt: timers.now() + 900_000,
    });
    await pass(5, 1);
    expect(device().state('GitHub.com')).toEqual(flow);
    world.decideDevice(flow.kind === 'waiting' ? flow.userCode : '', 'approved');
    await pass(5, 2);
    expect(await becomes('done')).toEqual({ kind: 'done' });
    expect(await bench.github.accounts.login(HOST)).toMatchObject({
      way: 'kept-token',
      account: 'mona',
      deviceFlow: 'available',
    });
    const [token = ''] = bench.keychain.entries.values();
    expect(JSON.stringify([flow, device().state(HOST)])).not.toContain(token);
    timers.advance(3_600_000);
    expect(asked()).toBe(2);
  });

  it('asks no sooner than GitHub says', async () => {
    await begin();
    for (const count of [1, 2]) {
      timers.advance(4_999);
      expect(timers.armed()).toBe(1);
      await pass(0.001, count);
    }
    expect(device().state(HOST).kind).toBe('waiting');
  });

  it.each([
    ['denied', /refused in the browser/],
    ['gone', /has expired.*Start again/],
  ] as const)('ends by itself when it is %s', async (how, words) => {
    const until = timers.now() + 900_000;
    const code = await begin();
    if (how === 'denied') {
      world.decideDevice(code, 'denied');
      await pass(5, 1);
    } else {
      world.faults.add({ kind: 'failing', status: 503, path: '/login/' });
      while (timers.now() < until) {
        timers.advance(60_000);
        await heard();
      }
    }
    const flow = await becomes('failed');
    expect(flow).toMatchObject({ message: expect.stringMatching(words) as unknown });
    const before = asked();
    timers.advance(3_600_000);
    expect(asked()).toBe(before);
  });

  it('goes on through an outage', async () => {
    const code = await begin();
    world.faults.add({ kind: 'reset', path: '/login/', times: 1 });
    await pass(5, 1);
    world.decideDevice(code, 'approved');
    await pass(10, 2);
    expect(await becomes('done')).toEqual({ kind: 'done' });
  });

  it('is one at a time for a host, and can be given up', async () => {
    const first = await begin();
    const second = await begin();
    world.decideDevice(first, 'approved');
    await pass(5, 1);
    expect(device().state(HOST)).toMatchObject({ kind: 'waiting', userCode: second });
    expect(device().cancel(HOST)).toEqual({ kind: 'none' });
    world.decideDevice(second, 'approved');
    timers.advance(3_600_000);
    expect(asked()).toBe(1);
    expect(device().state(HOST)).toEqual({ kind: 'none' });
    expect(bench.keychain.entries.size).toBe(0);
  });

  it('says when what came back could not be kept', async () => {
    const code = await begin();
    world.decideDevice(code, 'approved');
    bench.keychain.broken = 'The keychain is locked.';
    await pass(5, 1);
    expect(await becomes('failed')).toMatchObject({
      message: expect.stringMatching(/keychain is locked.*for this session/) as unknown,
    });
  });
});

describe('a sign-in that cannot begin', () => {
  it('because no client id is set', async () => {
    bench.settings.clientId = null;
    expect(bad(await device().start(HOST, 'session'))).toMatchObject({
      code: 'not-supported-here',
      hint: expect.stringContaining('token') as unknown,
    });
    expect(world.journal.entries).toHaveLength(0);
  });

  it('because there is no keychain, before the person goes to the browser', async () => {
    bench.keychain.there = 'no';
    expect(bad(await device().start(HOST, 'keychain'))).toMatchObject({ code: 'no-keychain' });
    expect(world.journal.entries).toHaveLength(0);
    expect(good(await device().start(HOST, 'session')).kind).toBe('waiting');
  });

  it('because GitHub cannot be reached', async () => {
    world.faults.add({ kind: 'reset', path: '/login/' });
    expect(bad(await device().start(HOST, 'session'))).toMatchObject({ code: 'unreachable' });
    expect(device().state(HOST)).toEqual({ kind: 'none' });
  });
});

const CODE = {
  device_code: 'd'.repeat(40),
  user_code: 'WDJB-MJHT',
  verification_uri: 'https://evil.example/login/device',
  expires_in: 900,
  interval: 5,
};

/** What the practice GitHub does not say by itself. */
describe('every refusal of GitHub’s has a sentence', () => {
  let server: Server;
  let answer: RequestListener;
  beforeEach(async () => {
    server = createServer((request, response) => answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    bench.github.close();
    const { port } = server.address() as AddressInfo;
    bench = createAccountBench({ githubApi: `http://127.0.0.1:${String(port)}`, timers });
    bench.settings.clientId = 'Iv1.0123456789abcdef';
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });
  const say =
    (status: number, value: unknown): RequestListener =>
    (_request, response) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));

  it.each([
    [404, { error: 'Not Found' }, 'login-refused', /does not know the client id/],
    [200, { error: 'device_flow_disabled' }, 'login-refused', /Turn on its device flow/],
    [200, { error: 'unsupported_grant_type' }, 'login-refused', /does not offer signing in/],
    [200, { error: 'Something <b>new</b>' }, 'login-refused', /refused the sign-in\. Start again/],
    [200, { error: 'something_new' }, 'login-refused', /refused the sign-in \(something_new\)/],
    [200, { user_code: 'lower-case' }, 'odd-answer', /not GitHub’s API/],
    [200, 'text', 'odd-answer', /not GitHub’s API/],
  ])('%i %j', async (status, value, code, words) => {
    answer = say(status, value);
    expect(bad(await device().start(HOST, 'session'))).toMatchObject({
      code,
      message: expect.stringMatching(words) as unknown,
    });
  });

  it('comes to nothing when it was given up while GitHub was being asked', async () => {
    answer = say(200, CODE);
    await device().start(HOST, 'session');
    let reply = (_token: string): void => undefined;
    answer = (request, response) => {
      reply = (token) => say(200, { access_token: token })(request, response);
    };
    const before = reply;
    timers.advance(5_000);
    await vi.waitFor(() => expect(reply).not.toBe(before), { interval: 1 });
    device().cancel(HOST);
    const tokens: (string | undefined)[] = [];
    answer = (request, response) => {
      tokens.push(request.headers.authorization);
      say(200, { login: 'mona' })(request, response);
    };
    reply(`gho_${'late'.repeat(9)}`);
    await bench.github.accounts.useToken(HOST, `ghp_${'own'.repeat(12)}`, 'session');
    await bench.github.accounts.login(HOST);
    expect(new Set(tokens)).toEqual(new Set([`Bearer ghp_${'own'.repeat(12)}`]));
  });

  it('waits longer when told to: as long as GitHub says, else five seconds more', async () => {
    let questions = 0;
    answer = say(200, CODE);
    await device().start(HOST, 'session');
    const next = async (seconds: number, value: unknown): Promise<void> => {
      answer = (request, response) => {
        questions += 1;
        say(200, value)(request, response);
      };
      const before = questions;
      timers.advance(seconds * 1000 - 1);
      expect(timers.armed()).toBe(1);
      timers.advance(1);
      await vi.waitFor(() => expect(questions).toBe(before + 1), { interval: 1 });
      await heard();
    };
    await next(5, { error: 'slow_down', interval: 12 });
    await next(12, { error: 'slow_down' });
    await next(17, { error: 'authorization_pending' });
    await next(17, { error: 'authorization_pending' });
  });

  it.each([
    ['incorrect_device_code', /does not know this code any more/],
    ['incorrect_client_credentials', /does not know the client id/],
    ['expired_token', /has expired/],
  ])('%s, after the code was shown', async (error, words) => {
    answer = say(200, CODE);
    // Never the page of another host.
    expect(good(await device().start(HOST, 'session'))).toMatchObject({
      page: 'https://github.com/login/device',
    });
    answer = say(200, { error });
    timers.advance(5_000);
    expect(await becomes('failed')).toMatchObject({ message: expect.stringMatching(words) as unknown });
  });
});
