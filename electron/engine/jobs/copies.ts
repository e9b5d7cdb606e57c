/**
 * One event, reported more than once in a file: the console line, its `WRITE LINE` copy in a record, and that
 * record's copy on stdout (ACTIONS_RUNNER_PRINT_LOG_TO_STDOUT). Each text counts as often as its most frequent form.
 */

/** The forms in which a text may come. */
export type CopyForm = 'plain' | 'record' | 'stdout-record';
/** Copies stand near each other; after this many other texts a repetition is a new event. */
const REMEMBERED = 32;

interface Count {
  readonly forms: Map<CopyForm, number>;
  counted: number;
}

export interface CopyFilter {
  /** True: not a copy of one that was counted already. */
  isNew(text: string, form: CopyForm): boolean;
  reset(): void;
}

export function createCopyFilter(): CopyFilter {
  const counts = new Map<string, Count>();
  return {
    isNew(text, form) {
      const count = counts.get(text) ?? { forms: new Map<CopyForm, number>(), counted: 0 };
      counts.delete(text);
      counts.set(text, count);
      const oldest = counts.keys().next();
      if (counts.size > REMEMBERED && !oldest.done) counts.delete(oldest.value);
      const times = (count.forms.get(form) ?? 0) + 1;
      count.forms.set(form, times);
      if (times <= count.counted) return false;
      count.counted = times;
      return true;
    },
    reset: () => counts.clear(),
  };
}
