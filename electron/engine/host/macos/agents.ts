/** The person's LaunchAgents: every `*.plist` of one folder, read with limits. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { AgentPlist, Host, Probe } from '../host.ts';
import { readSmallFile } from '../small-file.ts';
import { parseAgentPlist } from './parse/plist.ts';

const MAX_BYTES = 1024 * 1024;
const MAX_FILES = 2_000;

type Agent = AgentPlist | { readonly path: string; readonly unreadable: string };

/** Gives the reader. A file that has not changed since the last look is not read again. */
export function createAgents(folder: string): Host['agents'] {
  let known = new Map<string, { readonly version: string; readonly agent: Agent }>();
  return async (): Promise<Probe<readonly Agent[]>> => {
    const names = await plistNames(folder);
    if (!names.ok) return names;
    const now: typeof known = new Map();
    for (const name of names.value) {
      const path = join(folder, name);
      const earlier = known.get(path);
      const read = await readSmallFile(path, MAX_BYTES, earlier?.version ?? null);
      switch (read.kind) {
        case 'missing':
          break;
        case 'unchanged':
          if (earlier !== undefined) now.set(path, earlier);
          break;
        case 'unreadable':
          now.set(path, { version: '', agent: { path, unreadable: read.why } });
          break;
        case 'read': {
          const reading = parseAgentPlist(read.bytes, path);
          const agent = reading.ok ? reading.value : { path, unreadable: reading.why };
          now.set(path, { version: read.version, agent });
          break;
        }
      }
    }
    known = now;
    return { ok: true, value: [...now.values()].map(({ agent }) => agent) };
  };
}

/** A folder that does not exist has no agents: macOS makes it with the first one. */
async function plistNames(folder: string): Promise<Probe<readonly string[]>> {
  try {
    const names = await readdir(folder);
    const plists = names.filter((name) => name.endsWith('.plist') && !name.startsWith('.')).sort();
    if (plists.length > MAX_FILES) {
      return { ok: false, why: `There are more than ${MAX_FILES} files in the LaunchAgents folder.` };
    }
    return { ok: true, value: plists };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { ok: true, value: [] };
    return { ok: false, why: 'The LaunchAgents folder cannot be read.' };
  }
}
