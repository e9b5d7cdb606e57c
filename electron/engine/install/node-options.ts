/** `NODE_OPTIONS`, which holds several options of which only the heap is ours. Pure. */

/** Node takes blanks between options, and quotes with backslashes around what has blanks in it (Node's CLI manual). */
const WORD = /(?:[^\s"]|"(?:\\[\s\S]|[^"\\])*"?)+/g;
/** V8 takes hyphens and underscores alike. */
const HEAP = /^--max[-_]old[-_]space[-_]size(?:=|$)/;

/** `options` with the heap set to `megabytes` and everything else as it was. */
export function withHeap(options: string | null, megabytes: number): string {
  const words = options?.match(WORD) ?? [];
  const heap = `--max-old-space-size=${megabytes}`;
  const kept = words.filter((word, index) => {
    const before = index === 0 ? '' : (words[index - 1] ?? '');
    // The size may also be a word of its own behind the option.
    return !HEAP.test(word) && !(HEAP.test(before) && !before.includes('=') && /^\d+$/.test(word));
  });
  return [...kept, heap].join(' ');
}
