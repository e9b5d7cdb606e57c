/** What went wrong with a file, in words without its path. */

/** True: there is no such file, or no such folder on the way to it. */
export function isMissing(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/** True: there is a folder of that name where a file was expected. */
export function isFolder(error: unknown): boolean {
  return codeOf(error) === 'EISDIR';
}

/** A few words for a person; no path, no stack. */
export function messageOf(error: unknown): string {
  switch (codeOf(error)) {
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    case 'EISDIR':
      return 'it is a folder';
    case 'EMFILE':
    case 'ENFILE':
      return 'too many files are open';
    case 'EIO':
      return 'the disk gave an error';
    default:
      return codeOf(error) ?? 'unknown error';
  }
}

function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}
