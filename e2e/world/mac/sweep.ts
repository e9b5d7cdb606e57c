/** The last of the world: nothing that carries its mark may stay behind. */
import { setTimeout as delay } from 'node:timers/promises';
import { sendSignal } from './launchd/spawn.ts';
import { markedProcesses } from './processes.ts';

const ROUNDS = 40;
const PAUSE_MS = 25;

/** Ends what carries the world's mark, until nothing does: a process may start another while we look. */
export async function sweep(root: string): Promise<void> {
  for (let round = 0; round < ROUNDS; round += 1) {
    const left = markedProcesses(root);
    if (left.length === 0) return;
    for (const pid of left) sendSignal(pid, 'SIGKILL');
    await delay(PAUSE_MS);
  }
}
