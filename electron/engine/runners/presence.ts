/** Whether something is at a path: a look that fails is never "gone" (design.md section 3). */
import { stat } from 'node:fs/promises';

export type Presence =
  | { readonly kind: 'there'; readonly isDirectory: boolean; readonly changedAt: number }
  | { readonly kind: 'gone' }
  /** macOS does not let us look. */
  | { readonly kind: 'forbidden' }
  | { readonly kind: 'unknown'; readonly code: string };

/** Never throws. Only ENOENT and ENOTDIR prove that nothing is there. */
export async function presenceOf(path: string): Promise<Presence> {
  try {
    const info = await stat(path);
    return { kind: 'there', isDirectory: info.isDirectory(), changedAt: Math.round(info.mtimeMs) };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'gone' };
    return code === 'EACCES' || code === 'EPERM' ? { kind: 'forbidden' } : { kind: 'unknown', code };
  }
}
