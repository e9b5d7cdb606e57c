/** For tests: a Mac in a temporary folder, with tools that are small scripts and write down that they were started. */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Host, ProcessRow } from '../host/host.ts';
import { createMacHost } from '../host/macos/host.ts';
import { toolPlaces } from './tools/places.ts';
import type { ToolPlace } from './tools/places.ts';

export interface BenchMac {
  /** In the place of `/`. */
  readonly root: string;
  readonly home: string;
  readonly host: Host;
  places(): Promise<readonly ToolPlace[]>;
  /** Writes an executable script below the root and gives its path; `~/` is the home folder. */
  tool(path: string, body: string): string;
  /** One of macOS's own programs, as `host.tool` runs it. */
  system(name: string, body: string): void;
  /** A developer folder that `xcode-select -p` names; gives its path. */
  developer(path?: string): string;
  /** Every start of a tool, in order: its path below the root and its arguments. */
  calls(): readonly string[];
  setProcesses(rows: readonly string[] | null): void;
  remove(): void;
}

export const COMMAND_LINE_TOOLS = 'Library/Developer/CommandLineTools';

export function aBenchMac(uid = 501): BenchMac {
  const root = mkdtempSync(join(tmpdir(), 'trackside-tools-'));
  const home = join(root, 'Users/me');
  const programs = join(root, 'programs');
  const journal = join(root, 'calls');
  mkdirSync(programs, { recursive: true });
  mkdirSync(home, { recursive: true });
  let rows: readonly string[] | null = [];
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    chmodSync(path, 0o755);
  };
  const system = (name: string, body: string): void => write(join(programs, name), `#!/bin/bash\n${body}\n`);
  system('xcode-select', 'echo "xcode-select: error: unable to get active developer directory" >&2; exit 2');
  const host: Host = {
    ...createMacHost({ home, uid, programs, volume: root, data: join(root, 'data') }),
    programsFolder: null,
    processes: async () =>
      rows === null
        ? { ok: false, why: 'ps did not answer within 5 s.' }
        : { ok: true, value: rows.map((args, index) => aRow(index + 2, args)) },
  };
  return {
    root,
    home,
    host,
    places: () => toolPlaces(host, root),
    tool: (path, body) => {
      const full = path.startsWith('~/') ? join(home, path.slice(2)) : join(root, path);
      write(full, `#!/bin/bash\necho "${full.slice(root.length + 1)} $*" >> ${journal}\n${body}\n`);
      return full;
    },
    system,
    developer: (path = COMMAND_LINE_TOOLS) => {
      const folder = join(root, path);
      write(join(folder, 'usr/bin/git'), '#!/bin/bash\nexit 0\n');
      system('xcode-select', `echo ${folder}`);
      return folder;
    },
    calls: () => (existsSync(journal) ? readFileSync(journal, 'utf8').trim().split('\n') : []),
    setProcesses: (next) => (rows = next),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

function aRow(pid: number, args: string): ProcessRow {
  return { pid, ppid: 1, pgid: pid, cpuPercent: 0, memoryBytes: 1, startedAt: 1, args };
}
