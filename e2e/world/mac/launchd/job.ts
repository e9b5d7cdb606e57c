/** One loaded job and the one process it has at most: start, end, throttle, time-out, group (macos.md 1.5, 2.3). */
import type { ChildProcess } from 'node:child_process';
import type { Clock } from '../clock.ts';
import { keepsAlive } from './keep-alive.ts';
import type { Ending, Surroundings } from './keep-alive.ts';
import type { JobPlist } from './job-plist.ts';
import { sendSignal, spawnJob } from './spawn.ts';

/** Where a job stands. `removed`: its last process has ended and launchd has forgotten it. */
type Phase =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'running'; readonly child: ChildProcess; readonly startedAt: number }
  | { readonly kind: 'scheduled'; readonly cancel: () => void }
  | { readonly kind: 'failed' };

export interface JobContext {
  readonly clock: Clock;
  readonly environment: () => Readonly<Record<string, string>>;
  readonly around: Surroundings;
  /** Seconds that taking a job away needs even when nothing runs. */
  readonly teardownSeconds: () => number;
}

/** What `print` and `list` tell of a job. */
export interface JobView {
  readonly plist: JobPlist;
  readonly state: 'running' | 'not running' | 'spawn scheduled' | 'spawn failed';
  readonly pid: number | null;
  readonly runs: number;
  readonly ending: Ending | null;
  readonly reason: string;
}

/** launchd looks at PathState again when the file system tells it; we look this often, in the Mac's seconds. */
const CONDITION_SECONDS = 1;

export class Job {
  readonly plist: JobPlist;
  readonly #context: JobContext;
  #phase: Phase = { kind: 'waiting' };
  #runs = 0;
  #ending: Ending | null = null;
  #reason = 'speculative';
  #removing: { readonly promise: Promise<void>; readonly done: () => void } | null = null;
  #afterEnd: (() => void)[] = [];
  #cancelCheck: () => void = () => undefined;

  constructor(plist: JobPlist, context: JobContext) {
    this.plist = plist;
    this.#context = context;
  }

  view(): JobView {
    return {
      plist: this.plist,
      state: this.#stateWord(),
      pid: this.pid,
      runs: this.#runs,
      ending: this.#ending,
      reason: this.#reason,
    };
  }

  get pid(): number | null {
    return this.#phase.kind === 'running' ? (this.#phase.child.pid ?? null) : null;
  }
  get tearingDown(): boolean {
    return this.#removing !== null;
  }

  /** After loading: RunAtLoad, or a condition that holds already. */
  load(): void {
    if (this.plist.startsAtLoad || keepsAlive(this.plist.keepAlive, null, this.#context.around)) {
      this.#start();
    } else this.#watchConditions();
  }

  /** Starts the process unless one runs. A restart that waits for its throttle is brought forward. */
  kick(): void {
    if (this.#removing !== null || this.#phase.kind === 'running') return;
    if (this.#phase.kind === 'scheduled') this.#phase.cancel();
    this.#reason = 'non-ipc demand';
    this.#start();
  }

  /** `kickstart -k`: ends the process that runs, then starts another. */
  kickAgain(): Promise<void> {
    if (this.#phase.kind !== 'running') {
      this.kick();
      return Promise.resolve();
    }
    const ended = this.#terminate();
    return ended.then(() => this.kick());
  }

  /** Sends a signal to the job's own process. False: nothing runs. */
  signal(signal: NodeJS.Signals): boolean {
    return this.pid !== null && sendSignal(this.pid, signal);
  }

  /** Takes the job away: SIGTERM, SIGKILL after ExitTimeOut, then the promise is kept. Never starts again. */
  remove(): Promise<void> {
    if (this.#removing !== null) return this.#removing.promise;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#removing = { promise, done: resolve };
    this.#cancelCheck();
    if (this.#phase.kind === 'scheduled') {
      this.#phase.cancel();
      this.#phase = { kind: 'waiting' };
    }
    const forget = (): void => void this.#context.clock.after(this.#context.teardownSeconds(), resolve);
    if (this.#phase.kind === 'running') void this.#terminate().then(forget);
    else forget();
    return promise;
  }

  /** Ends everything at once, for the end of the world. */
  destroy(): void {
    this.#removing ??= { promise: Promise.resolve(), done: () => undefined };
    this.#cancelCheck();
    if (this.#phase.kind === 'scheduled') this.#phase.cancel();
    const pid = this.pid;
    if (pid !== null) sendSignal(-pid, 'SIGKILL');
  }

  #terminate(): Promise<void> {
    const pid = this.pid;
    if (pid === null) return Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    sendSignal(pid, 'SIGTERM');
    const cancel = this.#context.clock.after(this.plist.exitTimeOut, () => sendSignal(pid, 'SIGKILL'));
    this.#afterEnd.push(() => {
      cancel();
      resolve();
    });
    return promise;
  }

  #start(): void {
    this.#cancelCheck();
    const child = spawnJob(this.plist, this.#context.environment());
    this.#runs += 1;
    const startedAt = this.#context.clock.now();
    if (child === null || child.pid === undefined) {
      child?.on('error', () => undefined);
      this.#notStarted(startedAt);
      return;
    }
    this.#phase = { kind: 'running', child, startedAt };
    child.once('exit', (code, signal) => this.#ended(code, signal));
  }

  #notStarted(startedAt: number): void {
    this.#ending = { kind: 'not-started' };
    this.#phase = { kind: 'failed' };
    if (keepsAlive(this.plist.keepAlive, this.#ending, this.#context.around)) this.#startLater(startedAt);
  }

  #ended(code: number | null, signal: NodeJS.Signals | null): void {
    if (this.#phase.kind !== 'running') return;
    const { child, startedAt } = this.#phase;
    // What is left of the group goes with its leader (launchd.plist(5), AbandonProcessGroup).
    if (!this.plist.abandonProcessGroup && child.pid !== undefined) sendSignal(-child.pid, 'SIGKILL');
    this.#ending = signal === null ? { kind: 'exit', code: code ?? 0 } : { kind: 'signal', signal };
    this.#phase = { kind: 'waiting' };
    const waiters = this.#afterEnd;
    this.#afterEnd = [];
    if (this.#removing === null && waiters.length === 0) this.#again(startedAt);
    for (const waiter of waiters) waiter();
  }

  #again(startedAt: number): void {
    if (keepsAlive(this.plist.keepAlive, this.#ending, this.#context.around)) {
      this.#reason = 'semaphore';
      this.#startLater(startedAt);
    } else this.#watchConditions();
  }

  /** Not before ThrottleInterval after the last start; at once where that time has passed. */
  #startLater(startedAt: number): void {
    const wait = startedAt + this.plist.throttleInterval - this.#context.clock.now();
    if (wait <= 0) {
      this.#start();
      return;
    }
    const cancel = this.#context.clock.after(wait, () => this.#start());
    this.#phase = { kind: 'scheduled', cancel };
  }

  /** Conditions may come true while nothing runs, and StartInterval comes round. */
  #watchConditions(): void {
    const { keepAlive, startInterval } = this.plist;
    const outside =
      keepAlive.kind === 'conditions' &&
      keepAlive.conditions.some(({ kind }) => kind === 'path-state' || kind === 'other-job-enabled');
    if (!outside && startInterval === null) return;
    this.#cancelCheck = this.#context.clock.after(outside ? CONDITION_SECONDS : (startInterval ?? 0), () => {
      if (this.#removing !== null || this.#phase.kind !== 'waiting') return;
      if (!outside || keepsAlive(keepAlive, this.#ending, this.#context.around)) this.#start();
      else this.#watchConditions();
    });
  }

  #stateWord(): JobView['state'] {
    switch (this.#phase.kind) {
      case 'running':
        return 'running';
      case 'scheduled':
        return 'spawn scheduled';
      case 'failed':
        return 'spawn failed';
      case 'waiting':
        return 'not running';
    }
  }
}
