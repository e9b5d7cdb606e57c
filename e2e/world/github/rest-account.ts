/** Who one is, what one may still ask, repositories and runner releases. */
import { repositoryOf, roleAt } from './access.ts';
import { json, notFound } from './http.ts';
import { fullRepository, ownUser, release } from './render.ts';
import { permission, repositoryScope, type Route } from './rest.ts';

export const accountRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/user',
    cost: 'counted',
    need: () => ({ kind: 'anyone' }),
    answer: ({ ask, caller }) =>
      caller.kind === 'known'
        ? json(200, ownUser(ask.origin, ask.api, caller.token.login, 1_500_000_000_000))
        : notFound(),
  },
  {
    method: 'GET',
    path: '/rate_limit',
    cost: 'free',
    need: () => ({ kind: 'nobody' }),
    answer: ({ limits, caller }) => json(200, limits.overview(caller)),
  },
  {
    method: 'GET',
    path: '/repos/actions/runner/releases/latest',
    cost: 'counted',
    need: () => ({ kind: 'nobody' }),
    answer: ({ state, ask }) => {
      const newest = state.releases.at(-1);
      return newest === undefined ? notFound() : json(200, release(ask.origin, ask.api, newest));
    },
  },
  {
    method: 'GET',
    path: '/repos/actions/runner/releases/tags/:tag',
    cost: 'counted',
    need: () => ({ kind: 'nobody' }),
    answer: ({ state, ask, params }) => {
      const found = state.releases.find((one) => `v${one.version}` === params['tag']);
      return found === undefined ? notFound() : json(200, release(ask.origin, ask.api, found));
    },
  },
  {
    method: 'GET',
    path: '/repos/:owner/:repo',
    cost: 'counted',
    need: (params) => permission(repositoryScope(params), 'metadata', 'read'),
    answer: ({ state, ask, params, caller }) => {
      const repository = repositoryOf(state, repositoryScope(params));
      const role = caller.kind === 'known' ? roleAt(caller.token, repository) : 'read';
      return repository === null
        ? notFound()
        : json(200, fullRepository(ask.origin, ask.api, repository, role));
    },
  },
];
