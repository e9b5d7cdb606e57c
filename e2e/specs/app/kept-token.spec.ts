/** A token that a person gives: kept where there is a keychain, and never seen again. */
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Reply } from '../../../shared/contract.ts';
import type { GitHubLogin } from '../../../shared/set-up.ts';
import { expect, test, theRunner } from './fixture.ts';

const TOKEN = `ghp_${'kept'.repeat(9)}`;

/** Every file below, as text; nothing where there is no such folder. */
async function filesIn(folder: string): Promise<string> {
  if (!existsSync(folder)) return '';
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const texts = files.map((file) => readFile(join(file.parentPath, file.name), 'latin1'));
  return (await Promise.all(texts)).join('\n');
}

test('a token is kept in the keychain where there is one, and serves the watch, too', async ({
  newWorld,
  open,
  launcher,
}) => {
  const world = await newWorld({ githubLogin: 'no', runners: [{ name: 'mini', labels: ['M4'] }] });
  world.github.addToken({
    kind: 'classic',
    token: TOKEN,
    login: 'hubot',
    repositories: 'all',
    scopes: ['repo'],
  });
  const app = await open(world);
  const give = async (keep: 'keychain' | 'session'): Promise<Reply<GitHubLogin>> => {
    const input = { host: 'github.com', token: TOKEN, keep };
    return (await app.bridge.request('github.useToken', input)) as Reply<GitHubLogin>;
  };
  const kept = await give('keychain');
  // A browser's engine has no keychain: nothing is kept in its stead.
  const used = launcher === 'web' ? await give('session') : kept;
  expect(kept.ok ? 'kept' : kept.code).toBe(launcher === 'web' ? 'no-keychain' : 'kept');
  expect(used).toMatchObject({
    ok: true,
    value: { way: launcher === 'web' ? 'session-token' : 'kept-token', account: 'hubot' },
  });
  await expect.poll(async () => (await theRunner(app)).labels, { timeout: 20_000 }).toContain('M4');
  const written = await filesIn(join(world.root, 'data'));
  expect(written.includes('github-token:github.com')).toBe(launcher === 'electron');
  expect(written).not.toContain(TOKEN.slice(4));
  expect(JSON.stringify([kept, used])).not.toContain(TOKEN.slice(4));
});
