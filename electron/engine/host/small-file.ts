/** Reads a file that must be small, without waiting on one that is no plain file. */
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

export type SmallFile =
  /** `version` changes whenever the file does. */
  | { readonly kind: 'read'; readonly bytes: Uint8Array; readonly version: string }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'missing' }
  /** `why` is a sentence for a person. */
  | { readonly kind: 'unreadable'; readonly why: string };

/** `knownVersion`: of an earlier reading; if it is still that one, the answer is `unchanged`. Never throws. */
export async function readSmallFile(
  path: string,
  maxBytes: number,
  knownVersion: string | null = null,
): Promise<SmallFile> {
  try {
    // Without O_NONBLOCK, opening a named pipe would wait for somebody to write into it.
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stat = await file.stat({ bigint: true });
      if (!stat.isFile()) return { kind: 'unreadable', why: 'It is not a file.' };
      if (stat.size > BigInt(maxBytes)) {
        return { kind: 'unreadable', why: `It is larger than ${maxBytes} bytes.` };
      }
      const version = [stat.dev, stat.ino, stat.size, stat.mtimeNs, stat.ctimeNs].join('-');
      if (version === knownVersion) return { kind: 'unchanged' };
      // One byte more than allowed: a file that grows meanwhile must not be taken for complete.
      const buffer = Buffer.alloc(Number(stat.size) + 1);
      let length = 0;
      for (;;) {
        const { bytesRead } = await file.read(buffer, length, buffer.length - length, length);
        length += bytesRead;
        if (bytesRead === 0 || length === buffer.length) break;
      }
      if (length === buffer.length) return { kind: 'unreadable', why: 'It is being written.' };
      return { kind: 'read', bytes: buffer.subarray(0, length), version };
    } finally {
      await file.close();
    }
  } catch (error) {
    return failure(error);
  }
}

function failure(error: unknown): SmallFile {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'missing' };
  if (code === 'EACCES' || code === 'EPERM') {
    return { kind: 'unreadable', why: 'macOS does not let Trackside read it.' };
  }
  return { kind: 'unreadable', why: `It cannot be read${code === '' ? '' : ` (${code})`}.` };
}
