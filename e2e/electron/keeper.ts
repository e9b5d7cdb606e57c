/**
 * Keeps one Chromium: it lives as long as this process's standard input is open, however its owner ends.
 * Arguments: the program, then its arguments, `--user-data-dir=` among them; that folder goes with it.
 */
import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';

const [program, ...rest] = process.argv.slice(2);
const profile = rest.find((argument) => argument.startsWith('--user-data-dir='))?.split('=')[1];
if (program === undefined || profile === undefined) process.exit(2);

const browser = spawn(program, rest, { stdio: ['ignore', 'ignore', 'inherit'], detached: true });
let ending = false;

const end = (): void => {
  if (ending) return;
  ending = true;
  if (browser.pid !== undefined) {
    try {
      process.kill(-browser.pid, 'SIGKILL');
    } catch {
      // It had ended before.
    }
  }
  void rm(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 }).finally(() =>
    process.exit(0),
  );
};

process.stdin.on('end', end).on('error', end).resume();
process.on('SIGTERM', end);
browser.on('exit', end);
browser.on('error', end);
