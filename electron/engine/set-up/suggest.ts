/** Answers that would do for this Mac and one scope: what the wizard shows before a person changes anything. */
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import type { SetUpScope, Suggestion } from '../../../shared/set-up.ts';
import type { Host, HostFacts } from '../host/host.ts';
import { askFolder } from '../runners/folder-calls.ts';
import { hardwareLabels } from './hardware-labels.ts';
import { freeRunnerName, runnerNameFrom } from './runner-name.ts';
import { namesOf } from './scope-names.ts';
import { suggestTuning } from './suggest-tuning.ts';

type UsedFacts = Pick<HostFacts, 'chip' | 'systemVersion' | 'memoryBytes' | 'computerName' | 'appleSilicon'>;
const NOTHING_KNOWN: UsedFacts = {
  chip: null,
  systemVersion: null,
  memoryBytes: null,
  computerName: null,
  appleSilicon: null,
};
/** So many folders are looked for before a person has to think of one. */
const MAX_NUMBER = 99;

/**
 * Never fails: what is not known is left out, not guessed.
 * @param scope null: not chosen yet.
 * @param names of the runners that exist there; null: not known.
 */
export async function suggest(
  host: Pick<Host, 'facts' | 'home' | 'cores'>,
  scope: SetUpScope | null,
  names: readonly string[] | null,
): Promise<Suggestion> {
  const probe = await host.facts();
  const facts = probe.ok ? probe.value : NOTHING_KNOWN;
  return {
    name: freeRunnerName(runnerNameFrom(facts.computerName), names ?? []),
    labels: hardwareLabels(facts),
    directory: await freeDirectory(host.home, scope),
    ...suggestTuning(facts, host.cores),
  };
}

/** `acme-rocket`, `acme`: part of a folder's name. */
export function slugOf(scope: SetUpScope): string {
  return namesOf(scope)
    .map((part) => part.toLowerCase().replace(/[^a-z0-9._-]+/g, '-'))
    .join('-');
}

/** `~/actions-runner-acme-rocket`, or the first of `…-2`, `…-3` that is free; as a person writes it. */
async function freeDirectory(home: string, scope: SetUpScope | null): Promise<string> {
  const name = scope === null ? 'actions-runner' : `actions-runner-${slugOf(scope)}`;
  for (let number = 1; number <= MAX_NUMBER; number += 1) {
    const candidate = number === 1 ? name : `${name}-${number}`;
    const there = await askFolder(home, () => isThere(join(home, candidate)));
    // A home that does not answer says nothing against the name; the check will tell.
    if (!there.ok || !there.value) return `~/${candidate}`;
  }
  return `~/${name}`;
}

/** Only a path that is not there is free: one that cannot be looked at may be anything. */
async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ENOENT');
  }
}
