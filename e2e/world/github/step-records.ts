/** Reads what a runner reports of its steps and its result. */
import { field, integer, text } from './http.ts';
import type { Conclusion, StepRecord } from './model.ts';

const CONCLUSIONS: Readonly<Record<string, Conclusion>> = {
  succeeded: 'success',
  succeededwithissues: 'success',
  success: 'success',
  failed: 'failure',
  failure: 'failure',
  abandoned: 'failure',
  canceled: 'cancelled',
  cancelled: 'cancelled',
  skipped: 'skipped',
};

/** The runner's word (TaskResult) or GitHub's own, in any letter case; null for another. */
export function conclusionOf(word: string): Conclusion | null {
  const key = word.toLowerCase();
  return Object.hasOwn(CONCLUSIONS, key) ? (CONCLUSIONS[key] ?? null) : null;
}

const time = (value: unknown): string | null =>
  typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? new Date(value).toISOString() : null;

function stepRecord(value: unknown): StepRecord | null {
  const number = integer(value, 'number');
  const name = text(value, 'name');
  const status = text(value, 'status');
  if (number === null || name === null) return null;
  if (status !== 'queued' && status !== 'in_progress' && status !== 'completed') return null;
  return {
    number,
    name,
    status,
    conclusion: status === 'completed' ? conclusionOf(text(value, 'conclusion') ?? '') : null,
    started_at: time(field(value, 'started_at')),
    completed_at: time(field(value, 'completed_at')),
  };
}

/** null when it is no list of steps. */
export function stepRecords(value: unknown): readonly StepRecord[] | null {
  if (!Array.isArray(value)) return null;
  const records = value.map(stepRecord);
  return records.every((record) => record !== null) ? records : null;
}
