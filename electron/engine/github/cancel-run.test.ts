import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startGitHub, type WorldGitHub } from '../../../e2e/world/github/start.ts';
import { createBench, type Bench } from './test-bench.ts';

let world: WorldGitHub;
let bench: Bench;
const RUN = { host: 'github.com', owner: 'acme', repository: 'rocket' };

beforeEach(async () => {
  world = await startGitHub({ seed: 3 });
  bench = createBench({ githubApi: world.origin, token: world.token, limitMs: 400 });
});
afterEach(async () => {
  bench.watch.close();
  await world.close();
});

describe('cancelRun', () => {
  const queue = () => world.queueJob({ repository: 'acme/rocket', job: 'build', steps: [{ name: 'Build' }] });

  it('cancels a run at GitHub', async () => {
    const { runId } = queue();
    expect(await bench.watch.cancelRun(RUN, String(runId))).toEqual({ ok: true, value: { asked: true } });
    expect(world.runStatus(runId)).toEqual({ status: 'completed', conclusion: 'cancelled' });
  });

  it('says that a run has ended already, and repeats nothing', async () => {
    const { runId } = queue();
    await bench.watch.cancelRun(RUN, String(runId));
    expect(await bench.watch.cancelRun(RUN, String(runId))).toMatchObject({
      ok: false,
      code: 'not-found',
      message: expect.stringMatching(/ended already/) as unknown,
    });
    expect(world.journal.entries).toHaveLength(2);
  });

  it('says which permission is missing', async () => {
    const { runId } = queue();
    const token = `github_pat_${'z'.repeat(82)}`;
    world.addToken({
      kind: 'fine-grained',
      token,
      login: 'mona',
      repositories: 'all',
      permissions: { actions: 'read' },
    });
    bench.login.answer = { ok: true, value: token };
    const reply = await bench.watch.cancelRun(RUN, String(runId));
    expect(reply).toMatchObject({
      ok: false,
      code: 'not-allowed',
      message: expect.stringMatching(/actions=write/) as unknown,
    });
    expect(world.runStatus(runId)?.status).toBe('queued');
  });

  it('says so when nobody is logged in, when there is no such run, and when nothing answers', async () => {
    expect(await bench.watch.cancelRun(RUN, '12')).toMatchObject({ ok: false, code: 'not-found' });
    world.faults.add({ kind: 'hang' });
    expect(await bench.watch.cancelRun(RUN, '12')).toMatchObject({ ok: false, code: 'timed-out' });
    bench.timers.advance(61_000);
    bench.login.answer = { ok: true, value: null };
    expect(await bench.watch.cancelRun(RUN, '12')).toMatchObject({
      ok: false,
      code: 'not-allowed',
      message: expect.stringMatching(/no login/) as unknown,
    });
  });

  it('takes digits only for a run', async () => {
    expect(await bench.watch.cancelRun(RUN, '12/../../x')).toMatchObject({ ok: false, code: 'bad-request' });
    expect(world.journal.entries).toHaveLength(0);
  });
});
