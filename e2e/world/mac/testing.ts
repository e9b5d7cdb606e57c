/** What the tests of the world's Mac share: a Mac in a temporary folder, agents to load, and waiting for a condition. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { build } from 'plist';
import type { PlistValue } from 'plist';
import { startMac } from './mac.ts';
import type { MacOptions, WorldMac } from './mac.ts';

const LIMIT_MS = 15_000;
const STEP_MS = 15;

export interface TestMac {
  readonly mac: WorldMac;
  /** `gui/UID`. */
  readonly domain: string;
  /** A folder for the test's own files. */
  readonly folder: string;
  readonly launchctl: (...args: readonly string[]) => ReturnType<WorldMac['run']>;
  /** Writes an agent and gives its path. Its program is `bash -c SCRIPT`, unless the keys say otherwise. */
  readonly agent: (label: string, script: string, keys?: Readonly<Record<string, PlistValue>>) => string;
  /** A top-level value of `print`, read by the rule of macos.md 1.5; null where there is none. */
  readonly shown: (label: string, key: string) => Promise<string | null>;
  readonly close: () => Promise<void>;
}

export async function startTestMac(options: Partial<MacOptions> = {}): Promise<TestMac> {
  const root = options.root ?? mkdtempSync(join(tmpdir(), 'trackside-mac-'));
  const mac = await startMac({ speed: 20, seed: 7, ...options, root, home: join(root, 'home') });
  const folder = join(root, 'work');
  mkdirSync(folder, { recursive: true });
  const domain = `gui/${mac.uid}`;
  const launchctl: TestMac['launchctl'] = (...args) => mac.run('launchctl', ...args);
  return {
    mac,
    domain,
    folder,
    launchctl,
    agent: (label, script, keys = {}) => {
      const path = join(mac.launchAgents, `${label}.plist`);
      const value = { Label: label, ProgramArguments: ['/bin/bash', '-c', script], ...keys };
      writeFileSync(path, build(value), { mode: 0o644 });
      return path;
    },
    shown: async (label, key) => {
      const { stdout } = await launchctl('print', `${domain}/${label}`);
      return new RegExp(`^\\t${key} = (.*)$`, 'm').exec(stdout)?.[1] ?? null;
    },
    close: async () => {
      await mac.close();
      if (options.root === undefined) rmSync(root, { recursive: true, force: true });
    },
  };
}

/** Waits until the condition gives a value that is not null, undefined or false, and gives it. */
export async function until<T>(
  what: string,
  condition: () => Promise<T | null | undefined | false> | T | null | undefined | false,
): Promise<T> {
  const limit = performance.now() + LIMIT_MS;
  for (;;) {
    const value = await condition();
    if (value !== null && value !== undefined && value !== false) return value;
    if (performance.now() > limit) throw new Error(`Waited in vain: ${what}.`);
    await delay(STEP_MS);
  }
}

/** True while a process with this number runs; one that has ended and waits to be noticed does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    if (process.platform !== 'linux') return true;
    return !/^\d+ \(.*\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    // ESRCH: gone. The tests ask only about their own processes.
    return false;
  }
}
