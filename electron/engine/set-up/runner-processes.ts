/** A runner's processes as of now, whatever path its command lines name: a service may start it through a link. */
import type { ProcessAnswer } from '../../../shared/domain.ts';
import type { Host } from '../host/host.ts';
import { processesOf } from '../runners/processes.ts';
import { createSpellings } from '../runners/spellings.ts';
import type { StepParts } from './step-parts.ts';

/** Null: the process table cannot be had, so nobody can tell. */
export function createRunnerProcesses(host: Pick<Host, 'processes'>): StepParts['processes'] {
  const spellings = createSpellings();
  return async (directory) => {
    const table = await host.processes();
    if (!table.ok) return null;
    return processesOf(await spellings.of(directory, table.value), table.value);
  };
}

/** Something of it runs, as far as a table tells. */
export const runs = ({ listeners, workers }: ProcessAnswer): boolean => listeners.length + workers.length > 0;
