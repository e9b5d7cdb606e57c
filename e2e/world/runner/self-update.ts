/** The listener's own update: download, check, lay out beside, hand over to a script (runner.md 6.5, 10). */
import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import type { BrokerMessage } from './broker.ts';
import type { Console } from './configure.ts';
import type { Context } from './context.ts';
import { request, statusSentence } from './http.ts';
import { fileStamp } from './pace.ts';
import type { Settings } from './settings.ts';

const run = promisify(execFile);
const rootFiles = ['config.sh', 'env.sh', 'run.sh', 'run-helper.sh.template', 'safe_sleep.sh'];

/** Gets `url`, over at most five redirects. */
async function download(url: string): Promise<Buffer> {
  let where = url;
  for (let hops = 0; hops < 5; hops += 1) {
    const answer = await request({
      method: 'GET',
      url: where,
      timeoutMs: 900_000,
      maxBytes: 512 * 1024 * 1024,
    });
    if (answer.status < 300) return answer.bytes;
    if (answer.status >= 400 || answer.location === null) throw new Error(statusSentence(answer.status));
    where = new URL(answer.location, where).href;
  }
  throw new Error('Too many redirects.');
}

/** The version that a link such as `bin -> …/bin.2.336.0` points at, else null. */
function linkedVersion(root: string, name: string): string | null {
  const path = join(root, name);
  return lstatSync(path).isSymbolicLink() ? basename(readlinkSync(path)).slice(name.length + 1) : null;
}

/** Only the present and the next version stay. */
function dropOldVersions(root: string, keep: ReadonlySet<string>): void {
  for (const name of readdirSync(root)) {
    const version = /^(?:bin|externals)\.(\d+\.\d+\.\d+)$/.exec(name)?.[1];
    if (version !== undefined && !keep.has(version)) {
      rmSync(join(root, name), { recursive: true, force: true });
    }
  }
}

/** Puts the script beside and renames it: bash reads run.sh while it runs. */
function replaceFile(from: string, to: string): void {
  copyFileSync(from, `${to}.new`);
  chmodSync(`${to}.new`, 0o755);
  renameSync(`${to}.new`, to);
}

/**
 * Does all but the swap, which the script does after this process has ended. `ready`: end with 3. `failed`: said so on
 * standard error, and the old version goes on.
 */
export async function selfUpdate(
  context: Context,
  settings: Settings,
  message: Extract<BrokerMessage, { readonly type: 'refresh' }>,
  out: Console,
  jobDone: () => Promise<void>,
): Promise<'ready' | 'failed'> {
  const { terminal, log } = out;
  const { root } = context;
  const staging = join(root, settings.workFolder, '_update');
  try {
    if (message.version === context.version) {
      log.info('SelfUpdaterV2', `Can't find available update package: ${message.version} is running.`);
      return 'failed';
    }
    terminal.line('Runner update in progress, do not shutdown runner.');
    terminal.line(`Downloading ${message.version} runner`);
    rmSync(staging, { recursive: true, force: true });
    mkdirSync(staging, { recursive: true });
    const bytes = await download(message.url);
    const sum = createHash('sha256').update(bytes).digest('hex');
    if (message.sha256 !== '' && sum !== message.sha256.toLowerCase()) {
      throw new Error(
        `Computed runner hash ${sum} did not match expected Runner Hash ${message.sha256} for ${message.url}`,
      );
    }
    const archive = join(staging, 'runner.tar.gz');
    writeFileSync(archive, bytes);
    await run('/usr/bin/tar', ['-xzf', archive, '-C', staging], { timeout: 120_000 });
    rmSync(archive);
    const previous = linkedVersion(root, 'bin') ?? context.version;
    for (const name of ['bin', 'externals']) {
      const target = join(root, `${name}.${message.version}`);
      rmSync(target, { recursive: true, force: true });
      cpSync(join(staging, name), target, { recursive: true, verbatimSymlinks: true });
    }
    dropOldVersions(root, new Set([previous, message.version]));
    terminal.line('Waiting for current job finish running.');
    await jobDone();
    for (const name of rootFiles) replaceFile(join(staging, name), join(root, name));
    terminal.line('Generate and execute update script.');
    const script = join(root, settings.workFolder, '_update.sh');
    const values: Readonly<Record<string, string>> = {
      RunnerRoot: root,
      PreviousVersion: previous,
      NextVersion: message.version,
      LogFile: join(context.diag, `SelfUpdate-${fileStamp()}.log`),
      Failure: process.env['WORLD_UPDATE_FAILS_AT'] ?? '',
    };
    const template = readFileSync(join(context.bin, 'update.sh.template'), 'utf8');
    writeFileSync(
      script,
      template.replaceAll(/\{\{(\w+)\}\}/g, (_whole, key: string) => values[key] ?? ''),
      { mode: 0o755 },
    );
    spawn('/bin/bash', [script], { cwd: root, detached: true, stdio: 'ignore' }).unref();
    terminal.line('Runner will exit shortly for update, should be back online within 10 seconds.');
    terminal.line('Runner update process finished.');
    return 'ready';
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    log.write('ERR', 'SelfUpdaterV2', error.message);
    terminal.error(`Runner update failed: ${error.message}`);
    return 'failed';
  }
}
