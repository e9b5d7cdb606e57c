/**
 * A WebAssembly module of one function, written byte by byte (webassembly.github.io/spec/core/binary): it tells
 * where in its memory three bytes in a row may be one of the fingerprints. False alarms are possible, misses not.
 */

export const FINGERPRINT_BYTES = 3;
export type Fingerprint = readonly [number, number, number];

const PAGE_BYTES = 65_536;
const VECTOR_BYTES = 16;
/** One bit of a table's byte for each group of fingerprints. */
export const GROUPS = 8;
/** Memory: page 0 holds where the scan stopped, the tables, and the hits; the text begins with page 1. */
const RESUME_AT = 0;
const TABLES_AT = 16;
/** Two for each of the three bytes. */
const TABLES = 6;
const HITS_AT = TABLES_AT + TABLES * VECTOR_BYTES;
const MOST_HITS = 8192;
export const SCAN = { textBytes: 4 * PAGE_BYTES } as const;
/** The last vector may read beyond the text: that is what the sixth page is for. */
const PAGES = 6;

export interface FingerprintScan {
  /** To be filled with what is searched. */
  readonly text: Uint8Array;
  /** Where fingerprints may begin, ascending, from the beginning of `text`. */
  readonly hits: Uint32Array;
  /** Searches `text[from..end)` and gives the number of hits; it may stop early when there are many. */
  readonly find: (from: number, end: number) => number;
  /** Where the last search stopped; the end when it came that far. */
  readonly resumeAt: () => number;
}

/** @param groups at most eight; those of one group may be mistaken for each other's mixtures. */
export function buildFingerprintScan(groups: readonly (readonly Fingerprint[])[]): FingerprintScan {
  const instance = new WebAssembly.Instance(new WebAssembly.Module(moduleBytes()));
  const { memory, find } = { memory: instance.exports['memory'], find: instance.exports['find'] };
  if (!(memory instanceof WebAssembly.Memory) || typeof find !== 'function') {
    throw new TypeError('The scan has not the expected exports.');
  }
  new Uint8Array(memory.buffer, TABLES_AT, TABLES * VECTOR_BYTES).set(tablesOf(groups));
  const resume = new Uint32Array(memory.buffer, RESUME_AT, 1);
  return {
    text: new Uint8Array(memory.buffer, PAGE_BYTES, SCAN.textBytes),
    hits: new Uint32Array(memory.buffer, HITS_AT, MOST_HITS + VECTOR_BYTES),
    find: (from, end) => Number(find(from, end)),
    resumeAt: () => resume[0] ?? 0,
  };
}

/** For each of the three places two tables: which groups have this lower, this upper half byte there. */
function tablesOf(groups: readonly (readonly Fingerprint[])[]): Uint8Array {
  const tables = new Uint8Array(TABLES * VECTOR_BYTES);
  const mark = (at: number, group: number): void => {
    tables[at] = (tables[at] ?? 0) | (1 << group);
  };
  for (const [index, group] of groups.entries()) {
    for (const [place, byte] of group.flatMap((fingerprint) => [...fingerprint.entries()])) {
      mark(2 * place * VECTOR_BYTES + (byte & 15), index);
      mark((2 * place + 1) * VECTOR_BYTES + (byte >> 4), index);
    }
  }
  return tables;
}

/** `\0asm`, version 1. */
const HEADER = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
/** Names of the instructions and types used, by their bytes. */
const I32 = 0x7f;
const V128 = 0x7b;
const EMPTY = 0x40;
const op = {
  loop: [0x03, EMPTY],
  if: [0x04, EMPTY],
  end: [0x0b],
  branchIf: (depth: number) => [0x0d, depth],
  get: (local: number) => [0x20, local],
  set: (local: number) => [0x21, local],
  tee: (local: number) => [0x22, local],
  store: (offset: number) => [0x36, 2, ...unsigned(offset)],
  number: (value: number) => [0x41, ...signed(value)],
  lessThan: [0x49],
  countZeros: [0x68],
  add: [0x6a],
  subtract: [0x6b],
  and: [0x71],
  shiftLeft: [0x74],
  vector: {
    load: (offset: number) => [0xfd, 0x00, 0, ...unsigned(offset)],
    constant: (bytes: Uint8Array) => [0xfd, 0x0c, ...bytes],
    swizzle: [0xfd, 0x0e],
    notEqual: [0xfd, 0x24],
    and: [0xfd, 0x4e],
    anyTrue: [0xfd, 0x53],
    bitmask: [0xfd, 0x64],
    /** Of sixteen-bit lanes; what comes over from the neighbour is masked away. */
    shiftRight: [0xfd, 0x8d, 1],
  },
} as const;

/** `find(from, end)`; then its other locals: the number of hits, the bits of a block, vectors. */
function moduleBytes(): Uint8Array<ArrayBuffer> {
  const [place, end, count, bits, block, lowHalf, firstTable] = [0, 1, 2, 3, 4, 5, 6] as const;
  // In locals, so that they stay in registers: a constant would be built anew in each turn.
  const loadTables = Array.from({ length: TABLES }, (_, index) => [
    ...op.number(0),
    ...op.vector.load(TABLES_AT + index * VECTOR_BYTES),
    ...op.set(firstTable + index),
  ]).flat();
  const matches = [0, 1, 2].flatMap((index) => [
    ...op.get(firstTable + 2 * index),
    ...op.get(place),
    ...op.vector.load(PAGE_BYTES + index),
    ...op.tee(block),
    ...op.get(lowHalf),
    ...op.vector.and,
    ...op.vector.swizzle,
    ...op.get(firstTable + 2 * index + 1),
    ...op.get(block),
    ...op.number(4),
    ...op.vector.shiftRight,
    ...op.get(lowHalf),
    ...op.vector.and,
    ...op.vector.swizzle,
    ...op.vector.and,
    ...(index === 0 ? [] : op.vector.and),
  ]);
  const writeHits = [
    ...op.loop,
    ...op.get(count),
    ...op.number(2),
    ...op.shiftLeft,
    ...op.get(place),
    ...op.get(bits),
    ...op.countZeros,
    ...op.add,
    ...op.store(HITS_AT),
    ...op.get(count),
    ...op.number(1),
    ...op.add,
    ...op.set(count),
    ...op.get(bits),
    ...op.get(bits),
    ...op.number(1),
    ...op.subtract,
    ...op.and,
    ...op.tee(bits),
    ...op.branchIf(0),
    ...op.end,
  ];
  const body = [
    ...op.vector.constant(new Uint8Array(VECTOR_BYTES).fill(15)),
    ...op.set(lowHalf),
    ...loadTables,
    ...op.loop,
    ...matches,
    ...op.tee(block),
    ...op.vector.anyTrue,
    ...op.if,
    ...op.get(block),
    ...op.vector.constant(new Uint8Array(VECTOR_BYTES)),
    ...op.vector.notEqual,
    ...op.vector.bitmask,
    ...op.set(bits),
    ...writeHits,
    ...op.end,
    ...op.get(place),
    ...op.number(VECTOR_BYTES),
    ...op.add,
    ...op.set(place),
    // On while there is text and room for the hits of another vector.
    ...op.get(place),
    ...op.get(end),
    ...op.lessThan,
    ...op.get(count),
    ...op.number(MOST_HITS),
    ...op.lessThan,
    ...op.and,
    ...op.branchIf(0),
    ...op.end,
    ...op.number(0),
    ...op.get(place),
    ...op.store(RESUME_AT),
    ...op.get(count),
    ...op.end,
  ];
  const locals = [2, 2, I32, 2 + TABLES, V128];
  const code = [...locals, ...body];
  return new Uint8Array([
    ...HEADER,
    ...section(1, [1, 0x60, 2, I32, I32, 1, I32]),
    ...section(3, [1, 0]),
    ...section(5, [1, 0, PAGES]),
    ...section(7, [2, ...name('memory'), 2, 0, ...name('find'), 0, 0]),
    ...section(10, [1, ...unsigned(code.length), ...code]),
  ]);
}

function section(id: number, content: readonly number[]): readonly number[] {
  return [id, ...unsigned(content.length), ...content];
}

function name(text: string): readonly number[] {
  return [text.length, ...new TextEncoder().encode(text)];
}

/** LEB128. */
function unsigned(value: number): readonly number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >>> 7)];
}

/** Signed LEB128, of numbers that are not negative. */
function signed(value: number): readonly number[] {
  return value < 64 ? [value] : [(value & 127) | 128, ...signed(value >>> 7)];
}
