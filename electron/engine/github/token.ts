/** GitHub's own tool's token: asked for when needed, remembered for a minute at most, never written anywhere. */
import { createHash } from 'node:crypto';
import type { Host, Probe } from '../host/host.ts';
import type { Timers } from './timers.ts';

export interface HeldToken {
  readonly token: string;
  /** Stands for the token where it must be told from another; the token cannot be had from it. */
  readonly mark: string;
}
export interface TokenSource {
  /** `value: null`: nobody is logged in at this host. */
  get(host: string): Promise<Probe<HeldToken | null>>;
  /** GitHub refused it: the next `get` asks anew. */
  drop(host: string): void;
  clear(): void;
}

const MEMORY_MS = 60_000;

export function createTokenSource(host: Pick<Host, 'githubToken'>, timers: Timers): TokenSource {
  const held = new Map<string, { readonly token: HeldToken; readonly forget: () => void }>();
  const drop = (name: string): void => {
    held.get(name)?.forget();
    held.delete(name);
  };
  return {
    get: async (name) => {
      const known = held.get(name);
      if (known !== undefined) return { ok: true, value: known.token };
      const asked = await host.githubToken(name);
      if (!asked.ok) return asked;
      if (asked.value === null || asked.value === '') return { ok: true, value: null };
      const mark = createHash('sha256').update(asked.value).digest('hex');
      const token = { token: asked.value, mark };
      drop(name);
      held.set(name, { token, forget: timers.after(MEMORY_MS, () => held.delete(name)) });
      return { ok: true, value: token };
    },
    drop,
    clear: () => {
      for (const name of held.keys()) drop(name);
    },
  };
}
