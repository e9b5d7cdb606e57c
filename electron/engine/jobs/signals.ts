/** The names that bash gives to a process's death by a signal, and what its number tells. */

/** Linux's and macOS's words; macOS's bash adds the number itself (`Segmentation fault: 11`). */
const BY_NAME: Readonly<Record<string, number>> = {
  Hangup: 1,
  Interrupt: 2,
  Quit: 3,
  'Illegal instruction': 4,
  'Trace/breakpoint trap': 5,
  'Trace/BPT trap': 5,
  Aborted: 6,
  'Abort trap': 6,
  'Bus error': 7,
  'Floating point exception': 8,
  Killed: 9,
  'Segmentation fault': 11,
  Terminated: 15,
};
const WORDS: Readonly<Record<number, string>> = {
  4: 'illegal instruction',
  5: 'trap',
  6: 'aborted',
  8: 'floating point exception',
  9: 'killed',
  11: 'segmentation fault',
};
const INTERRUPT = 2;
const TERMINATE = 15;

/** The signal's number from bash's word for it; null for a word that is none. */
export function signalOf(word: string): number | null {
  const match = /^(.*?)(?:: (\d+))?(?: \(core dumped\))?$/u.exec(word.trim());
  if (match?.[2] !== undefined) return Number(match[2]);
  return BY_NAME[match?.[1] ?? ''] ?? null;
}

/** Those that ask a program to end: a death by them is a stop, no crash. */
export function isRequestToEnd(signal: number): boolean {
  return signal === INTERRUPT || signal === TERMINATE;
}

/** `exit code 139 (128 + 11, segmentation fault)`. */
export function signalReason(signal: number): string {
  const word = WORDS[signal];
  return `exit code ${128 + signal} (128 + ${signal}${word === undefined ? '' : `, ${word}`})`;
}
