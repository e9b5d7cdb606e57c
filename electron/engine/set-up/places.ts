/**
 * What GitHub says of a place: looked at when a person asks for it, and known for a while after for the checks that come
 * with every letter typed, which wait only shortly, since the answers can be checked without it as well.
 */
import type { Reply } from '../../../shared/contract.ts';
import type { PlaceReport, SetUpScope } from '../../../shared/set-up.ts';
import { within } from '../host/within.ts';
import { scopeKey } from './scope-names.ts';

/** The one question to GitHub; `github.ts` answers it. */
export interface PlacePort {
  place(scope: SetUpScope): Promise<Reply<PlaceReport>>;
}

/** Gives what is known by now; null: nothing. Never rejects, never waits long. */
export type LookAtPlace = (scope: SetUpScope) => Promise<PlaceReport | null>;

/** So long an answer holds for the checks, a refused one too; a look replaces it at once, as after a new login. */
export const PLACE_HOLDS_MS = 15_000;
/** Longer nobody waits for a form to be checked; a later answer counts at the next check. */
export const PLACE_WAIT_MS = 4_000;
/** So many places are remembered at a time. */
const MAX_PLACES = 20;

export interface Places {
  readonly known: LookAtPlace;
  /** Asks GitHub anew; the checks know the answer from then on. */
  readonly look: (scope: SetUpScope) => Promise<Reply<PlaceReport>>;
}

export function createPlaces(port: PlacePort, monotonic: () => number): Places {
  const known = new Map<string, { readonly askedAt: number; readonly answer: Promise<PlaceReport | null> }>();
  const ask = (scope: SetUpScope) => {
    if (known.size >= MAX_PLACES) known.clear();
    const reply = port.place(scope);
    const answer = reply.then(
      (given) => (given.ok ? given.value : null),
      () => null,
    );
    known.set(scopeKey(scope), { askedAt: monotonic(), answer });
    return { reply, answer };
  };
  return {
    known: async (scope) => {
      const before = known.get(scopeKey(scope));
      const holds = before !== undefined && monotonic() - before.askedAt < PLACE_HOLDS_MS;
      return await within(holds ? before.answer : ask(scope).answer, PLACE_WAIT_MS);
    },
    look: async (scope) => await ask(scope).reply,
  };
}
