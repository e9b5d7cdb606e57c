/**
 * What a person has filled in so far: one JSON file, written beside, flushed and renamed, so that the wizard goes on
 * where it was left. The schema has no field for a secret, and a token that was pasted into another field is refused.
 */
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fail, ok, type Reply } from '../../../shared/contract.ts';
import { setUpDraft } from '../../../shared/set-up-schemas.ts';
import type { SetUpAnswers, SetUpDraft } from '../../../shared/set-up.ts';
import { readSmallFile } from '../host/small-file.ts';
import { replaceFile, writeFailure } from '../install/whole-file.ts';
import { fieldsWithSecret } from './pasted-secret.ts';

export interface DraftFile {
  /** Null: there is none. `problem` is a sentence where one was there that is of no use. Never rejects. */
  load(): Promise<{ readonly draft: SetUpDraft | null; readonly problem: string | null }>;
  /** Null throws it away. Failures: `wrong-answer` (a secret in it), `cannot-write`, `no-room`; the earlier one then stays. */
  save(draft: SetUpDraft | null): Promise<Reply<null>>;
}

const NAME = 'set-up-draft.json';
const MAX_BYTES = 256 * 1024;
const WHAT = 'what you have filled in so far';

/** @param folder Trackside's own data folder; made when missing. */
export function createDraftFile(folder: string): DraftFile {
  const path = join(folder, NAME);
  let writing: Promise<unknown> = Promise.resolve();

  async function write(draft: SetUpDraft | null): Promise<Reply<null>> {
    try {
      if (draft === null) {
        await rm(path, { force: true });
        return ok(null);
      }
      await mkdir(folder, { recursive: true, mode: 0o700 });
    } catch (error) {
      return writeFailure(error, WHAT);
    }
    const text = `${JSON.stringify(draft, null, 2)}\n`;
    return (await replaceFile(path, text, { mode: 0o600, what: WHAT })) ?? ok(null);
  }

  return {
    load: async () => {
      const read = await readSmallFile(path, MAX_BYTES);
      switch (read.kind) {
        case 'missing':
        case 'unchanged':
          return { draft: null, problem: null };
        case 'unreadable':
          return {
            draft: null,
            problem: `What you had filled in cannot be read, so the wizard begins anew. ${read.why}`,
          };
        case 'read': {
          const parsed = setUpDraft.safeParse(parseJson(Buffer.from(read.bytes).toString('utf8')));
          if (parsed.success) return { draft: parsed.data, problem: null };
          // Only the last damaged one is kept: it is a form, soon filled in again.
          await rename(path, `${path}.damaged`).catch(() => undefined);
          return {
            draft: null,
            problem: `What you had filled in could not be read, so the wizard begins anew; it was set aside as ${NAME}.damaged.`,
          };
        }
      }
    },
    save: (draft) => {
      const [field] = draft === null ? [] : fieldsWithSecret(draft.answers);
      if (field !== undefined) return Promise.resolve(refusal(field));
      // One write after the other, so that the last one asked for is the one that stays.
      const written = writing.then(() => write(draft));
      writing = written;
      return written;
    },
  };
}

const FIELD_WORDS: Readonly<Partial<Record<keyof SetUpAnswers, string>>> = {
  host: 'the GitHub host',
  scope: 'the repository',
  group: 'the runner group',
  typedName: 'the confirmation',
  name: 'the name',
  labels: 'the labels',
  workFolder: 'the work folder',
  directory: 'the folder',
  version: 'the version',
};

function refusal(field: keyof SetUpAnswers): Reply<null> {
  return fail(
    'wrong-answer',
    `What stands in the field for ${FIELD_WORDS[field] ?? 'another answer'} looks like a token or a password, so it was not kept.`,
    'Take it out; a token is asked for in the step about GitHub.',
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // not JSON: the schema refuses it and the file is set aside
  }
}
