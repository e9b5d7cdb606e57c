/** The bytes of a download that have come so far, so that it can go on after Trackside itself ended. */
import { constants } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';

export interface PartFile {
  /** Bytes that were there when it was opened. */
  readonly kept: number;
  /** Calls `use` for each piece in turn; the piece is overwritten after that. */
  read(use: (piece: Buffer) => Promise<void>): Promise<void>;
  /** `at`: where in the file. */
  write(bytes: Buffer, at: number): Promise<void>;
  clear(): Promise<void>;
  close(): Promise<void>;
  /** Closes it, too. */
  remove(): Promise<void>;
}

const PIECE = 256 * 1024;
// Whatever stands there under that name is not followed, and not waited for.
const FLAGS = constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Rejects, as all of its functions, with what the file system says. */
export async function openPartFile(path: string): Promise<PartFile> {
  const file = await open(path, FLAGS, 0o600);
  let isOpen = true;
  const close = async (): Promise<void> => {
    if (!isOpen) return;
    isOpen = false;
    await file.close();
  };
  const found = await file.stat();
  if (!found.isFile()) {
    await close();
    throw Object.assign(new Error('It is not a file.'), { code: 'EACCES' });
  }
  return {
    kept: found.size,
    read: async (use) => {
      const piece = Buffer.allocUnsafe(PIECE);
      for (let at = 0; at < found.size;) {
        const { bytesRead } = await file.read(piece, 0, Math.min(PIECE, found.size - at), at);
        if (bytesRead === 0) return;
        await use(piece.subarray(0, bytesRead));
        at += bytesRead;
      }
    },
    write: (bytes, at) => writeAll(file, bytes, at),
    clear: () => file.truncate(0),
    close,
    remove: async () => {
      await close();
      await rm(path, { force: true });
    },
  };
}

async function writeAll(file: FileHandle, bytes: Buffer, at: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, at + done);
    done += bytesWritten;
  }
}
