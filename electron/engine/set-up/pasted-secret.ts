/** Finds a token that somebody pasted into the wrong field, before it is kept or shown anywhere. */
import type { SetUpAnswers } from '../../../shared/set-up.ts';
import { secretSpans } from '../redact.ts';

/** The answers with something in them that looks like a token or a password. */
export function fieldsWithSecret(answers: SetUpAnswers): readonly (keyof SetUpAnswers)[] {
  const fields = Object.keys(answers) as (keyof SetUpAnswers)[];
  return fields.filter((field) => textsIn(answers[field]).some((text) => secretSpans(text).length > 0));
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
