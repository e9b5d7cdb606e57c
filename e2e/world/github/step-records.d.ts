import type { Conclusion, StepRecord } from './model.ts';
/** The runner's word (TaskResult) or GitHub's own, in any letter case; null for another. */
export declare function conclusionOf(word: string): Conclusion | null;
/** null when it is no list of steps. */
export declare function stepRecords(value: unknown): readonly StepRecord[] | null;
