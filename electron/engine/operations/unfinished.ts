/** What the journals say at the start: what a crash has cut short, and what has ended and was not seen yet. */
import type { Notice } from '../../../shared/domain.ts';
import type { OperationProblem } from '../../../shared/operation.ts';
import type { AnyDefinition, Built } from './definition.ts';
import { canBeFinished, type OperationRecord, recordOf } from './entries.ts';
import type { JournalReading, Journals } from './journal.ts';

export interface Unfinished {
  readonly record: OperationRecord;
  readonly definition: AnyDefinition;
  readonly built: Built;
}
export interface Found {
  readonly open: readonly Unfinished[];
  /** Ended otherwise than well, or with a part to be done later, and nobody has taken note of it. */
  readonly ended: readonly Unfinished[];
  readonly notices: readonly Notice[];
}

/** So many journals of operations that have ended are kept. */
const KEPT = 20;
/** An operation in whose middle Trackside has ended so often waits for a person. */
const MAX_RESUMES = 3;

/** Reads all journals; sets aside what cannot be used, and removes the oldest of those that have ended. Never rejects. */
export async function unfinished(journals: Journals, definitions: readonly AnyDefinition[]): Promise<Found> {
  const open: Unfinished[] = [];
  const ended: Unfinished[] = [];
  const notices: Notice[] = [];
  const past: OperationRecord[] = [];
  for (const reading of await journals.readAll()) {
    const one = understood(reading, definitions);
    switch (one.kind) {
      case 'empty':
        await journals.remove(one.id).catch(() => undefined);
        break;
      case 'damaged':
        await journals.setAside(one.name).catch(() => undefined);
        notices.push(damagedNotice(one.name));
        break;
      case 'understood':
        if (one.record.course.kind !== 'ended') open.push(one);
        else {
          past.push(one.record);
          const isNews = one.record.course.how !== 'succeeded' || canBeFinished(one.record);
          if (one.record.course.seen === 'no' && isNews) ended.push(one);
        }
        break;
    }
  }
  for (const record of past.slice(0, -KEPT)) await journals.remove(record.id).catch(() => undefined);
  return { open, ended, notices };
}

type Understood =
  | { readonly kind: 'empty'; readonly id: OperationRecord['id'] }
  | { readonly kind: 'damaged'; readonly name: string }
  | ({ readonly kind: 'understood' } & Unfinished);

function understood(reading: JournalReading, definitions: readonly AnyDefinition[]): Understood {
  if (reading.kind === 'damaged') return { kind: 'damaged', name: reading.name };
  // Its first entry never came to be on the disk, so nothing was done either.
  if (reading.entries.length === 0) return { kind: 'empty', id: reading.id };
  const record = recordOf(reading.entries);
  const name = `${reading.id}.jsonl`;
  const definition = definitions.find(({ kind }) => kind === record?.kind);
  const spec = definition?.spec.safeParse(record?.spec);
  if (record === null || definition === undefined || spec?.success !== true) return { kind: 'damaged', name };
  return { kind: 'understood', record, definition, built: definition.build(spec.data) };
}

function damagedNotice(name: string): Notice {
  return {
    id: 'operation-journal',
    kind: 'news',
    severity: 'warning',
    title: 'What an operation did is not known any more',
    detail: `Its journal could not be read and was set aside as ${name}.damaged, in Trackside’s own folder. Look at the runner it was about before you go on.`,
  };
}

/** Why it is not taken up by itself once more; null: it may be. */
export function tooOften(record: OperationRecord): OperationProblem | null {
  if (record.resumed <= MAX_RESUMES) return null;
  return {
    code: 'internal',
    message: `Trackside has ended in the middle of this ${MAX_RESUMES + 1} times, so it waits for you.`,
    hint: 'Continue, or take back what was done.',
  };
}
