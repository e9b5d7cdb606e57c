/**
 * No secret in arguments, logs, journal, database, error or bug report (issue 3, section 4). Whatever Trackside and the
 * runner's programs start, write, print and show while runners are set up and removed is kept, and searched for every secret
 * that existed: logins, registration and remove tokens, device codes, the runner's credentials. They may stand in one place
 * alone: the environment of config.sh.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { DeviceFlow, OperationRequest } from '../../shared/set-up.ts';
import type { RunnerId } from '../../shared/domain.ts';
import type { Snapshot } from '../../shared/contract.ts';
import { ANSWERS, NOTHING } from './crash-world.ts';
import { logIn, logInAsUsual, refuseBootstrap } from './levers.ts';
import { openSecretsBench, type SecretsBench, type View } from './secrets/bench.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });
const SCOPE = { kind: 'repository', owner: 'acme', repository: 'rocket' } as const;
const SET_UP: OperationRequest = { kind: 'set-up', answers: ANSWERS };
/** None of them has a shape that a net for secrets knows: only what is never written stays out. */
const TOKENS = {
  session: 'session-login-of-mona-of-no-known-shape',
  kept: 'kept-login-of-mona-of-no-known-shape',
  register: 'registration-of-no-known-shape-4711',
  remove: 'removal-of-no-known-shape-4711',
};

let bench: SecretsBench;
let view: View;
beforeAll(async () => {
  bench = await openSecretsBench();
});
afterEach(async () => {
  const { world } = bench.one;
  await world.mac.fault({ kind: 'none', program: 'launchctl' });
  await logInAsUsual(world);
  await bench.offer('usual');
  await bench.clean();
});
afterAll(async () => {
  await bench.close();
});

async function removal(): Promise<OperationRequest> {
  const snapshot = await view.ask<Snapshot>('state.subscribe', {});
  const [runnerId] = snapshot.ok ? (Object.keys(snapshot.value.state.runners) as RunnerId[]) : [];
  if (runnerId === undefined) throw new Error('There is no runner.');
  const all = { deregister: 'yes', service: 'remove', hooks: 'remove', shellProfile: 'remove' } as const;
  return { kind: 'remove', choices: { runnerId, ...all, folder: 'trash' } };
}

const giveLogin = async (token: string, keep: 'session' | 'keychain'): Promise<void> => {
  bench.one.world.github.addToken({
    kind: 'classic',
    token,
    login: 'mona',
    repositories: 'all',
    scopes: ['repo'],
  });
  expect(await view.ask('github.useToken', { host: 'github.com', token, keep })).toMatchObject({ ok: true });
};

describe('no secret is seen anywhere', () => {
  it('with the login of gh, a sign-in with a code beside it, a draft, and a removal by that login', async () => {
    const { github } = bench.one.world;
    view = await bench.open();
    await view.ask('settings.update', { deviceClientId: 'Iv1.0123456789abcdef' });
    const device = await view.ask<DeviceFlow>('github.deviceStart', { host: 'github.com', keep: 'session' });
    expect(device).toMatchObject({ ok: true, value: { kind: 'waiting' } });
    expect(github.decideDevice(null, 'approved')).toBe(true);
    await view.ask('setup.saveDraft', { draft: { step: 'do', answers: ANSWERS } });
    const pasted = { ...ANSWERS, name: github.token };
    const wrong = { draft: { step: 'how', answers: pasted } };
    expect(await view.ask('setup.saveDraft', wrong)).toMatchObject({ ok: false });
    await view.ask('setup.check', { answers: pasted });
    expect(await view.perform(SET_UP)).toMatchObject({ state: { kind: 'succeeded' } });
    await vi.waitFor(
      async () => {
        const state = await view.ask<DeviceFlow>('github.deviceState', { host: 'github.com' });
        expect(state).toMatchObject({ value: { kind: 'done' } });
      },
      { timeout: 20_000, interval: 200 },
    );
    expect(await view.perform(await removal())).toMatchObject({
      state: { kind: 'succeeded' },
      leftBehind: [],
    });
    await view.close();
    expect(bench.tokensOfConfig()).toHaveLength(1);
    expect(github.secrets()).toEqual(expect.arrayContaining([...bench.tokensOfConfig()]));
    expect(await bench.leaks()).toEqual([]);
    // The same search finds what may be seen, everywhere: else nothing would be proven.
    expect(await bench.whereIs(ANSWERS.name)).toEqual(
      expect.arrayContaining([
        'the arguments of /bin/bash',
        'arguments',
        'what views were shown',
        'set-up-draft.json',
        expect.stringMatching(/^operations\/\w+\.jsonl$/),
        expect.stringMatching(/^\.Trash\/.*\.plist$/),
        expect.stringMatching(/_diag\/Runner_.*\.log$/),
      ]),
    );
    expect(await bench.whereIs('UV_THREADPOOL_SIZE=16')).toContain('environment of runsvc.sh ');
  });

  it('with a token for this session, and a set-up that fails and is taken back', async () => {
    view = await bench.open();
    await logIn(bench.one.world, null);
    await giveLogin(TOKENS.session, 'session');
    await refuseBootstrap(bench.one.world, 119);
    const first = await view.perform(SET_UP);
    expect(first).toMatchObject({ state: { kind: 'undone' }, problem: { code: 'launchd-refused' } });
    bench.one.world.github.revokeToken(TOKENS.session);
    await expect(view.perform(SET_UP)).rejects.toThrow(/login-refused/);
    await view.close();
    expect(await bench.leaks([TOKENS.session])).toEqual([]);
    expect(await bench.one.traces()).toEqual(NOTHING);
  });

  it('with a token that the keychain keeps, also after a restart', async () => {
    view = await bench.open();
    await logIn(bench.one.world, null);
    await giveLogin(TOKENS.kept, 'keychain');
    await view.close();
    view = await bench.open();
    expect(await view.ask('github.login', { host: 'github.com' })).toMatchObject({
      value: { way: 'kept-token' },
    });
    expect(await view.perform(SET_UP)).toMatchObject({ state: { kind: 'succeeded' } });
    await view.close();
    expect(await bench.leaks()).toEqual([]);
  });

  it('with a registration token that is piped into the command, and a remove token that is pasted', async () => {
    const { world } = bench.one;
    world.github.addRunnerToken(TOKENS.register, { ...SCOPE }, 'register');
    world.github.addRunnerToken(TOKENS.remove, { ...SCOPE }, 'remove');
    await logIn(world, null);
    const about = ['--url', 'https://github.com/acme/rocket', '--name', ANSWERS.name];
    const how = ['--directory', ANSWERS.directory, '--token-stdin', '--yes', '--json'];
    expect(await bench.type(['setup', ...about, ...how], `${TOKENS.register}\n`)).toBe(0);
    view = await bench.open();
    const removed = await view.perform(await removal(), { removeToken: TOKENS.remove });
    expect(removed).toMatchObject({ state: { kind: 'succeeded' }, leftBehind: [] });
    await view.close();
    expect(bench.tokensOfConfig()).toEqual([TOKENS.register, TOKENS.remove]);
    expect(await bench.leaks()).toEqual([]);
    expect(await bench.whereIs('"type":"result"')).toEqual(['standard output']);
  });

  it('not even where config.sh itself prints its token', async () => {
    const { world } = bench.one;
    await bench.offer('shouting');
    await logIn(world, null);
    view = await bench.open();
    const request = { kind: 'set-up', answers: { ...ANSWERS, access: 'registration-token' } } as const;
    const failed = await view.perform(request, { registrationToken: TOKENS.register });
    expect(failed.problem?.message).toBe('The runner’s config.sh failed: Unexpected: *** is of no use');
    await view.close();
    expect(bench.tokensOfConfig()).toEqual([TOKENS.register]);
    expect(await bench.leaks([TOKENS.register])).toEqual([]);
  });
});
