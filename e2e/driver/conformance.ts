/**
 * What every transport of the contract must do, whatever carries it: Electron IPC, WebSocket, in memory.
 * One list of cases; each transport's suite runs all of them.
 */
import assert from 'node:assert/strict';
import type { MachineTrail, RunnerTrail, Trail } from '../../shared/domain.ts';
import { type Bridge, CALL_NAMES, type Reply, type Snapshot, type StatePush } from '../../shared/contract.ts';

export interface ConformanceCase {
  readonly name: string;
  readonly run: (bridge: Bridge) => Promise<void>;
}

async function codeOf(reply: Promise<Reply<unknown>>): Promise<string> {
  const answer = await reply;
  return answer.ok ? 'ok' : answer.code;
}

async function snapshot(bridge: Bridge): Promise<Snapshot> {
  const reply = await bridge.request('state.subscribe', {});
  assert.equal(reply.ok, true);
  return (reply as { value: Snapshot }).value;
}

interface Listening {
  /** Every push of the state since, in the order in which they came. */
  readonly seen: readonly StatePush[];
  /** Resolves once they are enough, or rejects after five seconds. */
  until(enough: (seen: readonly StatePush[]) => boolean): Promise<void>;
  stop(): void;
}

/** To be begun before subscribing: a push may follow the snapshot on its heels. */
function listen(bridge: Bridge): Listening {
  const seen: StatePush[] = [];
  let check = (): void => undefined;
  const stop = bridge.onPush((push) => {
    if (push.topic !== 'state') return;
    seen.push(push);
    check();
  });
  return {
    seen,
    stop,
    until: (enough) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(
          () => reject(new Error(`Only ${seen.length} pushes came within five seconds.`)),
          5_000,
        );
        check = () => {
          if (!enough(seen)) return;
          clearTimeout(timer);
          resolve();
        };
        check();
      }),
  };
}

function notificationsIn(seen: readonly StatePush[]): string | null {
  const last = seen.flatMap((push) => push.changes).findLast((change) => change.slice === 'settings');
  return last?.slice === 'settings' ? last.value.notifications : null;
}

const minutesOf = (trail: Trail): number => (trail.cpu.length * trail.stepSeconds) / 60;

/** Ten minutes of each, nothing but numbers and null. */
function assertSeries(all: readonly (readonly (number | null)[])[], stepSeconds: number): void {
  for (const series of all) {
    assert.equal((series.length * stepSeconds) / 60, 10);
    assert.ok(series.every((value) => value === null || Number.isFinite(value)));
  }
}

const RUBBISH: readonly unknown[] = [
  null,
  7,
  'text',
  [],
  [{}],
  { runnerId: 7 },
  { runnerId: '../../etc/passwd' },
  { runnerId: '0123456789abcdef', when: 'whenever' },
  { __proto__: null, constructor: 'x' },
  { runnerId: 'x'.repeat(10_000) },
];

export const CONFORMANCE: readonly ConformanceCase[] = [
  {
    name: 'gives the whole state on subscribing, and each change after it with the next rev',
    run: async (bridge) => {
      const listening = listen(bridge);
      const first = await snapshot(bridge);
      assert.equal(typeof first.state.app.version, 'string');
      for (const notifications of ['all', 'off'] as const) {
        assert.equal((await bridge.request('settings.update', { notifications })).ok, true);
        await listening.until((seen) => notificationsIn(seen) === notifications);
      }
      listening.stop();
      // On a connection that was subscribed before, one may have been on its way.
      const revs = listening.seen.map((push) => push.rev).filter((rev) => rev > first.rev);
      assert.deepEqual(
        revs,
        revs.map((_, index) => first.rev + 1 + index),
      );
      assert.ok(revs.length >= 2);
    },
  },
  {
    name: 'gives the whole state again whenever it is asked for, never with an earlier rev',
    run: async (bridge) => {
      const first = await snapshot(bridge);
      const second = await snapshot(bridge);
      assert.ok(second.rev >= first.rev);
    },
  },
  {
    name: 'sends nothing after unsubscribing',
    run: async (bridge) => {
      await snapshot(bridge);
      assert.equal((await bridge.request('state.unsubscribe', {})).ok, true);
      let seen = 0;
      const stop = bridge.onPush(() => (seen += 1));
      await bridge.request('settings.update', { timeInMenuBar: false });
      await bridge.request('settings.update', { timeInMenuBar: true });
      await bridge.request('machine.trail', { minutes: 1 });
      stop();
      assert.equal(seen, 0);
    },
  },
  {
    name: 'answers a call that it does not know with a code, not with a rejection',
    run: async (bridge) => {
      for (const name of ['runner.explode', '', 'constructor', '__proto__', 'toString']) {
        assert.ok(['unknown-call', 'bad-request'].includes(await codeOf(bridge.request(name, {}))), name);
      }
    },
  },
  {
    name: 'answers rubbish with bad-request and goes on',
    run: async (bridge) => {
      for (const name of CALL_NAMES) {
        for (const rubbish of RUBBISH) {
          if (name === 'app.quit') continue;
          const code = await codeOf(bridge.request(name, rubbish));
          assert.equal(code, 'bad-request', `${name} ${JSON.stringify(rubbish)?.slice(0, 60)}`);
        }
      }
      assert.equal((await bridge.request('machine.trail', { minutes: 5 })).ok, true);
    },
  },
  {
    name: 'answers for a runner that is not there with not-found',
    run: async (bridge) => {
      const runnerId = '0123456789abcdef';
      assert.equal(await codeOf(bridge.request('runner.start', { runnerId })), 'not-found');
      assert.equal(await codeOf(bridge.request('runner.stop', { runnerId, when: 'if-idle' })), 'not-found');
      assert.equal(await codeOf(bridge.request('runner.keep', { runnerId })), 'not-found');
      assert.equal(await codeOf(bridge.request('log.open', { runnerId, source: 'console' })), 'not-found');
      assert.equal(await codeOf(bridge.request('log.read', { id: 'x', maxBytes: 4096 })), 'not-found');
      assert.equal(await codeOf(bridge.request('machine.trail', { minutes: 5, runnerId })), 'not-found');
    },
  },
  {
    name: 'tells the last minutes of the Mac, and of each runner, as equally long series of numbers or null',
    run: async (bridge) => {
      const { state } = await snapshot(bridge);
      const mac = await bridge.request('machine.trail', { minutes: 10 });
      assert.ok(mac.ok);
      const { cpu, memory, disk, swapUsedBytes, receivedPerSecond, sentPerSecond, ...rest } =
        mac.value as MachineTrail;
      assert.equal(rest.of, 'machine');
      assertSeries([cpu, memory, disk, swapUsedBytes, receivedPerSecond, sentPerSecond], rest.stepSeconds);
      for (const runnerId of Object.keys(state.runners)) {
        const reply = await bridge.request('machine.trail', { minutes: 10, runnerId });
        assert.ok(reply.ok);
        const trail = reply.value as RunnerTrail;
        assert.equal(trail.of, 'runner');
        assertSeries([trail.cpuPercent, trail.memoryBytes], trail.stepSeconds);
      }
    },
  },
  {
    name: 'refuses to give a log in crumbs',
    run: async (bridge) => {
      for (const maxBytes of [0, 1, 4095, 1_048_577]) {
        assert.equal(await codeOf(bridge.request('log.read', { id: 'x', maxBytes })), 'bad-request');
      }
    },
  },
  {
    name: 'says that a folder is no runner, with a way on and without the path in the sentence',
    run: async (bridge) => {
      const reply = await bridge.request('runner.add', { directory: '/nowhere/secret-name' });
      assert.equal(reply.ok, false);
      if (reply.ok) return;
      assert.equal(reply.code, 'not-a-runner');
      assert.ok(reply.hint !== undefined && !JSON.stringify(reply).includes('secret-name'));
    },
  },
  {
    name: 'opens no page but those of the runners’ GitHub',
    run: async (bridge) => {
      for (const url of ['https://evil.example/', 'file:///etc/passwd', 'javascript:alert(1)']) {
        assert.equal(await codeOf(bridge.request('link.open', { url })), 'link-refused');
      }
    },
  },
  {
    name: 'takes a notice away as often as it is asked to, also one that is gone',
    run: async (bridge) => {
      assert.equal(await codeOf(bridge.request('notice.dismiss', { id: 'long-gone' })), 'ok');
      const { state } = await snapshot(bridge);
      for (const { id, kind } of state.notices) {
        const code = await codeOf(bridge.request('notice.dismiss', { id }));
        assert.equal(code, kind === 'news' ? 'ok' : 'not-allowed', id);
      }
    },
  },
  {
    name: 'answers many calls at once, each with its own answer',
    run: async (bridge) => {
      const minutes = Array.from({ length: 60 }, (_, index) => index + 1);
      const replies = await Promise.all(
        minutes.map((one) => bridge.request('machine.trail', { minutes: one })),
      );
      assert.deepEqual(
        replies.map((reply) => (reply.ok ? minutesOf(reply.value as Trail) : null)),
        minutes,
      );
    },
  },
  {
    name: 'carries only JSON: what comes out of the state goes through JSON unchanged',
    run: async (bridge) => {
      const { state } = await snapshot(bridge);
      assert.deepEqual(JSON.parse(JSON.stringify(state)), state);
    },
  },
];
