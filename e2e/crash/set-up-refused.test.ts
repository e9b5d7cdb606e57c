/** What a set-up tells before anything is begun: each trouble that can be seen by then gives one sentence and a way on. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { World } from '../world/types.ts';
import { NOTHING } from './crash-world.ts';
import { CAN_CLOSE_FOLDERS, closeFolder, logIn, RUNNER_FOLDER, takeName } from './levers.ts';
import {
  LOGIN_REFUSED,
  OFFLINE,
  RUNNERS_PAGE,
  runSetUp,
  said,
  useTroubleBench,
  WEB_PAGE,
} from './trouble-bench.ts';
import type { Course } from './trackside.ts';

const bench = useTroubleBench();
type Meet = (world: World) => Promise<Course> | Course;

describe('before anything is begun', () => {
  it.each<[name: string, meet: Meet, sentence: string]>([
    [
      'no network',
      ({ github }) => {
        github.faults.add({ kind: 'reset' });
        return {};
      },
      OFFLINE,
    ],
    [
      'a proxy that answers with a web page',
      ({ github }) => {
        github.faults.add({ kind: 'html', status: 200 });
        return {};
      },
      WEB_PAGE,
    ],
    [
      'a login that has expired',
      ({ github }) => {
        github.revokeToken(github.token);
        return {};
      },
      LOGIN_REFUSED,
    ],
    [
      'no login',
      async (world) => {
        await logIn(world, null);
        return {};
      },
      'login-needed: Trackside has no login at github.com. › Log in with gh, give a token, or paste a registration token.',
    ],
    [
      'a login of somebody who does not administer the place',
      async (world) => {
        const token = `github_pat_${'w'.repeat(82)}`;
        await logIn(world, {
          kind: 'fine-grained',
          token,
          login: 'hubot',
          repositories: 'all',
          role: 'write',
          permissions: { administration: 'write' },
        });
        return {};
      },
      'wrong-answer: This login may not register runners for acme/rocket. It takes an administrator of acme/rocket. › Choose another place, or use another login.',
    ],
    [
      'a token that does not see the place',
      async (world) => {
        const token = `ghp_${'u'.repeat(36)}`;
        await logIn(world, { kind: 'classic', token, login: 'hubot', repositories: [], scopes: ['repo'] });
        return {};
      },
      'not-found: acme/rocket: not found at github.com, or this login has no access to it. › Check the name, and that this login may see it.',
    ],
    [
      'a token without the right scope',
      async (world) => {
        const token = `ghp_${'n'.repeat(36)}`;
        await logIn(world, {
          kind: 'classic',
          token,
          login: 'mona',
          repositories: 'all',
          scopes: ['read:org'],
        });
        return {};
      },
      'no-permission: This login may not do that for acme/rocket. github.com asks for one of these rights: repo. › Add one: type “gh auth refresh -h github.com -s repo” in a terminal, then try again.',
    ],
    [
      'a name that is taken',
      async (world) => {
        await takeName(world);
        return {};
      },
      'wrong-answer: There is a runner of this name there already. Choose another name, or replace it. › Change it, then make the plan again.',
    ],
    [
      'nobody at the screen',
      async ({ mac }) => {
        await mac.logout();
        return {};
      },
      'no-screen-session: Nobody is logged in at this Mac’s screen, and macOS runs a runner’s service only then. › Log in at the screen once, then set the runner up; automatic login keeps it so after a restart.',
    ],
    [
      'no registration token where it takes one',
      () => ({ answers: { access: 'registration-token' } }),
      `login-needed: Without a login it takes a registration token, and none was given. › Paste the one that ${RUNNERS_PAGE}/new shows; it can be used for an hour.`,
    ],
    [
      'a public place that was not confirmed, by a registration token and a login that tells of it',
      ({ github }) => {
        github.addRepository('acme/open', { visibility: 'public' });
        return {
          answers: {
            access: 'registration-token',
            scope: { kind: 'repository', host: 'github.com', owner: 'acme', repository: 'open' },
            typedName: 'acme/open',
          },
          registrationToken: 'A'.repeat(29),
        };
      },
      'wrong-confirmation: Type acme/open to confirm. › Letter by letter, as it is written there.',
    ],
  ])('%s: says so, and touches nothing', async (_, meet, sentence) => {
    const trackside = await bench.start();
    const { outcome, changed } = await runSetUp(trackside, bench.world.home, await meet(bench.world));
    expect(said(outcome)).toBe(sentence);
    expect(outcome).toMatchObject({ ok: false });
    expect(changed).toEqual([]);
    expect(trackside.engine.state().operations).toEqual([]);
    expect({ ...(await bench.one.traces()), registrations: [] }).toEqual(NOTHING);
  });

  it.skipIf(!CAN_CLOSE_FOLDERS)(
    'a folder that may not be written to: says so, and touches nothing',
    async () => {
      const lift = closeFolder(join(bench.world.home, 'closed'));
      try {
        const trackside = await bench.start();
        const answers = { directory: `~/closed/${RUNNER_FOLDER}` };
        expect(said((await runSetUp(trackside, bench.world.home, { answers })).outcome)).toBe(
          'wrong-answer: You may not write to the folder around it, and a runner needs no administrator’s rights. Choose a folder in your home folder, such as ~/actions-runner. › Change it, then make the plan again.',
        );
      } finally {
        lift();
        rmSync(join(bench.world.home, 'closed'), { recursive: true });
      }
    },
  );
});
