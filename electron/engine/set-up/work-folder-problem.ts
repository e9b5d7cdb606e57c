/** Whether a work folder will do: a name inside the runner's folder, or a full path elsewhere. */
import { basename, dirname } from 'node:path';
import { fail, type Failure } from '../../../shared/contract.ts';
import { kindOfFolder } from '../runners/find.ts';
import { askFolder } from '../runners/folder-calls.ts';
import { presenceOf } from '../runners/presence.ts';
import { type PlaceHost, realPlace, surroundingsProblem } from './directory-problem.ts';
import { fullPath, isInside } from './place-rules.ts';

/** What the runner keeps in its own folder (runner.md 2.1, 2.2). */
const RUNNERS_OWN =
  /^(?:(?:bin|externals)(?:\..*)?|_diag|hooks|\..*|(?:config|run|run-helper|env|svc|runsvc|safe_sleep)\.sh.*)$/i;

/**
 * Why the runner cannot work there, and the way on; null: it can.
 * @param directory of the runner itself, as a person writes it.
 */
export async function workFolderProblem(
  host: PlaceHost,
  directory: string,
  workFolder: string,
): Promise<Failure | null> {
  if (workFolder.startsWith('/')) return await elsewhereProblem(host, directory, workFolder);
  if (workFolder.trim() === '')
    return fail('wrong-answer', 'The work folder has no name.', 'The usual one is _work.');
  if (workFolder.startsWith('~')) {
    return fail(
      'wrong-answer',
      'The runner does not know what “~” means in a work folder’s path.',
      'Write the path in full, from / on, or only a name such as _work.',
    );
  }
  const odd = /[^\p{L}\p{M}\p{N}/._+-]/u.exec(workFolder)?.[0];
  if (odd !== undefined) {
    const what = /\s/.test(odd) ? 'a space' : `the sign “${odd}”`;
    return fail(
      'wrong-answer',
      `The work folder’s name may not hold ${what}: scripts and tools in jobs break on it.`,
      'The usual one is _work.',
    );
  }
  const names = workFolder.split('/');
  const [first = ''] = names;
  if (first.startsWith('-') || names.some((name) => name === '' || name === '.' || name === '..')) {
    return fail('wrong-answer', 'This is no plain name for a work folder.', 'The usual one is _work.');
  }
  if (RUNNERS_OWN.test(first)) {
    return fail(
      'wrong-answer',
      `“${first}” is what the runner calls one of its own files, or hides one.`,
      'The usual name is _work.',
    );
  }
  return null;
}

async function elsewhereProblem(
  host: PlaceHost,
  directory: string,
  workFolder: string,
): Promise<Failure | null> {
  const place = await realPlace(host, workFolder);
  if (!place.ok) return place;
  const own = fullPath(host.home, directory);
  if (own !== null && isInside(own, workFolder)) {
    return fail(
      'bad-place',
      'The work folder holds the runner itself, and is cleaned at times.',
      'Choose a folder beside the runner’s, or a name such as _work.',
    );
  }
  if (own !== null && isInside(workFolder, own)) {
    return fail(
      'bad-place',
      'A work folder inside the runner’s own is given by its name alone.',
      `Write ${basename(workFolder)} instead.`,
    );
  }
  const around = await surroundingsProblem(host, place.value);
  if (around !== null) return around;
  return (await isAnothers(place.value.path))
    ? fail(
        'bad-place',
        'Another runner uses this work folder already: jobs of both would break each other.',
        'Choose another one.',
      )
    : null;
}

/** A runner's folder, or one in which a runner has worked (runner.md 2.4). */
async function isAnothers(path: string): Promise<boolean> {
  for (let at = path; at !== '/'; at = dirname(at)) {
    const worked = await askFolder(at, () => presenceOf(`${at}/_PipelineMapping`));
    if (worked.ok && worked.value.kind === 'there') return true;
  }
  return (await kindOfFolder(path)) === 'runner';
}
