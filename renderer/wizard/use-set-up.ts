/** What a set-up holds while it is open: where it is, the answers, what was asked, and the draft that is kept of it. */
import { useEffect, useRef, useState } from 'react';
import type { Failure, Output } from '../../shared/contract.ts';
import {
  SET_UP_STEPS,
  type GitHubLogin,
  type SetUpDraft,
  type SetUpStep,
  type Suggestion,
} from '../../shared/set-up.ts';
import { useEngine } from '../ui/engine-context.tsx';
import { useAsk, type Asked } from '../ui/use-ask.ts';
import { fill, FIRST_ANSWERS, withHost, withScope } from './answers.ts';
import { createDraftKeeper } from './draft-keeper.ts';
import { gate, type Gate, type Known } from './gate.ts';
import type { SetUpModel } from './model.ts';

export interface SetUpState {
  readonly step: SetUpStep;
  readonly furthest: SetUpStep;
  readonly model: SetUpModel;
  /** Whether one may go on from here. */
  readonly gate: Gate;
  readonly go: (step: SetUpStep) => void;
  /** True until the first move, where a draft was taken up again. */
  readonly resumed: boolean;
  readonly startOver: () => void;
  /** Why the draft could not be kept; null: it is. */
  readonly keeping: Failure | null;
}

/** After the last letter. */
const PAUSE = 300;
const indexOf = (step: SetUpStep): number => SET_UP_STEPS.indexOf(step);

const known = <T>(asked: Asked<T>): T | 'waiting' | 'unknown' =>
  asked.current && asked.value !== null ? asked.value : asked.phase === 'failed' ? 'unknown' : 'waiting';

const problemsKnown = (check: Output<'setup.check'> | 'waiting' | 'unknown'): Known['problems'] =>
  typeof check === 'string' ? check : check.problems;

/**
 * Keeps the draft a moment after each change, and at once when the window goes.
 * @param use `over`: the runner is set up, so there is nothing to take up again.
 * @returns why it could not be kept; null: it is.
 */
function useKeeper(saved: SetUpDraft | null, draft: SetUpDraft, use: 'kept' | 'over'): Failure | null {
  const engine = useEngine();
  const [failure, setFailure] = useState<Failure | null>(null);
  const [keeper] = useState(() =>
    createDraftKeeper((draft) => engine.call('setup.saveDraft', { draft }), saved, setFailure),
  );
  const [first] = useState(draft);
  useEffect(() => {
    if (use === 'over') {
      keeper.keep(null);
      keeper.flush();
    } else if (draft !== first) {
      // Opening alone is no answer: nothing is written for it. Nor is a fresh start worth keeping.
      keeper.keep(draft.answers === FIRST_ANSWERS ? null : draft);
    }
  }, [keeper, draft, first, use]);
  useEffect(() => {
    const flush = (): void => keeper.flush();
    window.addEventListener('pagehide', flush);
    document.addEventListener('visibilitychange', flush);
    return () => {
      window.removeEventListener('pagehide', flush);
      document.removeEventListener('visibilitychange', flush);
      flush();
    };
  }, [keeper]);
  return failure;
}

/** Takes suggestions where nothing else was answered. */
function useSuggestion(
  asked: Asked<Output<'setup.suggest'>>,
  apply: (before: Suggestion | null, now: Suggestion) => void,
): void {
  const [applied, setApplied] = useState<Suggestion | null>(null);
  const now = asked.current ? asked.value : null;
  useEffect(() => {
    if (now === null || now === applied) return;
    apply(applied, now);
    setApplied(now);
    // `apply` is new with each rendering and does the same.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [now, applied]);
}

/** Another login, or one that was looked at again, may do other things: what hangs on it is asked anew. */
function useNewsOfLogin(login: GitHubLogin | null, onNews: () => void): void {
  const before = useRef(login);
  useEffect(() => {
    if (before.current !== null && before.current !== login) onNews();
    before.current = login;
    // `onNews` is new with each rendering and does the same.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [login]);
}

/**
 * @param start where it begins; @param saved what is on disk of it already.
 * @param at `first`: the page that is shown first; `succeeded`: the runner is set up, so the draft is over.
 */
export function useSetUp(
  start: SetUpDraft,
  saved: SetUpDraft | null,
  at: { readonly first: SetUpStep; readonly succeeded: boolean },
): SetUpState {
  const [draft, setDraft] = useState<SetUpDraft>({ ...start, step: at.first });
  const [furthest, setFurthest] = useState(at.first);
  const [resumed, setResumed] = useState(saved !== null && at.first === start.step && start.step !== 'mac');
  const [registrationToken, pasteToken] = useState('');
  const keeping = useKeeper(saved, draft, at.succeeded ? 'over' : 'kept');
  const { step, answers } = draft;
  const reached = (page: SetUpStep): boolean => indexOf(furthest) >= indexOf(page);
  const wantsPlace = reached('where') && answers.scope !== null;

  const report = useAsk('mac.report', {});
  const login = useAsk('github.login', reached('github') ? { host: answers.host } : null);
  const place = useAsk(
    'github.place',
    wantsPlace && answers.scope !== null ? { scope: answers.scope } : null,
    PAUSE,
  );
  const suggestion = useAsk('setup.suggest', { scope: answers.scope }, PAUSE);
  const check = useAsk('setup.check', reached('github') && step !== 'do' ? { answers } : null, PAUSE);

  const lookAtPlace = (): void => {
    // In this order: the check then knows what the look finds.
    place.again();
    check.again();
  };
  useNewsOfLogin(login.value, lookAtPlace);

  const edit = (change: (answers: SetUpDraft['answers']) => SetUpDraft['answers']): void =>
    setDraft((before) => {
      const answers = change(before.answers);
      return answers === before.answers ? before : { ...before, answers };
    });
  useSuggestion(suggestion, (before, now) => edit((old) => fill(old, before, now)));

  const model: SetUpModel = {
    answers,
    change: (patch) => edit((before) => ({ ...before, ...patch })),
    chooseHost: (host) => edit((before) => withHost(before, host)),
    chooseScope: (scope) => edit((before) => withScope(before, scope)),
    registrationToken,
    pasteToken,
    report,
    login,
    place: { ...place, again: lookAtPlace },
    suggestion,
    check,
  };
  return {
    step,
    furthest,
    model,
    gate: gate(step, {
      answers,
      registrationToken,
      report: report.value,
      login: known(login),
      place: place.failure?.code === 'not-found' ? 'missing' : known(place),
      problems: problemsKnown(known(check)),
    }),
    go: (next) => {
      setDraft((before) => ({ ...before, step: next }));
      setFurthest((before) => (indexOf(next) > indexOf(before) ? next : before));
      setResumed(false);
    },
    resumed,
    startOver: () => {
      setDraft({ step: 'mac', answers: FIRST_ANSWERS });
      setFurthest('mac');
      setResumed(false);
      pasteToken('');
    },
    keeping,
  };
}
