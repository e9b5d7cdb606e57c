/**
 * The WebAssembly module behind record-scan.ts, written byte by byte (webassembly.github.io/spec/core/binary): `find`
 * goes from line end to line end, 64 bytes at a time; `check` compares a line's beginning, eight bytes at a time.
 */
import type { RecordPattern } from './record-scan.ts';

const PAGE_BYTES = 65_536;
/** Memory: the address of the last hit's end; a place for an end that nobody wants; the hits; the text. */
const OPEN_AT = 0;
const NOWHERE = 4;
const HITS_AT = 16;
const HIT_BYTES = 12;
/** A record is at least 36 bytes long: the hits of a full text fit. */
const HIT_PAGES = 6;
const TEXT_AT = HIT_PAGES * PAGE_BYTES;
/** At most so much text is searched at once. */
export const SCAN_BYTES = 1024 * 1024;
/** What is loaded behind the text is zero. */
const MARGIN = 128;
const PAGES = HIT_PAGES + SCAN_BYTES / PAGE_BYTES + 1;
/** `[yyyy-MM-dd HH:mm:ssZ LEVL ` stands before the source. */
const SOURCE_AT = 27;
const STDOUT_PREFIX = '[RUNNER ';

export interface ScanModule {
  /** To be filled with what is searched. */
  readonly text: Uint8Array;
  /** Three for each hit: pattern, first byte, the byte behind the last (0 where the line does not end). */
  readonly hits: Uint32Array;
  /** Searches the first `end` bytes of the text for the patterns from `least` on, and gives the number of hits. */
  readonly find: (end: number, least: number) => number;
}

export function instantiateScan(patterns: readonly RecordPattern[]): ScanModule {
  const instance = new WebAssembly.Instance(new WebAssembly.Module(moduleBytes(patterns)));
  const { memory, find } = { memory: instance.exports['memory'], find: instance.exports['find'] };
  if (!(memory instanceof WebAssembly.Memory) || typeof find !== 'function') {
    throw new TypeError('The scan has not the expected exports.');
  }
  const text = new Uint8Array(memory.buffer, TEXT_AT, SCAN_BYTES + MARGIN);
  return {
    text,
    hits: new Uint32Array(memory.buffer, HITS_AT, (TEXT_AT - HITS_AT) / 4),
    find: (end, least) => {
      text.fill(0, end, end + MARGIN);
      return Number(find(end, least));
    },
  };
}

/** `\0asm`, version 1. */
const HEADER = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
/** Names of the instructions and types used, by their bytes. */
const I32 = 0x7f;
const I64 = 0x7e;
const V128 = 0x7b;
const EMPTY = 0x40;
/** Two numbers and one of eight bytes; three numbers, one of eight bytes, a vector. */
const LOCALS_OF_CHECK = [2, 2, I32, 1, I64];
const LOCALS_OF_FIND = [3, 3, I32, 1, I64, 1, V128];
const op = {
  block: [0x02, EMPTY],
  loop: [0x03, EMPTY],
  if: [0x04, EMPTY],
  end: [0x0b],
  branch: (depth: number) => [0x0c, depth],
  branchIf: (depth: number) => [0x0d, depth],
  return: [0x0f],
  call: (index: number) => [0x10, index],
  get: (local: number) => [0x20, local],
  set: (local: number) => [0x21, local],
  tee: (local: number) => [0x22, local],
  load: (offset: number) => [0x28, 2, ...unsigned(offset)],
  load8: (offset: number) => [0x2d, 0, ...unsigned(offset)],
  loadEight: (offset: number) => [0x29, 0, ...unsigned(offset)],
  store: (offset: number) => [0x36, 2, ...unsigned(offset)],
  number: (value: number) => [0x41, ...signed(BigInt(value))],
  eight: (value: bigint) => [0x42, ...signed(BigInt.asIntN(64, value))],
  notEqual: [0x47],
  lessThan: [0x49],
  add: [0x6a],
  times: [0x6c],
  or: [0x72],
  shiftLeft: [0x74],
  equalEight: [0x51],
  notEqualEight: [0x52],
  isZeroEight: [0x50],
  countZerosEight: [0x7a],
  subtractEight: [0x7d],
  andEight: [0x83],
  orEight: [0x84],
  shiftLeftEight: [0x86],
  toFour: [0xa7],
  toEight: [0xad],
  vector: {
    load: (offset: number) => [0xfd, 0x00, 0, ...unsigned(offset)],
    ofByte: [0xfd, 0x0f],
    equal: [0xfd, 0x23],
    bitmask: [0xfd, 0x64],
  },
} as const;

interface Eight {
  readonly at: number;
  /** Little-endian, as they are loaded. */
  readonly value: bigint;
  /** Which of the eight count. */
  readonly mask: bigint;
}

/** A text as its runs of eight bytes. */
function eightsOf(bytes: Uint8Array): readonly Eight[] {
  return Array.from({ length: Math.ceil(bytes.length / 8) }, (_, run) => {
    let [value, mask] = [0n, 0n];
    for (const [index, byte] of bytes.subarray(8 * run, 8 * run + 8).entries()) {
      value |= BigInt(byte) << BigInt(8 * index);
      mask |= 0xffn << BigInt(8 * index);
    }
    return { at: 8 * run, value, mask };
  });
}

const encoder = new TextEncoder();
const FULL = 0xffff_ffff_ffff_ffffn;

/** `check(line, count, least)` gives the new count. Locals: where the record begins without a prefix, the pattern, the source. */
function checkBody(patterns: readonly RecordPattern[]): readonly number[] {
  const [line, count, least, record, pattern, source] = [0, 1, 2, 3, 4, 5] as const;
  const texts = patterns.map(({ source: name, begins }, index) => ({
    index,
    eights: eightsOf(encoder.encode(`${name}] ${begins}`)),
  }));
  /** All its runs but the first, which the group has compared. The first that differs leaves its block. */
  const fits = ({ at, value, mask }: Eight): readonly number[] => [
    ...op.get(record),
    ...op.loadEight(TEXT_AT + SOURCE_AT + at),
    ...(mask === FULL ? [] : [...op.eight(mask), ...op.andEight]),
    ...op.eight(value),
    ...op.notEqualEight,
    ...op.branchIf(0),
  ];
  const code = [...Map.groupBy(texts, ({ eights }) => eights[0]?.value ?? 0n)].flatMap(([first, group]) => [
    ...op.block,
    ...op.get(source),
    ...op.eight(first),
    ...op.notEqualEight,
    ...op.branchIf(0),
    ...group.flatMap(({ index, eights }) => [
      ...op.block,
      ...eights.slice(1).flatMap(fits),
      ...op.number(index),
      ...op.tee(pattern),
      ...op.get(least),
      ...op.lessThan,
      ...op.branchIf(3),
      ...op.branch(2),
      ...op.end,
    ]),
    ...op.branch(2),
    ...op.end,
  ]);
  return [
    ...LOCALS_OF_CHECK,
    ...op.block, // nothing found
    ...op.block, // found
    ...op.get(line),
    ...op.load8(TEXT_AT),
    ...op.number('['.codePointAt(0) ?? 0),
    ...op.notEqual,
    ...op.branchIf(1),
    ...op.get(line),
    ...op.set(record),
    ...op.get(line),
    ...op.loadEight(TEXT_AT),
    ...op.eight(eightsOf(encoder.encode(STDOUT_PREFIX))[0]?.value ?? 0n),
    ...op.equalEight,
    ...op.if,
    ...op.get(line),
    ...op.number(STDOUT_PREFIX.length - 1),
    ...op.add,
    ...op.set(record),
    ...op.end,
    ...op.get(record),
    ...op.loadEight(TEXT_AT + SOURCE_AT),
    ...op.set(source),
    ...code,
    ...op.branch(1),
    ...op.end,
    // `record` becomes the hit's address.
    ...op.get(count),
    ...op.number(HIT_BYTES),
    ...op.times,
    ...op.tee(record),
    ...op.get(pattern),
    ...op.store(HITS_AT),
    ...op.get(record),
    ...op.get(line),
    ...op.store(HITS_AT + 4),
    ...op.get(record),
    ...op.number(0),
    ...op.store(HITS_AT + 8),
    ...op.number(0),
    ...op.get(record),
    ...op.number(HITS_AT + 8),
    ...op.add,
    ...op.store(OPEN_AT),
    ...op.get(count),
    ...op.number(1),
    ...op.add,
    ...op.return,
    ...op.end,
    ...op.get(count),
    ...op.end,
  ];
}

/** `find(end, least)`; its other locals: the place of a block of 64 bytes, the count, a line end, the block's line ends. */
function findBody(): readonly number[] {
  const [end, least, place, count, lineEnd, bits, newlines] = [0, 1, 2, 3, 4, 5, 6] as const;
  const atLineEnd = [
    ...op.get(place),
    ...op.get(bits),
    ...op.countZerosEight,
    ...op.toFour,
    ...op.add,
    ...op.set(lineEnd),
    // The record that is open, if any, ends here.
    ...op.number(0),
    ...op.load(OPEN_AT),
    ...op.get(lineEnd),
    ...op.store(0),
    ...op.number(0),
    ...op.number(NOWHERE),
    ...op.store(OPEN_AT),
    ...op.get(lineEnd),
    ...op.number(1),
    ...op.add,
    ...op.get(count),
    ...op.get(least),
    ...op.call(0),
    ...op.set(count),
  ];
  const sixteen = (at: number): readonly number[] => [
    ...op.get(place),
    ...op.vector.load(TEXT_AT + at),
    ...op.get(newlines),
    ...op.vector.equal,
    ...op.vector.bitmask,
  ];
  const thirtyTwo = (at: number): readonly number[] => [
    ...sixteen(at),
    ...sixteen(at + 16),
    ...op.number(16),
    ...op.shiftLeft,
    ...op.or,
    ...op.toEight,
  ];
  return [
    ...LOCALS_OF_FIND,
    ...op.number(10),
    ...op.vector.ofByte,
    ...op.set(newlines),
    ...op.number(0),
    ...op.number(NOWHERE),
    ...op.store(OPEN_AT),
    ...op.number(0),
    ...op.number(0),
    ...op.get(least),
    ...op.call(0),
    ...op.set(count),
    ...op.loop,
    ...thirtyTwo(0),
    ...thirtyTwo(32),
    ...op.eight(32n),
    ...op.shiftLeftEight,
    ...op.orEight,
    ...op.set(bits),
    ...op.block,
    ...op.loop,
    ...op.get(bits),
    ...op.isZeroEight,
    ...op.branchIf(1),
    ...atLineEnd,
    ...op.get(bits),
    ...op.get(bits),
    ...op.eight(1n),
    ...op.subtractEight,
    ...op.andEight,
    ...op.set(bits),
    ...op.branch(0),
    ...op.end,
    ...op.end,
    ...op.get(place),
    ...op.number(64),
    ...op.add,
    ...op.tee(place),
    ...op.get(end),
    ...op.lessThan,
    ...op.branchIf(0),
    ...op.end,
    ...op.get(count),
    ...op.end,
  ];
}

function moduleBytes(patterns: readonly RecordPattern[]): Uint8Array<ArrayBuffer> {
  const functions = [checkBody(patterns), findBody()];
  return new Uint8Array([
    ...HEADER,
    ...section(1, [2, 0x60, 3, I32, I32, I32, 1, I32, 0x60, 2, I32, I32, 1, I32]),
    ...section(3, [2, 0, 1]),
    ...section(5, [1, 0, PAGES]),
    ...section(7, [2, ...name('memory'), 2, 0, ...name('find'), 0, 1]),
    ...section(10, [2, ...functions.flatMap((code) => [...unsigned(code.length), ...code])]),
  ]);
}

function section(id: number, content: readonly number[]): readonly number[] {
  return [id, ...unsigned(content.length), ...content];
}

function name(text: string): readonly number[] {
  return [text.length, ...encoder.encode(text)];
}

/** LEB128. */
function unsigned(value: number): readonly number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >>> 7)];
}

/** Signed LEB128. */
function signed(value: bigint): readonly number[] {
  const low = Number(value & 127n);
  const rest = value >> 7n;
  const isLast = (rest === 0n && low < 64) || (rest === -1n && low >= 64);
  return isLast ? [low] : [low | 128, ...signed(rest)];
}
