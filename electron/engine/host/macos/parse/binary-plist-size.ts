/**
 * How large a binary property list becomes when it is read. Its objects may be shared, so that a file of 200 bytes can
 * stand for millions of values; the library reads each of them anew, and would not come back.
 */

/** True: reading makes at most `limit` values, and no value contains itself. False also for a damaged file. */
export function isModestBinaryPlist(file: Buffer, limit: number): boolean {
  if (file.length < 40) return false;
  const trailer = file.subarray(-32);
  const offsetSize = trailer.readUInt8(6);
  const refSize = trailer.readUInt8(7);
  const count = Number(trailer.readBigUInt64BE(8));
  const top = Number(trailer.readBigUInt64BE(16));
  const table = Number(trailer.readBigUInt64BE(24));
  if (offsetSize < 1 || offsetSize > 6 || refSize < 1 || refSize > 6 || count > limit) return false;
  const inside = (at: number, length: number): boolean => at >= 8 && at + length <= file.length;

  /** Indexes of the objects that this one contains; null where the file is damaged. */
  const contained = (index: number): readonly number[] | null => {
    const entry = table + index * offsetSize;
    if (index >= count || !inside(entry, offsetSize)) return null;
    let at = file.readUIntBE(entry, offsetSize);
    if (!inside(at, 1)) return null;
    const marker = file.readUInt8(at);
    const kind = marker >> 4;
    if (kind !== 0xa && kind !== 0xd) return [];
    let length = marker & 0x0f;
    at += 1;
    if (length === 0x0f) {
      const bytes = inside(at, 1) ? 2 ** (file.readUInt8(at) & 0x0f) : 8;
      if (bytes > 4 || !inside(at + 1, bytes)) return null;
      length = file.readUIntBE(at + 1, bytes);
      at += 1 + bytes;
    }
    const references = kind === 0xd ? length * 2 : length;
    if (references > limit || !inside(at, references * refSize)) return null;
    return Array.from({ length: references }, (_, item) => file.readUIntBE(at + item * refSize, refSize));
  };

  const sizes = new Map<number, number>();
  const open = new Set<number>();
  /** Values that this object makes; null: too many, damaged, or it contains itself. */
  const sizeOf = (index: number): number | null => {
    const known = sizes.get(index);
    if (known !== undefined) return known;
    // Deeper than any real list, and less deep than the stack.
    if (open.has(index) || open.size > 200) return null;
    const items = contained(index);
    if (items === null) return null;
    open.add(index);
    let size = 1;
    for (const item of items) {
      const inner = sizeOf(item);
      if (inner === null || size + inner > limit) return null;
      size += inner;
    }
    open.delete(index);
    sizes.set(index, size);
    return size;
  };
  return sizeOf(top) !== null;
}
