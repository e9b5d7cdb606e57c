/** Where things are in the project. */
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..');
export const OUT = join(ROOT, 'out');
export const inRoot = (...parts: readonly string[]): string => join(ROOT, ...parts);
