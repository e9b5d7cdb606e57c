/** Makes archives for tests, also such as no tool would make. Nothing is checked: a header holds what it is given. */
import { gzipSync } from 'node:zlib';

export interface TarEntry {
  readonly name: string;
  /** The type letter of the header: `0` a file (where left out), `5` a folder, `2` a link, `1` a hard link… */
  readonly type?: string;
  readonly mode?: number;
  readonly target?: string;
  readonly body?: string | Buffer;
  /** What the header says, where it is not true. */
  readonly size?: number;
}

const BLOCK = 512;

/** An archive without its end: two empty blocks. */
export const tarBlocks = (entries: readonly TarEntry[]): Buffer => Buffer.concat(entries.flatMap(blocksOf));

export const tar = (entries: readonly TarEntry[]): Buffer =>
  Buffer.concat([tarBlocks(entries), Buffer.alloc(2 * BLOCK)]);

export const tarGz = (entries: readonly TarEntry[]): Buffer => gzipSync(tar(entries), { level: 1 });

/** What every runner package holds; the programs are scripts. */
export const RUNNER_ENTRIES: readonly TarEntry[] = [
  { name: './', type: '5', mode: 0o755 },
  { name: './config.sh', mode: 0o755, body: '#!/bin/bash\n' },
  { name: './run.sh', mode: 0o755, body: '#!/bin/bash\n' },
  { name: './bin/', type: '5', mode: 0o755 },
  { name: './bin/Runner.Listener', mode: 0o755, body: '#!/bin/bash\n' },
];

function blocksOf(entry: TarEntry): readonly Buffer[] {
  const body = Buffer.from(entry.body ?? '');
  const padding = Buffer.alloc((BLOCK - (body.length % BLOCK)) % BLOCK);
  const block = [headerOf(entry, entry.size ?? body.length), body, padding];
  return Buffer.byteLength(entry.name) > 100 || Buffer.byteLength(entry.target ?? '') > 100
    ? [...longNames(entry), ...block]
    : block;
}

/** As GNU tar does it: an entry of its own that holds the name. */
function longNames({ name, target }: TarEntry): readonly Buffer[] {
  const one = (type: string, text: string): readonly Buffer[] =>
    blocksOf({ name: '././@LongLink', type, body: `${text}\0` });
  return [...one('L', name), ...(target === undefined ? [] : one('K', target))];
}

function headerOf({ name, type = '0', mode = 0o644, target = '' }: TarEntry, size: number): Buffer {
  const header = Buffer.alloc(BLOCK);
  const octal = (value: number, at: number, digits: number): void => {
    header.write(`${value.toString(8).padStart(digits, '0')}\0`, at, 'latin1');
  };
  header.write(name, 0, 100);
  octal(mode, 100, 7);
  octal(0, 108, 7);
  octal(0, 116, 7);
  octal(size, 124, 11);
  octal(1_700_000_000, 136, 11);
  header.fill(' ', 148, 156);
  header.write(type, 156, 1);
  header.write(target, 157, 100);
  header.write('ustar\u000000', 257, 'latin1');
  octal(
    header.reduce((sum, byte) => sum + byte, 0),
    148,
    6,
  );
  return header;
}
