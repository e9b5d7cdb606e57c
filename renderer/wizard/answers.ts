/** The answers of a set-up, and how they change together. Plain values in and out. */
import type { SetUpAnswers, SetUpScope, Suggestion, Tuning } from '../../shared/set-up.ts';

export const NO_TUNING: Tuning = {
  nodeHeapMegabytes: null,
  threadPool: null,
  dockerPlatform: 'off',
  pnpmHome: 'off',
  homebrewPath: 'off',
  caches: 'off',
  shellProfile: 'off',
  startHook: 'off',
  endHook: 'off',
};

/** Before anything was asked or suggested. */
export const FIRST_ANSWERS: SetUpAnswers = {
  host: 'github.com',
  access: 'login',
  scope: null,
  group: null,
  typedName: '',
  name: '',
  labels: [],
  workFolder: '_work',
  directory: '',
  sameName: 'refuse',
  startAtLogin: 'yes',
  service: 'trackside',
  version: null,
  tuning: NO_TUNING,
};

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** Whether nothing has been suggested or typed yet. An emptied field alone is an answer. */
const isBlank = ({ name, labels, directory }: SetUpAnswers): boolean =>
  name === '' && labels.length === 0 && directory === '';

type Suggested = Pick<Suggestion, 'name' | 'labels' | 'directory' | 'tuning'>;
const SUGGESTED = ['name', 'labels', 'directory', 'tuning'] as const;

/**
 * Takes a suggestion where the person has not answered otherwise: what still is as it was suggested before follows the
 * new one; the rest stays.
 * @param before the suggestion that the answers were filled from; null: not known (a draft was taken up again).
 */
export function fill(answers: SetUpAnswers, before: Suggested | null, now: Suggested): SetUpAnswers {
  const { name, labels, directory, tuning } = now;
  if (isBlank(answers)) return { ...answers, name, labels, directory, tuning };
  if (before === null) return answers;
  const untouched = SUGGESTED.filter((field) => same(answers[field], before[field]));
  return { ...answers, ...Object.fromEntries(untouched.map((field) => [field, now[field]])) };
}

export const samePlace = (one: SetUpScope | null, other: SetUpScope | null): boolean => same(one, other);

/** Another place has other groups, and asks for its own name. */
export function withScope(answers: SetUpAnswers, scope: SetUpScope | null): SetUpAnswers {
  if (samePlace(answers.scope, scope)) return answers;
  return { ...answers, host: scope?.host ?? answers.host, scope, group: null, typedName: '' };
}

/** Another host has other places. */
export const withHost = (answers: SetUpAnswers, host: string): SetUpAnswers =>
  host === answers.host ? answers : { ...withScope(answers, null), host };

/** The labels that the runner gives itself, by what this Mac is. Of an unknown processor nothing is said. */
export function automaticLabels(
  processor: 'apple-silicon' | 'rosetta' | 'intel' | 'unknown' | null,
): readonly string[] {
  switch (processor) {
    case 'apple-silicon':
    case 'rosetta':
      return ['self-hosted', 'macOS', 'ARM64'];
    case 'intel':
      return ['self-hosted', 'macOS', 'X64'];
    case 'unknown':
    case null:
      return ['self-hosted', 'macOS'];
  }
}

/** Whether a runner on a Mac gives it itself, whichever Mac that is. */
export const isAutomaticLabel = (label: string): boolean => /^(?:self-hosted|macos|arm64|x64)$/i.test(label);

/** Labels from what was typed: parted by commas, each once whatever its letter case, as GitHub compares them. */
export function addLabels(labels: readonly string[], typed: string): readonly string[] {
  const known = new Set(labels.map((label) => label.toLowerCase()));
  const added: string[] = [];
  for (const label of typed.split(',').map((part) => part.trim())) {
    if (label === '' || known.has(label.toLowerCase())) continue;
    known.add(label.toLowerCase());
    added.push(label);
  }
  return [...labels, ...added];
}
