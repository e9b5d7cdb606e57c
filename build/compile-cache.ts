/** Compiled modules, kept from start to start: Node then starts in less than half the time. Only for tests and the practice world. */
import { inRoot } from './paths.ts';

/** Node checks each entry against its source, so a stale one is never used. */
export const COMPILE_CACHE = inRoot('.cache', 'compiled');
