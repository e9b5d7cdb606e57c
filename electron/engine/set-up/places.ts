/**
 * What GitHub says of a place, for checks that come with every letter that a person types: asked once in a while, and
 * waited for only shortly, since the answers can be checked without it as well.
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

/** So long an answer holds; a refused one too, so that a login made meanwhile soon counts. */
export const PLACE_HOLDS_MS = 15_000;
/** Longer nobody waits for a form to be checked; a later answer counts at the next check. */
export const PLACE_WAIT_MS = 4_000;
/** So many places are remembered at a time. */
const MAX_PLACES = 20;

export function createLookAtPlace(port: PlacePort, monotonic: () => number): LookAtPlace {
  const known = new Map<string, { readonly askedAt: number; readonly answer: Promise<PlaceReport | null> }>();
  return async (scope) => {
    const key = scopeKey(scope);
    const before = known.get(key);
    if (before !== undefined && monotonic() - before.askedAt < PLACE_HOLDS_MS) {
      return await within(before.answer, PLACE_WAIT_MS);
    }
    if (known.size >= MAX_PLACES) known.clear();
    const answer = port.place(scope).then(
      (reply) => (reply.ok ? reply.value : null),
      () => null,
    );
    known.set(key, { askedAt: monotonic(), answer });
    return await within(answer, PLACE_WAIT_MS);
  };
}
