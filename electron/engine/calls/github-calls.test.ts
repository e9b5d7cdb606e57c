/** The calls about GitHub, through the engine's door. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startGitHub, type WorldGitHub } from '../../../e2e/world/github/start.ts';
import { fail, ok, type CallName, type Input, type Output, type Reply } from '../../../shared/contract.ts';
import { createEngine, type Engine } from '../engine.ts';
import { createMacHost } from '../host/macos/host.ts';
import type { Connection } from '../server.ts';

const HOST = 'github.com';
const SCOPE = { kind: 'repository', host: HOST, owner: 'acme', repository: 'rocket' } as const;
let home: string;
let world: WorldGitHub;
let engine: Engine;
let line: Connection;
let opened: string[];

/** On a Mac without `gh` and without a keychain. */
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'trackside-github-'));
  world = await startGitHub({ seed: 7 });
  const host = createMacHost({ home, programs: join(home, 'none'), data: join(home, 'data') });
  engine = createEngine(host, { version: '0', host: 'headless', githubApi: world.origin, banner: null });
  opened = [];
  const notHere = async () => fail('not-supported-here', 'Not in this test.');
  line = engine.connect({
    chooseFolder: notHere,
    openLink: async (url) => {
      opened.push(url);
      return ok(null);
    },
    openSystemSettings: notHere,
    quit: notHere,
    openWizard: notHere,
  });
});
afterEach(async () => {
  line.close();
  await engine.stop();
  await world.close();
  await rm(home, { recursive: true });
});

const TOKEN = `ghp_${'given'.repeat(8)}`;
const ask = async <N extends CallName>(name: N, input: Input<N>): Promise<Reply<Output<N>>> =>
  (await line.request(name, input)) as Reply<Output<N>>;
const value = async <N extends CallName>(name: N, input: Input<N>): Promise<Output<N>> => {
  const reply = await ask(name, input);
  if (!reply.ok) throw new Error(`${reply.code}: ${reply.message}`);
  return reply.value;
};

describe('the way through the wizard’s second and third step', () => {
  it('is open once a token is given: a login, the places, a closer look', async () => {
    world.addToken({ kind: 'classic', token: TOKEN, login: 'hubot', repositories: 'all', scopes: ['repo'] });
    expect(await value('github.login', { host: 'GitHub.com' })).toMatchObject({
      host: HOST,
      way: null,
      gh: 'not-installed',
      keychain: 'not-available',
    });
    expect(await ask('github.places', { host: HOST, query: '' })).toMatchObject({ code: 'login-needed' });
    expect(await ask('github.useToken', { host: HOST, token: TOKEN, keep: 'keychain' })).toMatchObject({
      code: 'no-keychain',
    });
    const login = await value('github.useToken', { host: HOST, token: TOKEN, keep: 'session' });
    expect(login).toMatchObject({ way: 'session-token', account: 'hubot' });
    const { places } = await value('github.places', { host: HOST, query: 'ROCK' });
    expect(places).toMatchObject([{ scope: SCOPE, administers: true }]);
    const report = await value('github.place', { scope: SCOPE });
    expect(report.abilities.find(({ id }) => id === 'register-runners')?.allowed).toBe('yes');
    expect(JSON.stringify([login, places, report])).not.toContain(TOKEN.slice(4));
    expect(await value('github.forgetToken', { host: HOST })).toMatchObject({ way: null });
  });

  it('is open by a code where a client id is set', async () => {
    const host = HOST;
    expect(await ask('github.deviceStart', { host, keep: 'session' })).toMatchObject({
      code: 'not-supported-here',
    });
    await value('settings.update', { deviceClientId: 'Iv1.0123456789abcdef' });
    expect((await value('github.login', { host })).deviceFlow).toBe('available');
    const flow = await value('github.deviceStart', { host, keep: 'session' });
    expect(flow.kind).toBe('waiting');
    expect(await value('github.deviceState', { host })).toEqual(flow);
    expect(await value('github.deviceCancel', { host })).toEqual({ kind: 'none' });
    expect(await value('github.deviceState', { host })).toEqual({ kind: 'none' });
  });
});

describe('pages of the host that a person sets up', () => {
  it('are opened once a login was looked at there, and not before', async () => {
    const host = 'octo.ghe.com';
    const url = `https://${host}/settings/personal-access-tokens/new`;
    expect(await ask('link.open', { url })).toMatchObject({ code: 'link-refused' });
    expect(engine.allowsLink(url)).toBe(false);
    const { tokenPage } = await value('github.login', { host });
    expect(await ask('link.open', { url: tokenPage })).toMatchObject({ ok: true });
    expect(engine.allowsLink(tokenPage)).toBe(true);
    expect(await ask('link.open', { url: 'https://ghe.com/' })).toMatchObject({ code: 'link-refused' });
    expect(opened).toEqual([tokenPage]);
  });
});
