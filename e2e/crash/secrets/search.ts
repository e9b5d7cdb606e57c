/** Looks for secrets, also in other spellings, in whatever was written, started or shown. */
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { RecordedChild } from './record-children.ts';

/** Something to look into, under a name that tells a person where it is. */
export interface Place {
  readonly name: string;
  readonly text: string;
}

/** Where which of them stands; empty: nowhere. */
export function findSecrets(secrets: readonly string[], places: readonly Place[]): readonly string[] {
  const spellings = new Map(
    secrets.flatMap((secret) => {
      const bytes = Buffer.from(secret);
      return [secret, encodeURIComponent(secret), bytes.toString('base64'), bytes.toString('hex')].map(
        (spelling) => [spelling, secret] as const,
      );
    }),
  );
  return places.flatMap(({ name, text }) =>
    [...spellings].flatMap(([spelling, secret]) => (text.includes(spelling) ? [`${secret} in ${name}`] : [])),
  );
}

/** Every file in a folder, but for the runner's own keys, which config.sh writes. */
export async function filesIn(folder: string): Promise<readonly Place[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return await Promise.all(
    entries
      .filter((entry) => entry.isFile() && !/^\.(?:credentials(?:_\w+)?|runner)$/.test(entry.name))
      .map(async (entry) => {
        const path = join(entry.parentPath, entry.name);
        return { name: path.slice(folder.length + 1), text: await readFile(path, 'latin1') };
      }),
  );
}

/** The one place where a token may be: config.sh's environment, and that of the listener which it starts to configure. */
const ALLOWED = /^ACTIONS_RUNNER_INPUT_TOKEN=.*$/gm;

/** What `recording-archive.ts` has written down. */
export async function runnerRecords(folder: string): Promise<readonly Place[]> {
  const places = await filesIn(folder);
  return places.map(({ name, text }) =>
    /^environment of (?:config\.sh|Runner\.Listener (?:configure|remove))/.test(name)
      ? { name, text: text.replaceAll(ALLOWED, '') }
      : { name, text },
  );
}

/** What `record-children.ts` has written down. */
export function childRecords(text: string): readonly Place[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .flatMap((line) => {
      const { args, environment } = JSON.parse(line) as RecordedChild;
      const isConfig = args.some((argument) => basename(argument) === 'config.sh');
      const shown = environment.filter(
        (pair) => !isConfig || !pair.startsWith('ACTIONS_RUNNER_INPUT_TOKEN='),
      );
      const program = args[0] ?? '';
      return [
        { name: `the arguments of ${program}`, text: args.join('\n') },
        { name: `the environment of ${program}`, text: shown.join('\n') },
      ];
    });
}
