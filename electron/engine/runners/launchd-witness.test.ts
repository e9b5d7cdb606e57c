import { beforeEach, describe, expect, it } from 'vitest';
import type { LaunchdAnswer, Witness } from '../../../shared/domain.ts';
import type { AgentPlist, Launchd, Probe, ServicePrint } from '../host/host.ts';
import { AGENT, NOW } from '../testing/samples.ts';
import { createLaunchdWitness, type LaunchdWitness } from './launchd-witness.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const NOT_ASKED: Witness<LaunchdAnswer> = { kind: 'not-asked', why: '' };

/** launchd as this test has it; every program that would be run is noted. */
class Practice {
  readonly services = new Map<string, ServicePrint>();
  readonly silent = new Set<string>();
  disabledLabels: ReadonlySet<string> = new Set();
  session = true;
  ran: string[] = [];

  private answer<T>(verb: string, value: T, label = ''): Promise<Probe<T>> {
    this.ran.push(label === '' ? verb : `${verb} ${label}`);
    const silent = this.silent.has(verb) || this.silent.has(label);
    return Promise.resolve(silent ? { ok: false, why: `${verb} did not answer` } : { ok: true, value });
  }
  readonly launchd = {
    screenSession: () => this.answer('session', this.session),
    list: () => {
      const rows = [...this.services].map(([label, { pid }]) => ({
        label,
        pid,
        status: pid === null ? 1 : 0,
      }));
      return this.answer('list', rows);
    },
    print: (label: string) => this.answer('print', this.services.get(label) ?? null, label),
    disabled: () => this.answer('disabled', this.disabledLabels),
  } as unknown as Launchd;
}

const agentOf = (label: string): AgentPlist => ({ ...AGENT, label });
const service = (change: Partial<ServicePrint> = {}): ServicePrint => ({
  state: 'running',
  jobState: null,
  pid: 50,
  runs: 1,
  lastExitCode: null,
  lastExitReason: null,
  lastTerminatingSignal: null,
  path: null,
  program: null,
  ...change,
});
const waiting = (runs: number): ServicePrint => service({ state: 'spawn scheduled', pid: null, runs });

let mac = new Practice();
let witness: LaunchdWitness = createLaunchdWitness(mac.launchd);
const A = agentOf('a');
const of = (agents: readonly AgentPlist[], now: number): Witness<LaunchdAnswer> =>
  witness.of(agents, NOT_ASKED, now);
const firstOf = (now: number): LaunchdAnswer['services'][number] | undefined => {
  const answer = of([A], now);
  return answer.kind === 'answered' ? answer.answer.services[0] : undefined;
};

beforeEach(() => {
  mac = new Practice();
  witness = createLaunchdWitness(mac.launchd);
});

describe('launchd as a witness', () => {
  it('costs eight idle runners one program a look', async () => {
    const agents = Array.from({ length: 8 }, (_none, index) => agentOf(`runner-${index}`));
    for (const { label } of agents) mac.services.set(label, service());
    await witness.look(agents, 'thorough', NOW);
    mac.ran = [];
    for (let at = MINUTE; at <= 9 * MINUTE; at += MINUTE) await witness.look(agents, 'cheap', NOW + at);
    expect(mac.ran).toEqual(Array(9).fill('list'));
  });

  it('says how old its answer is: as old as the last print, not as the last look', async () => {
    mac.services.set('a', service());
    await witness.look([A], 'thorough', NOW);
    await witness.look([A], 'cheap', NOW + 5 * MINUTE);
    expect(of([A], NOW + 5 * MINUTE)).toMatchObject({ kind: 'answered', at: NOW });
    await witness.look([A], 'cheap', NOW + 11 * MINUTE);
    expect(of([A], NOW + 11 * MINUTE)).toMatchObject({ kind: 'answered', at: NOW + 11 * MINUTE });
  });

  it('notices at the next look that a service without a process gave up, and each start in between', async () => {
    mac.services.set('a', waiting(1));
    await witness.look([A], 'thorough', NOW);
    mac.services.set('a', waiting(4));
    await witness.look([A], 'cheap', NOW + MINUTE);
    expect(firstOf(NOW + MINUTE)).toMatchObject({ state: 'spawn scheduled', runs: 4 });
    mac.services.set('a', service({ state: 'not running', pid: null, runs: 4 }));
    await witness.look([A], 'cheap', NOW + 2 * MINUTE);
    expect(firstOf(NOW + 2 * MINUTE)).toMatchObject({ state: 'not running', loaded: true });
  });

  it('prints only so many of them at one look, those longest ago first', async () => {
    const agents = Array.from({ length: 20 }, (_none, index) => agentOf(`dead-${index}`));
    for (const { label } of agents) mac.services.set(label, waiting(1));
    await witness.look(agents, 'thorough', NOW);
    const printed = new Set<string>();
    for (let look = 1; look <= 3; look++) {
      mac.ran = [];
      await witness.look(agents, 'cheap', NOW + look * MINUTE);
      const prints = mac.ran.filter((one) => one.startsWith('print'));
      expect(prints).toHaveLength(8);
      for (const one of prints) printed.add(one);
    }
    expect(printed.size).toBe(20);
  });

  it('does not know whether a service is disabled while launchd does not say', async () => {
    mac.services.set('a', service());
    mac.disabledLabels = new Set(['a']);
    mac.silent.add('disabled');
    await witness.look([A], 'thorough', NOW);
    expect(firstOf(NOW)?.disabled).toBeNull();
    mac.silent.clear();
    await witness.look([A], 'cheap', NOW + MINUTE);
    expect(firstOf(NOW + MINUTE)?.disabled).toBe(true);
    mac.silent.add('disabled');
    await witness.look([A], 'thorough', NOW + 2 * MINUTE);
    expect(firstOf(NOW + 2 * MINUTE)?.disabled).toBeNull();
  });

  it('is unknown since then where launchctl does not answer, never "not loaded"', async () => {
    mac.services.set('a', service());
    await witness.look([A], 'thorough', NOW);
    const before = of([A], NOW);
    mac.silent.add('a');
    await witness.look([A], 'thorough', NOW + MINUTE);
    const after = witness.of([A], before, NOW + MINUTE);
    expect(after).toMatchObject({ kind: 'unknown', since: NOW + MINUTE });
    await witness.look([A], 'cheap', NOW + 2 * MINUTE);
    expect(witness.of([A], after, NOW + 2 * MINUTE)).toMatchObject({ kind: 'unknown', since: NOW + MINUTE });
    mac.silent.clear();
    mac.silent.add('list');
    await witness.look([A], 'cheap', NOW + 3 * MINUTE);
    expect(witness.of([A], after, NOW + 3 * MINUTE).kind).toBe('unknown');
    mac.silent.clear();
    await witness.look([A], 'cheap', NOW + 4 * MINUTE);
    expect(firstOf(NOW + 4 * MINUTE)).toMatchObject({ loaded: true, pid: 50 });
  });

  it('says of a service that it has not asked about yet that it has not, and of none that there is none', async () => {
    mac.services.set('a', service());
    await witness.look([A], 'thorough', NOW);
    expect(of([A, agentOf('new')], NOW).kind).toBe('not-asked');
    expect(of([], NOW)).toMatchObject({
      kind: 'not-asked',
      why: expect.stringContaining('No launchd service'),
    });
  });

  it('sees within one look that someone has logged in at the screen', async () => {
    mac.session = false;
    await witness.look([A], 'thorough', NOW);
    expect(of([A], NOW)).toMatchObject({ answer: { screenSession: false } });
    mac.session = true;
    await witness.look([A], 'cheap', NOW + MINUTE);
    expect(of([A], NOW + MINUTE)).toMatchObject({ answer: { screenSession: true } });
  });
});
