/** The last hour of each runner: CPU and memory of all its processes, as the process table told them. */
import type { ProcessAnswer, Runner, RunnerId, RunnerTrail, Witness } from '../../../shared/domain.ts';
import { BUCKET_SECONDS, createSeries, type Series } from './series.ts';
import type { SteadyClock } from './steady-clock.ts';

interface Kept {
  readonly cpu: Series;
  readonly memory: Series;
  seen: Witness<ProcessAnswer> | null;
}

export interface RunnerTrails {
  /** Takes what is new; forgets the runners that are not there any more. `holdMs`: until the next table is due. */
  see(runners: Readonly<Record<RunnerId, Runner>>, holdMs: number): void;
  /** The last `count` buckets; null throughout for a runner of which nothing was measured. */
  last(id: RunnerId, count: number): RunnerTrail;
}

/** Keeps at most an hour of each runner that there is. */
export function createRunnerTrails(clock: SteadyClock): RunnerTrails {
  const kept = new Map<RunnerId, Kept>();
  const start = (): Kept => ({ cpu: createSeries('mean'), memory: createSeries('latest'), seen: null });
  return {
    see: (runners, holdMs) => {
      for (const id of kept.keys()) if (runners[id] === undefined) kept.delete(id);
      for (const { id, witnesses } of Object.values(runners)) {
        const trail = kept.get(id) ?? start();
        kept.set(id, trail);
        // A runner is told anew for many reasons; only another look at the processes is another reading.
        if (trail.seen === witnesses.processes) continue;
        trail.seen = witnesses.processes;
        if (witnesses.processes.kind !== 'answered') continue;
        const { steady } = clock();
        trail.cpu.add(steady, witnesses.processes.answer.cpuPercent, holdMs);
        trail.memory.add(steady, witnesses.processes.answer.memoryBytes, holdMs);
      }
    },
    last: (id, count) => {
      const now = clock();
      const { cpu, memory } = kept.get(id) ?? start();
      return {
        of: 'runner',
        endsAt: now.wall,
        stepSeconds: BUCKET_SECONDS,
        cpuPercent: cpu.last(count, now.steady),
        memoryBytes: memory.last(count, now.steady),
      };
    },
  };
}
