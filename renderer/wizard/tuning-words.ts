/** What a choice of tuning writes, and where: plain values in, lines out. */
import type { Tuning } from '../../shared/set-up.ts';
import { wizardWords } from './words.ts';

const text = wizardWords.tuning;

/** One line: the variable, with its value where this view knows it, and what there is to say. */
export interface WrittenLine {
  readonly code: string | null;
  readonly text: string | null;
}
export interface Written {
  /** The files. */
  readonly where: string;
  readonly lines: readonly WrittenLine[];
}

const line = (code: string | null, text: string | null = null): WrittenLine => ({ code, text });

function variables(tuning: Tuning): readonly WrittenLine[] {
  const { nodeHeapMegabytes, threadPool } = tuning;
  return [
    ...(nodeHeapMegabytes === null ? [] : [line(`NODE_OPTIONS=--max-old-space-size=${nodeHeapMegabytes}`)]),
    ...(threadPool === null ? [] : [line(`UV_THREADPOOL_SIZE=${threadPool}`)]),
    ...(tuning.dockerPlatform === 'on' ? [line('DOCKER_DEFAULT_PLATFORM=linux/arm64')] : []),
    ...(tuning.pnpmHome === 'on' ? [line('PNPM_HOME', text.inPath)] : []),
    ...(tuning.homebrewPath === 'on' ? [line('PATH', text.homebrewPath)] : []),
  ];
}

const hooks = (tuning: Tuning): readonly WrittenLine[] => [
  ...(tuning.startHook === 'on' ? [line('ACTIONS_RUNNER_HOOK_JOB_STARTED', text.hook)] : []),
  ...(tuning.endHook === 'on' ? [line('ACTIONS_RUNNER_HOOK_JOB_COMPLETED', text.hook)] : []),
];

/** Empty where nothing is switched on. The plan names every file in full. */
export function whatIsWritten(tuning: Tuning): readonly Written[] {
  const shared = variables(tuning);
  const caches = tuning.caches === 'on' ? [line(null, text.caches)] : [];
  const own = [...shared, ...caches, ...hooks(tuning)];
  return [
    ...(own.length === 0 ? [] : [{ where: text.runnerFiles, lines: own }]),
    ...(tuning.shellProfile === 'on' && shared.length > 0
      ? [{ where: text.profileFile, lines: [line(null, text.sameVariables)] }]
      : []),
  ];
}

/** How many of the switches are on, for a line of summary. */
export function switchedOn(tuning: Tuning): { readonly on: number; readonly of: number } {
  const values = Object.values(tuning) as readonly Tuning[keyof Tuning][];
  return { on: values.filter((value) => value !== null && value !== 'off').length, of: values.length };
}
