/** Whether a person may go on from a step of the set-up, and if not, why not. What is wrong in full stands on the page. */
import type {
  AnswerProblem,
  GitHubLogin,
  MacReport,
  PlaceReport,
  SetUpAnswers,
  SetUpStep,
} from '../../shared/set-up.ts';
import { placeName } from '../../shared/place-address.ts';
import { wizardWords } from './words.ts';

const text = wizardWords.gate;

/** `wait`: an answer is on its way, which decides. */
export type Gate =
  | { readonly kind: 'go' }
  | { readonly kind: 'wait' }
  | { readonly kind: 'stay'; readonly why: string };

/** What is known so far. `waiting`: not yet; `unknown`: it was asked and not told. */
export interface Known {
  readonly answers: SetUpAnswers;
  /** Pasted in this sitting. */
  readonly registrationToken: string;
  readonly report: MacReport | null;
  readonly login: GitHubLogin | 'waiting' | 'unknown';
  /** `missing`: GitHub shows no such place to this login. */
  readonly place: PlaceReport | 'waiting' | 'unknown' | 'missing';
  readonly problems: readonly AnswerProblem[] | 'waiting' | 'unknown';
}

const GO: Gate = { kind: 'go' };
const WAIT: Gate = { kind: 'wait' };
const stay = (why: string): Gate => ({ kind: 'stay', why });

/** On which page each answer is given. */
export const PAGE_OF: Readonly<Record<keyof SetUpAnswers, SetUpStep>> = {
  host: 'github',
  access: 'github',
  scope: 'where',
  group: 'where',
  typedName: 'where',
  name: 'how',
  labels: 'how',
  workFolder: 'how',
  directory: 'how',
  sameName: 'how',
  startAtLogin: 'how',
  service: 'how',
  version: 'how',
  tuning: 'tuning',
};

/** A token as GitHub gives it: no spaces, and of some length. */
export const looksLikeToken = (typed: string): boolean => /^[\x21-\x7e]{10,1024}$/.test(typed.trim());

function byProblems(step: SetUpStep, problems: Known['problems']): Gate {
  if (problems === 'waiting') return WAIT;
  if (problems === 'unknown') return stay(text.notChecked);
  const error = problems.find(({ field, severity }) => PAGE_OF[field] === step && severity === 'error');
  if (error === undefined) return GO;
  return stay(error.field === 'scope' ? text.otherPlace : text.fix);
}

function byLogin(known: Known): Gate {
  const { answers, registrationToken, login } = known;
  const host = byProblems('github', known.problems);
  if (host.kind === 'stay') return host;
  if (answers.access === 'registration-token') {
    return looksLikeToken(registrationToken) ? host : stay(text.registrationToken);
  }
  if (login === 'waiting') return WAIT;
  return login === 'unknown' || login.way === null ? stay(text.login) : host;
}

/** A public repository, and one of which it is not known, is confirmed by its name where the check asks for it. */
function byPlace(known: Known): Gate {
  const { answers, place, problems } = known;
  const { scope } = answers;
  if (scope === null) return stay(answers.access === 'login' ? text.place : text.address);
  if (place === 'waiting') return WAIT;
  if (place === 'missing' && answers.access === 'login') return stay(text.otherPlace);
  if (typeof place !== 'string') {
    if (place.refusal !== null) return stay(text.otherPlace);
    const register = place.abilities.find(({ id }) => id === 'register-runners');
    if (answers.access === 'login' && register?.allowed === 'no') return stay(text.mayNot);
    const name = placeName(scope);
    if (place.place.visibility === 'public' && answers.typedName !== name) return stay(text.typeName(name));
  }
  return byProblems('where', problems);
}

/** Nothing is in the way of the last step here: its own plan says what is. */
export function gate(step: SetUpStep, known: Known): Gate {
  switch (step) {
    case 'mac': {
      const stops = known.report?.concerns.find(({ severity }) => severity === 'stops');
      return stops === undefined ? GO : stay(text.mac(stops.title));
    }
    case 'github':
      return byLogin(known);
    case 'where':
      return byPlace(known);
    case 'how':
    case 'tuning':
      return byProblems(step, known.problems);
    case 'do':
      return GO;
  }
}

/** Where the answer stands that a failed set-up is about. */
export function pageOfProblem(code: string): SetUpStep {
  switch (code) {
    case 'login-needed':
    case 'login-refused':
    case 'token-refused':
    case 'unreachable':
      return 'github';
    case 'no-permission':
    case 'group-missing':
    case 'not-found':
    case 'wrong-confirmation':
      return 'where';
    case 'no-room':
    case 'no-screen-session':
    case 'clock-wrong':
      return 'mac';
    default:
      return 'how';
  }
}
