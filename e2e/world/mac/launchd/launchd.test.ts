import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import * as fc from 'fast-check';
import { build } from 'plist';
import { afterAll, describe, expect, it } from 'vitest';
import type { Clock } from '../clock.ts';
import { createLaunchd } from './launchd.ts';
import type { Launchd } from './launchd.ts';
import { createOverrides } from './overrides.ts';

const root = mkdtempSync(join(tmpdir(), 'trackside-launchd-'));
const agents = join(root, 'LaunchAgents');
const LABELS = ['com.a', 'com.b', 'com.c'] as const;
mkdirSync(agents);
for (const label of LABELS) {
  // Never started: this is about what is loaded, not about processes.
  writeFileSync(pathOf(label), build({ Label: label, Program: '/bin/sleep' }), { mode: 0o644 });
}
afterAll(() => rmSync(root, { recursive: true, force: true }));

function pathOf(label: string): string {
  return join(agents, `${label}.plist`);
}

/** A clock that goes only when told to. */
function createManualClock(): Clock & { readonly runAll: () => void } {
  let tasks: (() => void)[] = [];
  return {
    now: () => 0,
    after: (_, task) => {
      tasks.push(task);
      return () => {
        tasks = tasks.filter((one) => one !== task);
      };
    },
    sleep: () => undefined,
    wake: () => undefined,
    runAll: () => {
      const due = tasks;
      tasks = [];
      for (const task of due) task();
    },
  };
}

type Op =
  | { readonly kind: 'bootstrap' | 'bootout' | 'enable' | 'disable' | 'kill'; readonly label: string }
  | { readonly kind: 'logout' | 'login' | 'settle' };

const op: fc.Arbitrary<Op> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constantFrom('bootstrap', 'bootout', 'enable', 'disable', 'kill'),
      label: fc.constantFrom(...LABELS),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('logout', 'login', 'settle') }) },
);

/** What macos.md section 7 says a good fake must hold. */
class Model {
  domain: 'absent' | 'present' | 'leaving' = 'absent';
  readonly jobs = new Map<string, 'loaded' | 'ending'>();
  readonly disabled = new Set<string>();

  bootstrap(label: string): number {
    if (this.domain === 'absent') return 125;
    if (this.domain === 'leaving') return 124;
    if (this.disabled.has(label)) return 119;
    if (this.jobs.has(label)) return 5;
    this.jobs.set(label, 'loaded');
    return 0;
  }
  bootout(label: string): number {
    if (this.domain === 'absent') return 125;
    const state = this.jobs.get(label);
    if (state !== 'loaded') return state === undefined ? 3 : 36;
    this.jobs.set(label, 'ending');
    return 0;
  }
  /** 112 or 113 where there is nobody, 3 where nothing runs. */
  kill(label: string): number {
    if (this.domain === 'absent') return 112;
    return this.jobs.has(label) ? 3 : 113;
  }
  logout(): void {
    if (this.domain !== 'present') return;
    this.domain = 'leaving';
    for (const label of this.jobs.keys()) this.jobs.set(label, 'ending');
  }
  settle(): void {
    for (const [label, state] of this.jobs) if (state === 'ending') this.jobs.delete(label);
    if (this.domain === 'leaving') this.domain = 'absent';
  }
  login(): void {
    this.settle();
    if (this.domain === 'present') return;
    this.domain = 'present';
    for (const label of LABELS) this.bootstrap(label);
  }
}

let files = 0;
async function play(ops: readonly Op[]): Promise<void> {
  const clock = createManualClock();
  const launchd: Launchd = createLaunchd({
    clock,
    owner: userInfo().uid,
    launchAgents: agents,
    overrides: createOverrides(join(root, `overrides-${files++}.json`)),
    environment: () => ({}),
    teardownSeconds: () => 1,
    disabledStatus: () => 119,
  });
  const model = new Model();
  const settle = async (): Promise<void> => {
    clock.runAll();
    await turn();
  };
  /** Does one step on both; gives what each answered, null where there is no answer. */
  const act = async (step: Op): Promise<readonly [number | null, number | null]> => {
    switch (step.kind) {
      case 'bootstrap':
        return [launchd.bootstrap(pathOf(step.label)), model.bootstrap(step.label)];
      case 'bootout':
        return [launchd.bootout(step.label), model.bootout(step.label)];
      case 'kill':
        return [launchd.kill(step.label, 'SIGTERM'), model.kill(step.label)];
      case 'enable':
        launchd.overrides.set(step.label, 'enabled');
        model.disabled.delete(step.label);
        return [null, null];
      case 'disable':
        launchd.overrides.set(step.label, 'disabled');
        model.disabled.add(step.label);
        return [null, null];
      case 'logout':
        void launchd.logout();
        model.logout();
        return [null, null];
      case 'login':
        await settle();
        await launchd.login();
        model.login();
        return [null, null];
      case 'settle':
        await settle();
        model.settle();
        return [null, null];
    }
  };
  for (const step of ops) {
    const [answered, expected] = await act(step);
    expect(answered).toBe(expected);
    expect(launchd.present()).toBe(model.domain !== 'absent');
    const loaded = launchd.jobs().map(({ plist }) => plist.label);
    expect(loaded.sort()).toEqual([...model.jobs.keys()].sort());
  }
}

describe('the domain', () => {
  it('answers any sequence of verbs, logins and logouts as the model does', async () => {
    await fc.assert(fc.asyncProperty(fc.array(op, { maxLength: 30 }), play), { numRuns: 100 });
  });
});
