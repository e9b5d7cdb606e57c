/** What troubles a set-up on a practice world, and what it must leave as it was. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { copyFile, lstat, readdir, readFile, readlink, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import type { OperationMoment } from '../../electron/engine/operations/live-operation.ts';
import type { Token } from '../world/github/access.ts';
import type { World } from '../world/types.ts';
import { ANSWERS } from './crash-world.ts';

const SCOPE = { kind: 'repository', owner: 'acme', repository: 'rocket' } as const;
export const RUNNER_FOLDER = 'actions-runner-acme-rocket';
export const LABEL = 'dev.trackside.runner.acme.rocket.mac-mini-m4';
export const IS_ROOT = process.getuid?.() === 0;

/** Every file and folder in it, with its mode and what it holds. */
export async function pictureOf(folder: string): Promise<Readonly<Record<string, string>>> {
  const picture: Record<string, string> = {};
  for (const name of await readdir(folder, { recursive: true })) {
    picture[name] = await lookOf(join(folder, name));
  }
  return picture;
}

async function lookOf(path: string): Promise<string> {
  const info = await lstat(path);
  const mode = (info.mode & 0o777).toString(8);
  if (info.isSymbolicLink()) return `link to ${await readlink(path)}`;
  if (!info.isFile()) return `${mode} ${info.isDirectory() ? 'folder' : 'other'}`;
  return `${mode} ${createHash('sha256')
    .update(await readFile(path))
    .digest('hex')}`;
}

/** A registration token of the right place. */
export const registrationToken = ({ github }: World, lifeMs?: number): string =>
  github.mintToken(SCOPE, 'register', lifeMs);

/** Somebody else registers a runner of the name that was chosen. */
export async function takeName(world: World): Promise<void> {
  const answer = await fetch(`${world.github.origin}/_broker/agents`, {
    method: 'POST',
    headers: { authorization: `RemoteAuth ${registrationToken(world)}`, 'content-type': 'application/json' },
    body: JSON.stringify({ url: 'https://github.com/acme/rocket', name: ANSWERS.name, labels: [] }),
  });
  if (!answer.ok) throw new Error(`The name was not taken: ${answer.status}.`);
}

/** GitHub's own tool is logged in with another token from now on; null: with none. */
export async function logIn({ github, mac }: World, token: Token | null): Promise<void> {
  if (token !== null) github.addToken(token);
  await mac.setGitHubLogin(token === null ? null : { token: token.token, hosts: null });
}

/** As the practice world has it at its start. */
export async function logInAsUsual(world: World): Promise<void> {
  const scopes = ['repo', 'admin:org', 'admin:enterprise', 'workflow'];
  const { token } = world.github;
  await logIn(world, { kind: 'classic', token, login: 'mona', repositories: 'all', scopes });
}

/** `launchctl bootstrap` answers so, as often as that; left out: always. */
export async function refuseBootstrap({ mac }: World, status: number, times?: number): Promise<void> {
  const texts: Readonly<Record<number, string>> = {
    5: 'Input/output error',
    119: 'Service is disabled',
    122: 'Path had bad ownership/permissions',
    125: 'Domain does not support specified action',
  };
  await mac.fault({
    kind: 'fail',
    program: 'launchctl',
    when: 'bootstrap',
    status,
    stderr: `Bootstrap failed: ${status}: ${texts[status] ?? 'Unknown error'}\n`,
    ...(times === undefined ? {} : { times }),
  });
}

/** GitHub offers an archive that ends too early, with the checksum of just that; gives the way back. */
export async function offerCutArchive({ github, root }: World): Promise<() => Promise<void>> {
  const whole = join(root, 'archives', 'actions-runner-osx-arm64-2.337.0.tar.gz');
  const cut = join(root, 'archives', 'cut.tar.gz');
  await copyFile(whole, cut);
  await truncate(cut, 4_000);
  await github.addRelease('2.337.0', cut);
  return async () => void (await github.addRelease('2.337.0', whole));
}

/** Nobody may write there from now on, also not root; gives the way back. */
export function closeFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true });
  if (!IS_ROOT) {
    chmodSync(folder, 0o555);
    return () => chmodSync(folder, 0o755);
  }
  run('mount', '--bind', folder, folder);
  run('mount', '-o', 'remount,ro,bind', folder);
  return () => run('umount', folder);
}

/** Root minds no modes; it can close a folder on Linux only, by a mount. */
export const CAN_CLOSE_FOLDERS = !IS_ROOT || (process.platform === 'linux' && existsSync('/proc/mounts'));

function run(program: string, ...args: readonly string[]): void {
  const { status, stderr } = spawnSync(program, [...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr}`);
}

/** Calls `act` once, at the first moment that fits. */
export function once(
  fits: (moment: OperationMoment) => boolean,
  act: () => void,
): (moment: OperationMoment) => void {
  let isDone = false;
  return (moment) => {
    if (isDone || !fits(moment)) return;
    isDone = true;
    act();
  };
}

/** Right after that entry is in the journal. */
export const afterEntry =
  (type: string, step?: string) =>
  (moment: OperationMoment): boolean =>
    moment.kind === 'after-entry' &&
    moment.entry.type === type &&
    (step === undefined || ('step' in moment.entry && moment.entry.step === step));

/** Once config.sh is about to be run. */
export const registering = (moment: OperationMoment): boolean =>
  moment.kind === 'after-entry' &&
  moment.entry.type === 'remembered' &&
  moment.entry.facts['registering'] === true;

export const inStep =
  (step: string) =>
  (moment: OperationMoment): boolean =>
    moment.kind === 'in-step' && moment.step === step;
