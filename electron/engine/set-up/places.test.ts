import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fail, ok, type Reply } from '../../../shared/contract.ts';
import type { PlaceReport, SetUpScope } from '../../../shared/set-up.ts';
import { ACME, placeReport, ROCKET } from '../testing/set-up-samples.ts';
import { createPlaces, PLACE_HOLDS_MS, PLACE_WAIT_MS } from './places.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** A GitHub that counts how often it is asked. */
function gitHub(answer: () => Promise<Reply<PlaceReport>>) {
  const asked: SetUpScope[] = [];
  const place = async (scope: SetUpScope): Promise<Reply<PlaceReport>> => {
    asked.push(scope);
    return await answer();
  };
  const places = createPlaces({ place }, () => performance.now());
  return { asked, look: places.known, lookAnew: places.look };
}

describe('what GitHub says of a place', () => {
  it('is asked once for many checks, and anew after a while', async () => {
    const { asked, look } = gitHub(() => Promise.resolve(ok(placeReport())));
    await Promise.all([look(ROCKET), look({ ...ROCKET })]);
    expect(await look(ROCKET)).toEqual(placeReport());
    expect(asked).toEqual([ROCKET]);
    await look(ACME);
    expect(asked).toEqual([ROCKET, ACME]);
    await vi.advanceTimersByTimeAsync(PLACE_HOLDS_MS);
    await look(ROCKET);
    expect(asked).toHaveLength(3);
  });

  it('is asked anew for a person who looks again, and the checks then know the new answer', async () => {
    let answer: Reply<PlaceReport> = fail('login-refused', 'x');
    const { asked, look, lookAnew } = gitHub(() => Promise.resolve(answer));
    expect(await look(ROCKET)).toBeNull();
    answer = ok(placeReport());
    expect(await lookAnew(ROCKET)).toEqual(answer);
    expect(await look(ROCKET)).toEqual(placeReport());
    expect(asked).toHaveLength(2);
  });

  it('is unknown when GitHub refuses or breaks, which is not asked for at each letter either', async () => {
    const { asked, look } = gitHub(() => Promise.resolve(fail('unreachable', 'x')));
    expect([await look(ROCKET), await look(ROCKET), asked.length]).toEqual([null, null, 1]);
    expect(await gitHub(() => Promise.reject(new Error('x'))).look(ROCKET)).toBeNull();
  });

  it('is unknown for now when it takes long, and counts once it is there', async () => {
    let give: (reply: Reply<PlaceReport>) => void = () => undefined;
    const { asked, look } = gitHub(() => new Promise((resolve) => (give = resolve)));
    const first = look(ROCKET);
    await vi.advanceTimersByTimeAsync(PLACE_WAIT_MS);
    expect(await first).toBeNull();
    give(ok(placeReport()));
    expect(await look(ROCKET)).toEqual(placeReport());
    expect(asked).toHaveLength(1);
  });
});
