/** The list of places in the order in which it is shown, and the moves through it. Plain values in and out. */
import type { Place, SetUpScope } from '../../../shared/set-up.ts';
import { placeName, repositoryFrom } from '../../../shared/place-address.ts';

export interface PlaceGroup {
  readonly kind: 'administered' | 'others' | 'typed';
  readonly places: readonly Place[];
}

/** Those whose name has what was typed in it: what was listed for fewer letters may hold others. */
export const matching = (places: readonly Place[], query: string): readonly Place[] => {
  const typed = query.trim().toLowerCase();
  // A pasted address is the engine's to understand.
  if (typed.includes(':') || typed.split('/').length > 2) return places;
  return places.filter(({ scope }) => placeName(scope).toLowerCase().includes(typed));
};

/**
 * Those that the person administers first; a name that was typed in full and is not among them comes last, to be looked
 * at. Groups without a place are left out.
 */
export function placeGroups(places: readonly Place[], query: string, host: string): readonly PlaceGroup[] {
  const typed = repositoryFrom(query, host);
  const listed = new Set(places.map(({ scope }) => placeName(scope).toLowerCase()));
  const unlisted = typed === null || listed.has(placeName(typed).toLowerCase()) ? [] : [asTyped(typed)];
  const groups: readonly PlaceGroup[] = [
    { kind: 'administered', places: places.filter(({ administers }) => administers) },
    { kind: 'others', places: places.filter(({ administers }) => !administers) },
    { kind: 'typed', places: unlisted },
  ];
  return groups.filter((group) => group.places.length > 0);
}

const asTyped = (scope: SetUpScope): Place => ({ scope, visibility: null, administers: false });

/** Where an arrow key leads, of `count` options; from nowhere to an end. Null: it is no such key. */
export function moved(key: string, active: number | null, count: number): number | null {
  if (count === 0) return null;
  switch (key) {
    case 'ArrowDown':
      return active === null ? 0 : Math.min(count - 1, active + 1);
    case 'ArrowUp':
      return active === null ? count - 1 : Math.max(0, active - 1);
    case 'PageDown':
      return Math.min(count - 1, (active ?? 0) + 8);
    case 'PageUp':
      return Math.max(0, (active ?? 0) - 8);
    default:
      return null;
  }
}
