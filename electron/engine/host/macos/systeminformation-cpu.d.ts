/** The package describes its index only; this is the one file of it that is taken by itself. */
declare module 'systeminformation/lib/cpu.js' {
  import type { Systeminformation } from 'systeminformation';
  export function currentLoad(): Promise<Systeminformation.CurrentLoadData>;
}
