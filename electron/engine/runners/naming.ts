/** Which folder a person may name, and what it means to forget one: what would be found again at once cannot be. */
import { fail, ok, type Failure, type Reply } from '../../../shared/contract.ts';
import { kindOfFolder, realDirectory, refusalOf } from './find.ts';
import type { RunnerRecord } from './record.ts';

/** Something but the person's naming leads to it: a service, or a listener that runs. */
export function isFoundAnyway(record: RunnerRecord): boolean {
  const runs = record.processes.kind === 'answered' && record.processes.answer.listeners.length > 0;
  return record.agents.length > 0 || runs;
}

/**
 * Null: it may be forgotten; where it was named and is found anyway, only the naming is taken back, since that is
 * all that a person gave.
 */
export function forgetRefusal(record: RunnerRecord): Failure | null {
  if (record.pending !== null) {
    return record.pending.phase === 'waiting'
      ? fail(
          'busy-with-command',
          `A ${record.pending.command} waits for this runner’s job, so it cannot be forgotten now.`,
          `Take the ${record.pending.command} back first, or wait until it is done.`,
        )
      : fail(
          'busy-with-command',
          'Something is under way for this runner, so it cannot be forgotten now.',
          'Wait until it is done.',
        );
  }
  if (record.named || !isFoundAnyway(record)) return null;
  return record.agents.length > 0
    ? fail(
        'not-allowed',
        'Trackside finds this runner by its service, so it cannot be forgotten.',
        'Uninstall its service (./svc.sh uninstall in its folder), then it can be.',
      )
    : fail(
        'not-allowed',
        'Trackside finds this runner by its process, so it cannot be forgotten while it runs.',
        'End it where it was started, when no job runs, then it can be.',
      );
}

/** The real path of a runner's folder, or why it is none. */
export async function nameableDirectory(path: string): Promise<Reply<string>> {
  const directory = await realDirectory(path);
  return refusalOf(await kindOfFolder(directory)) ?? ok(directory);
}
