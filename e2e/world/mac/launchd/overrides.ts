/** The persistent enable/disable overrides of one user: they outlive the job, its plist and the world's restart. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

export type Override = 'enabled' | 'disabled';

export interface Overrides {
  get(label: string): Override | null;
  set(label: string, override: Override): void;
  all(): readonly (readonly [string, Override])[];
}

/** `file`: where they are kept, as JSON. A file that is missing is the beginning: no overrides. */
export function createOverrides(file: string): Overrides {
  const known = new Map<string, Override>(read(file));
  return {
    get: (label) => known.get(label) ?? null,
    set: (label, override) => {
      known.set(label, override);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(`${file}.new`, JSON.stringify(Object.fromEntries(known)));
      renameSync(`${file}.new`, file);
    },
    all: () => [...known].sort(([a], [b]) => (a < b ? -1 : 1)),
  };
}

function read(file: string): [string, Override][] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).filter(
    (entry): entry is [string, Override] => entry[1] === 'enabled' || entry[1] === 'disabled',
  );
}
