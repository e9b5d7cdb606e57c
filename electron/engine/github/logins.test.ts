import { beforeEach, describe, expect, it } from 'vitest';
import { createLogins, type Login, type Logins } from './logins.ts';
import { testKeychain, type TestKeychain } from './test-account.ts';
import { handTimers, type HandTimers } from './test-bench.ts';

const HOST = 'github.com';
let keychain: TestKeychain;
let timers: HandTimers;
let gh: { token: string | null; asked: number };
let logins: Logins;
beforeEach(() => {
  keychain = testKeychain();
  timers = handTimers();
  gh = { token: 'gho_of-the-tool', asked: 0 };
  logins = createLogins(
    {
      secrets: keychain,
      githubToken: async () => {
        gh.asked += 1;
        return { ok: true, value: gh.token };
      },
    },
    timers,
  );
});
const used = async (host = HOST): Promise<Pick<Login, 'way' | 'token'> | null | string> => {
  const login = await logins.get(host);
  if (!login.ok) return login.why;
  return login.value === null ? null : { way: login.value.way, token: login.value.token };
};

describe('which login is used', () => {
  it('is a token held for this session, else a kept one, else that of gh', async () => {
    expect(await used()).toEqual({ way: 'gh', token: 'gho_of-the-tool' });
    await logins.use(HOST, 'ghp_kept', 'keychain');
    expect(await used()).toEqual({ way: 'kept-token', token: 'ghp_kept' });
    await logins.use('GitHub.com', 'ghp_held', 'session');
    expect(await used()).toEqual({ way: 'session-token', token: 'ghp_held' });
    await logins.forget(HOST);
    expect(await used()).toEqual({ way: 'gh', token: 'gho_of-the-tool' });
    expect(keychain.entries.size).toBe(0);
  });

  it('is each host’s own', async () => {
    gh.token = null;
    await logins.use('ghe.acme.test', 'ghp_there', 'keychain');
    expect(await used()).toBeNull();
    expect(await used('GHE.acme.test')).toEqual({ way: 'kept-token', token: 'ghp_there' });
    expect([...keychain.entries.keys()]).toEqual(['github-token:ghe.acme.test']);
  });

  it('is the one that is kept now: it is read anew each time, and not remembered', async () => {
    await logins.use(HOST, 'ghp_one', 'keychain');
    await used();
    keychain.entries.set('github-token:github.com', 'ghp_two');
    expect(await used()).toMatchObject({ token: 'ghp_two' });
    expect(keychain.reads).toBe(2);
  });

  it('is asked of gh once a minute at most, and at once after GitHub refused it', async () => {
    await used();
    await used();
    expect(gh.asked).toBe(1);
    timers.advance(60_000);
    await used();
    expect(gh.asked).toBe(2);
    logins.drop(HOST);
    gh.token = 'gho_new';
    expect(await used()).toMatchObject({ token: 'gho_new' });
  });

  it('is that of gh while a kept one cannot be read, and that is told', async () => {
    await logins.use(HOST, 'ghp_kept', 'keychain');
    keychain.broken = 'The keychain does not give it out.';
    expect(await logins.look(HOST)).toMatchObject({
      login: { ok: true, value: { way: 'gh' } },
      keptTrouble: 'The keychain does not give it out.',
    });
    gh.token = null;
    logins.drop(HOST);
    // Not “no login”: a token was given.
    expect(await used()).toBe('The keychain does not give it out.');
  });

  it('holds tokens for a bounded number of hosts', async () => {
    gh.token = null;
    for (let number = 0; number < 20; number += 1) {
      await logins.use(`host-${String(number)}.test`, `ghp_${String(number)}`, 'session');
    }
    expect(await used('host-0.test')).toBeNull();
    expect(await used('host-19.test')).toMatchObject({ way: 'session-token' });
  });
});

describe('a token that is to be kept', () => {
  it('is not used at all where there is no keychain', async () => {
    keychain.there = 'no';
    expect(await logins.use(HOST, 'ghp_kept', 'keychain')).toMatchObject({
      ok: false,
      code: 'no-keychain',
      hint: expect.stringContaining('for this session') as unknown,
    });
    expect(await used()).toMatchObject({ way: 'gh' });
  });

  it('is not used where the keychain refuses it, and the old one stays', async () => {
    await logins.use(HOST, 'ghp_old', 'keychain');
    keychain.broken = 'The keychain is locked.';
    expect(await logins.use(HOST, 'ghp_new', 'keychain')).toMatchObject({
      code: 'no-keychain',
      message: 'The keychain is locked.',
    });
    keychain.broken = null;
    expect(await used()).toMatchObject({ token: 'ghp_old' });
  });
});

describe('at the end of a session', () => {
  it('what was held is forgotten, what is kept stays', async () => {
    gh.token = null;
    await logins.use(HOST, 'ghp_held', 'session');
    await logins.use('ghe.acme.test', 'ghp_kept', 'keychain');
    logins.close();
    expect(await used()).toBeNull();
    expect(await used('ghe.acme.test')).toMatchObject({ token: 'ghp_kept' });
  });
});
