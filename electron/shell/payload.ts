/** A payload's size and shape, measured before anyone looks at what it says. */

/** In characters of JSON; the largest honest payload (a folder's path) is about a thousand. */
export const PAYLOAD_LIMIT = 32_768;
const MAX_DEPTH = 16;

/**
 * True when `value` is JSON-safe (plain objects, arrays, strings, finite numbers, booleans, null, undefined),
 * nested at most 16 deep and at most `limit` characters. Stops counting at the limit, so a huge one costs little.
 */
export function fitsPayload(value: unknown, limit: number = PAYLOAD_LIMIT): boolean {
  let left = limit;
  const take = (count: number): boolean => {
    left -= count;
    return left >= 0;
  };
  const measure = (part: unknown, depth: number): boolean => {
    if (depth > MAX_DEPTH) return false;
    switch (typeof part) {
      case 'string':
        return take(part.length + 2);
      case 'number':
        return Number.isFinite(part) && take(8);
      case 'boolean':
      case 'undefined':
        return take(4);
      case 'object':
        if (part === null) return take(4);
        if (Array.isArray(part)) return take(2) && part.every((item) => measure(item, depth + 1));
        return isPlain(part) && take(2) && measureEntries(part, depth);
      case 'bigint':
      case 'function':
      case 'symbol':
        return false;
      default:
        return false;
    }
  };
  const measureEntries = (part: object, depth: number): boolean => {
    for (const [key, item] of Object.entries(part)) {
      if (!take(key.length + 3) || !measure(item, depth + 1)) return false;
    }
    return true;
  };
  return measure(value, 0);
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
