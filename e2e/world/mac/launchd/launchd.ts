/** The `gui/UID` domain: there while somebody is logged in at the screen, and what is loaded in it (macos.md 2.2). */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../clock.ts';
import { E } from './errors.ts';
import { Job } from './job.ts';
import type { JobContext, JobView } from './job.ts';
import { readJobPlist } from './job-plist.ts';
import type { Overrides } from './overrides.ts';

/** The end of a domain's life takes this long at most, then everything is killed. */
const LOGOUT_LIMIT_SECONDS = 65;

export interface LaunchdOptions {
  readonly clock: Clock;
  /** Who must own the agents' files. */
  readonly owner: number;
  readonly launchAgents: string;
  readonly overrides: Overrides;
  readonly environment: () => Readonly<Record<string, string>>;
  /** Seconds that a teardown takes besides the process's own end. */
  readonly teardownSeconds: () => number;
  /** What a `disable` override makes `bootstrap` answer: 119 since macOS 13, 5 before. */
  readonly disabledStatus: () => number;
}

/** How a target was spelled; see launchctl(1). */
export interface Launchd {
  readonly present: () => boolean;
  /** The audit session of this login; changes with every login. */
  readonly session: () => number;
  readonly job: (label: string) => JobView | null;
  readonly jobs: () => readonly JobView[];
  readonly overrides: Overrides;
  /** Waits for a logout that is under way, as the login window does. */
  login(): Promise<void>;
  /** Kept when every job has ended and the domain is gone. */
  logout(): Promise<void>;
  /** An exit status, 0 for success. */
  bootstrap(path: string): number;
  bootout(label: string): number;
  kickstart(
    label: string,
    how: { readonly running: 'leave' | 'kill-first' },
  ): Promise<{ readonly status: number; readonly pid: number | null }>;
  kill(label: string, signal: NodeJS.Signals): number;
  destroy(): void;
}

/** Gives launchd with nobody logged in. */
export function createLaunchd(options: LaunchdOptions): Launchd {
  const jobs = new Map<string, Job>();
  let domain: 'absent' | 'present' | 'tearing-down' = 'absent';
  let session = 100_000;
  let leaving: Promise<void> = Promise.resolve();
  const context: JobContext = {
    clock: options.clock,
    environment: options.environment,
    teardownSeconds: options.teardownSeconds,
    around: {
      pathExists: existsSync,
      jobLoaded: (label) => jobs.has(label),
    },
  };

  const isDisabled = (label: string, inFile: 'disabled' | 'enabled'): boolean =>
    (options.overrides.get(label) ?? inFile) === 'disabled';

  const bootstrap = (path: string): number => {
    if (domain === 'absent') return E.unsupported;
    if (domain === 'tearing-down') return E.tearingDown;
    const reading = readJobPlist(path, options.owner);
    if (reading.kind === 'refused') return reading.status;
    const { job: plist } = reading;
    if (isDisabled(plist.label, plist.disabledInFile ? 'disabled' : 'enabled')) {
      return options.disabledStatus();
    }
    // Loaded already, or still being torn down: the answer is the same, and says nothing (macos.md 1.3).
    if (jobs.has(plist.label)) return E.io;
    if (!plist.sessionTypes.includes('Aqua')) return E.wrongSession;
    const job = new Job(plist, context);
    jobs.set(plist.label, job);
    job.load();
    return 0;
  };

  const remove = (label: string, job: Job): Promise<void> =>
    job.remove().then(() => {
      if (jobs.get(label) === job) jobs.delete(label);
    });

  const leave = async (): Promise<void> => {
    domain = 'tearing-down';
    const cancel = options.clock.after(LOGOUT_LIMIT_SECONDS, () => {
      for (const job of jobs.values()) job.destroy();
    });
    await Promise.all([...jobs].map(([label, job]) => remove(label, job)));
    cancel();
    domain = 'absent';
  };

  return {
    present: () => domain !== 'absent',
    session: () => session,
    overrides: options.overrides,
    job: (label) => jobs.get(label)?.view() ?? null,
    jobs: () => [...jobs.values()].map((job) => job.view()),
    bootstrap,
    login: async () => {
      await leaving;
      if (domain !== 'absent') return;
      domain = 'present';
      session += 1;
      // What cannot be loaded at login is passed over in silence, as on a Mac.
      for (const path of agentFiles(options.launchAgents)) bootstrap(path);
    },
    logout: () => {
      if (domain === 'present') leaving = leave();
      return leaving;
    },
    bootout: (label) => {
      if (domain === 'absent') return E.unsupported;
      const job = jobs.get(label);
      if (job === undefined) return E.noSuchProcess;
      if (job.tearingDown) return E.inProgress;
      void remove(label, job);
      return 0;
    },
    kickstart: async (label, how) => {
      if (domain === 'absent') return { status: E.noDomain, pid: null };
      const job = jobs.get(label);
      if (job === undefined) return { status: E.noService, pid: null };
      if (job.tearingDown) return { status: E.inProgress, pid: null };
      if (how.running === 'kill-first') await job.kickAgain();
      else job.kick();
      return { status: 0, pid: job.pid };
    },
    kill: (label, signal) => {
      if (domain === 'absent') return E.noDomain;
      const job = jobs.get(label);
      if (job === undefined) return E.noService;
      return job.signal(signal) ? 0 : E.noSuchProcess;
    },
    destroy: () => {
      for (const job of jobs.values()) job.destroy();
      domain = 'absent';
    },
  };
}

function agentFiles(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.plist') && !name.startsWith('.'))
    .sort()
    .map((name) => join(folder, name));
}
