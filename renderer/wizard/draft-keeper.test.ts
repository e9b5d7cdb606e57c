import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { aDraft } from '../../e2e/specs/fixtures.ts';
import { fail, ok, type Reply } from '../../shared/contract.ts';
import type { SetUpDraft } from '../../shared/set-up.ts';
import { createDraftKeeper } from './draft-keeper.ts';

const draft = (name: string): SetUpDraft => aDraft('how', { name });
const namesOf = (saved: readonly (SetUpDraft | null)[]): (string | null)[] =>
  saved.map((each) => each?.answers.name ?? null);

describe('the draft', () => {
  const saved: (SetUpDraft | null)[] = [];
  const told: (string | null)[] = [];
  const answers: ((reply: Reply<null>) => void)[] = [];
  const keeper = (before: SetUpDraft | null = null): ReturnType<typeof createDraftKeeper> =>
    createDraftKeeper(
      (each) => {
        saved.push(each);
        return new Promise((settle) => answers.push(settle));
      },
      before,
      (failure) => told.push(failure?.message ?? null),
    );
  const answer = async (reply: Reply<null> = ok(null)): Promise<void> => {
    answers.shift()?.(reply);
    await vi.advanceTimersByTimeAsync(0);
  };
  beforeEach(() => {
    vi.useFakeTimers();
    for (const list of [saved, told, answers]) list.length = 0;
  });
  afterEach(() => vi.useRealTimers());

  test('is saved once after a burst of changes, as it is at the end', async () => {
    const kept = keeper();
    for (const name of ['a', 'ab', 'abc']) kept.keep(draft(name));
    expect(saved).toEqual([]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(namesOf(saved)).toEqual(['abc']);
    await answer();
    expect(told).toEqual([null]);
  });

  test('is never saved twice at once; what came meanwhile follows', async () => {
    const kept = keeper();
    kept.keep(draft('one'));
    kept.flush();
    kept.keep(draft('two'));
    kept.flush();
    expect(namesOf(saved)).toEqual(['one']);
    await answer();
    expect(namesOf(saved)).toEqual(['one', 'two']);
  });

  test('is not saved again as it is on disk already', async () => {
    const kept = keeper(draft('one'));
    kept.keep(draft('one'));
    kept.flush();
    await vi.advanceTimersByTimeAsync(1000);
    expect(saved).toEqual([]);
  });

  test('that could not be saved is told, and tried again with the next change', async () => {
    const kept = keeper();
    kept.keep(draft('one'));
    kept.flush();
    await answer(fail('cannot-write', 'The disk is full.'));
    expect(told).toEqual(['The disk is full.']);
    kept.keep(draft('one'));
    kept.flush();
    await answer();
    expect(namesOf(saved)).toEqual(['one', 'one']);
    expect(told).toEqual(['The disk is full.', null]);
  });

  test('is thrown away when it is over', async () => {
    const kept = keeper(draft('one'));
    kept.keep(null);
    kept.flush();
    expect(saved).toEqual([null]);
  });
});
