import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRecordScan, type RecordPattern } from './record-scan.ts';
import { SCAN_BYTES } from './record-scan-module.ts';

const PATTERNS: readonly RecordPattern[] = [
  { source: 'Terminal', begins: 'WRITE LINE: ' },
  { source: 'Terminal', begins: 'WRITE ERROR: ' },
  { source: 'ProcessInvokerWrapper', begins: '  File name: ' },
  { source: 'ProcessInvokerWrapper', begins: 'Process started with process id' },
  { source: 'ProcessInvoker', begins: 'Process started with process id' },
  { source: 'Listener', begins: '' },
];
const SEED = { seed: 20_261_125, numRuns: 400 };
const scan = createRecordScan(PATTERNS);
const stamp = (level = 'INFO'): string => `2026-08-20 07:00:05Z ${level} `;

interface Found {
  readonly pattern: number;
  readonly line: string;
}

function found(bytes: Buffer, from = 0, end = bytes.length, least = 0): readonly Found[] {
  const all: Found[] = [];
  scan.scan(bytes, from, end, least, (pattern, start, stop) =>
    all.push({ pattern, line: bytes.toString('utf8', start, stop) }),
  );
  return all;
}

/** The obvious way. */
function foundPlainly(text: string): readonly Found[] {
  return text.split('\n').flatMap((line) => {
    const record = /^\[(?:RUNNER )?.{20} .{4} /su.exec(line);
    const rest = record === null ? null : line.slice(record[0].length);
    const pattern = PATTERNS.findIndex(
      ({ source, begins }) => rest?.startsWith(`${source}] ${begins}`) === true,
    );
    return pattern < 0 ? [] : [{ pattern, line }];
  });
}

const line = fc.oneof(
  fc
    .tuple(
      fc.constantFrom('[', '[RUNNER ', '[WORKER ', ' [', '', '[['),
      fc.constantFrom('INFO', 'ERR ', 'WARN'),
      fc.constantFrom('Terminal', 'ProcessInvokerWrapper', 'ProcessInvoker', 'Listener', 'ListenerX', 'Term'),
      fc.constantFrom('] ', ']', ' '),
      fc.constantFrom(
        'WRITE LINE: a',
        'WRITE LIN',
        'WRITE ERROR: ',
        '  File name: x',
        'Process started with process id 7',
        'Process started with proc',
        '',
      ),
      fc.string({ unit: 'binary', maxLength: 30 }),
    )
    .map(([prefix, level, source, close, message, more]) =>
      [prefix, stamp(level), source, close, message, more].join('').replaceAll(/[\n\uD800-\uDFFF]/gu, ''),
    ),
  fc.string({ unit: fc.constantFrom('[', ' ', 'a', '2', ']'), maxLength: 60 }),
);

describe('the scan for records', () => {
  it('finds what going through all lines finds, and the whole of each line', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 40 }), fc.constantFrom('', '\n'), (lines, last) => {
        const text = lines.join('\n') + last;
        const all = foundPlainly(text);
        expect(found(Buffer.from(text))).toEqual(all);
        expect(found(Buffer.from(text), 0, Buffer.byteLength(text), 2)).toEqual(
          all.filter(({ pattern }) => pattern >= 2),
        );
      }),
      SEED,
    );
  });

  it('misses nothing at the seams of its parts, whatever the lines’ lengths', () => {
    const lines: string[] = [];
    for (let size = 0, index = 0; size < 3 * SCAN_BYTES; index += 1) {
      const one = `[${stamp()}${index % 3 === 0 ? 'Terminal] WRITE LINE: ' : 'Other] '}${'x'.repeat(index % 97)}`;
      lines.push(one);
      size += one.length + 1;
    }
    const text = `${lines.join('\n')}\n`;
    expect(found(Buffer.from(text))).toEqual(foundPlainly(text));
  });

  it('finds every one of the most records that a part can hold', () => {
    const one = `[${stamp()}Listener] \n`;
    const count = Math.floor((2 * SCAN_BYTES) / one.length);
    expect(found(Buffer.from(one.repeat(count)))).toHaveLength(count);
  });

  it('goes over a line longer than a part', () => {
    const text = `[${stamp()}Other] ${'y'.repeat(2 * SCAN_BYTES + 5)}\n[${stamp()}Listener] after\n`;
    expect(found(Buffer.from(text)).map(({ line: one }) => one.slice(-5))).toEqual(['after']);
  });

  it('stays inside its bounds, and takes nothing from what was searched before', () => {
    const bytes = Buffer.from(`[${stamp()}Listener] one\n[${stamp()}Listener] two\n`);
    const half = bytes.length / 2;
    expect(found(bytes, 0, half).map(({ line: one }) => one.slice(-3))).toEqual(['one']);
    expect(found(bytes, half).map(({ line: one }) => one.slice(-3))).toEqual(['two']);
    expect(found(bytes, 0, 20)).toEqual([]);
    expect(found(Buffer.alloc(0))).toEqual([]);
  });
});
