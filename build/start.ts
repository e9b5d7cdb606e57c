/**
 * `npm start`: builds, then runs the app. On a Mac in Electron against the real machine; elsewhere, or with
 * `-- --world`, on the practice world, in Electron where its binary can be had, otherwise in the browser.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { bundle } from './bundle.ts';
import { LEAN_ENVIRONMENT, LEAN_FLAGS } from './lean-node.ts';
import { inRoot, ROOT } from './paths.ts';

const onWorld = process.platform !== 'darwin' || process.argv.includes('--world');
const inBrowser = process.argv.includes('--browser');

/** Electron's program, got from its own package if need be; null with a reason when it cannot be had. */
function electronProgram(): { readonly path: string } | { readonly why: string } {
  if (inBrowser) return { why: 'asked for with --browser' };
  if (process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) {
    return { why: 'there is no screen to open Electron on' };
  }
  const folder = inRoot('node_modules', 'electron');
  const path = installedElectron(folder);
  if (path !== null) return { path };
  process.stdout.write('Getting Electron once…\n');
  spawnSync(process.execPath, [join(folder, 'install.js')], { stdio: 'ignore', timeout: 5 * 60_000 });
  const now = installedElectron(folder);
  return now === null ? { why: 'Electron’s program could not be downloaded here' } : { path: now };
}

function installedElectron(folder: string): string | null {
  if (!existsSync(join(folder, 'path.txt'))) return null;
  const path: unknown = createRequire(import.meta.url)('electron');
  return typeof path === 'string' && existsSync(path) ? path : null;
}

function run(
  program: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): ChildProcess {
  return spawn(program, args, { cwd: ROOT, stdio: 'inherit', env: { ...process.env, ...environment } });
}

const ended = (child: ChildProcess): Promise<number> =>
  new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 0)));

async function main(): Promise<void> {
  await bundle();
  const electron = electronProgram();
  const practice = onWorld ? await (await import('../e2e/world/practice.ts')).startPractice() : null;
  if (practice !== null) {
    process.stdout.write(
      `Practice world: a Mac, a runner and a GitHub to try things on. Control: ${practice.control}\n`,
    );
  }
  const environment = practice?.environment ?? {};
  const child =
    'path' in electron
      ? run(electron.path, electronArguments(practice?.environment ?? null), environment)
      : startBrowserHost(electron.why, environment);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  process.exitCode = await ended(child);
  await practice?.close();
}

/**
 * The folder, not the file in it: Electron takes name, version and with them its own folder from the package.json there.
 * On the practice world it has a folder of its own, so that it can run beside the real one.
 */
function electronArguments(world: { readonly TRACKSIDE_DATA: string } | null): readonly string[] {
  return world === null ? [ROOT] : [ROOT, `--user-data-dir=${join(world.TRACKSIDE_DATA, 'electron')}`];
}

function startBrowserHost(why: string, environment: Readonly<Record<string, string>>): ChildProcess {
  process.stdout.write(`In the browser, because ${why}.\n`);
  const child = spawn(process.execPath, [...LEAN_FLAGS, inRoot('electron', 'headless.ts')], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...LEAN_ENVIRONMENT, ...environment },
  });
  let text = '';
  const onText = (chunk: Buffer): void => {
    text += chunk.toString('utf8');
    const line = text.split('\n').find((one) => one.startsWith('{"address"'));
    if (line === undefined) return;
    child.stdout?.off('data', onText);
    child.stdout?.pipe(process.stdout);
    const { address } = JSON.parse(line) as { address: string };
    process.stdout.write(`Trackside is here: ${address}\n`);
  };
  child.stdout?.on('data', onText);
  return child;
}

await main();
