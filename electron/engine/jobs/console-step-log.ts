/** What of a step's log concerns the runner itself: its job hooks, the disk that runs full (runner.md 8, 12). */
import type { Instant } from '../../../shared/domain.ts';
import type { LogEvent } from './log-event.ts';

const HOOK =
  /^\s*A job (started|completed) hook has been configured by the self-hosted runner administrator\s*$/u;
const RUN = /^(?:##\[group\])?Run '(.+)'\s*$/u;
/** The folder that a hook runs in, where its script prints it. */
const WORKSPACE = /^\s*((?:\/[^/]+)+\/_work\/[^/]+\/[^/\s]+)\s*$/u;
const LOW_DISK = /^(?:##\[\w+\])?\s*(You are running out of disk space\..*Free space left: (\d+) MB)\s*$/u;
/** A hook's script follows its announcement at once; what comes later is another step's. */
const HOOK_LINES = 50;

/** Null: nothing of interest. */
export type StepLogReader = (line: string, at: Instant | null) => readonly LogEvent[] | null;

export function createStepLogReader(): StepLogReader {
  let hook: 'job-started' | 'job-completed' | null = null;
  let linesSince = 0;

  return (line, at) => {
    const disk = LOW_DISK.exec(line);
    if (disk !== null) {
      return [{ type: 'low-disk', at, freeMegabytes: Number(disk[2]), reason: disk[1] ?? '' }];
    }
    const announced = HOOK.exec(line);
    if (announced !== null) {
      hook = announced[1] === 'started' ? 'job-started' : 'job-completed';
      linesSince = 0;
      return [];
    }
    if (hook === null) return null;
    linesSince += 1;
    if (linesSince > HOOK_LINES) hook = null;
    const script = RUN.exec(line);
    if (script !== null && hook !== null) return [{ type: 'hook', at, hook, script: script[1] ?? '' }];
    const folder = WORKSPACE.exec(line);
    if (folder === null) return null;
    hook = null;
    return [{ type: 'workspace', at, directory: folder[1] ?? '' }];
  };
}
