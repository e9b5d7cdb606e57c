/** Why no runner can be registered for a repository, whoever asks (github.md 2.2). */
import * as z from 'zod';
import { ok, type Reply } from '../../../shared/contract.ts';
import type { SetUpScope } from '../../../shared/set-up.ts';
import type { Seen } from './abilities.ts';
import { actionsPath, scopeName } from './address.ts';
import { askPages, type Asking } from './asking.ts';
import { endsAll } from './failure.ts';
import type { Login } from './logins.ts';
import type { SeenRepository } from './places.ts';

type RepositoryScope = Extract<SetUpScope, { kind: 'repository' }>;

const actionsSchema = z.object({ enabled: z.boolean() });
const policySchema = z.object({ enabled_repositories: z.string() });
const selectedSchema = z.object({ repositories: z.array(z.object({ full_name: z.string() })) });
const SELECTED = { perPage: 100, pages: 5 } as const;

/** A sentence; null: nothing is known that stands in the way. What GitHub does not tell counts as nothing. */
export async function refusalOf(
  asking: Asking,
  scope: RepositoryScope,
  known: { readonly repository: SeenRepository; readonly runners: Seen },
  login: Login,
): Promise<Reply<string | null>> {
  const { repository, runners } = known;
  const name = scopeName(scope);
  if (repository.archived === true) {
    return ok(`${name} is archived: no workflow runs there. Take it out of the archive, or choose another.`);
  }
  if (repository.disabled === true) return ok(`GitHub has disabled ${name}. Choose another repository.`);
  // Who may not read the runners may not read this either: it takes the same right.
  if (runners.kind === 'no') return ok(null);
  const { host } = scope;
  const path = `${actionsPath(scope)}/permissions`;
  const actions = await asking.ask({ host, subject: name, path, schema: actionsSchema }, login);
  if (!actions.ok && endsAll(actions.problem.kind)) return actions.failure;
  if (actions.ok && !actions.data.enabled) {
    return ok(
      `GitHub Actions are turned off for ${name}. Turn them on in its settings, under Actions, General.`,
    );
  }
  return repository.owner.type === 'Organization' ? await policyOf(asking, scope, login) : ok(null);
}

/** An organisation may forbid its repositories to have runners of their own. Only its owners are told so. */
async function policyOf(asking: Asking, scope: RepositoryScope, login: Login): Promise<Reply<string | null>> {
  const { host, owner } = scope;
  const name = scopeName(scope);
  const organization = { kind: 'organization', host, organization: owner } as const;
  const path = `${actionsPath(organization)}/permissions/self-hosted-runners`;
  const policy = await asking.ask({ host, subject: owner, path, schema: policySchema }, login);
  if (!policy.ok) return endsAll(policy.problem.kind) ? policy.failure : ok(null);
  switch (policy.data.enabled_repositories) {
    case 'none':
      return ok(
        `${owner} does not allow its repositories to have runners of their own. Register the runner for the organisation, or ask one of its owners.`,
      );
    case 'selected': {
      const request = { host, subject: owner, path: `${path}/repositories`, schema: selectedSchema };
      const selected = await askPages(asking, request, login, SELECTED, (data) => data.repositories);
      if ('ok' in selected) return endsAll(selected.problem.kind) ? selected.failure : ok(null);
      const listed = selected.items.some((one) => one.full_name.toLowerCase() === name.toLowerCase());
      return listed || selected.extent === 'cut'
        ? ok(null)
        : ok(
            `${owner} allows only some of its repositories to have runners of their own, and ${name} is not one of them. Ask one of its owners.`,
          );
    }
    default:
      return ok(null);
  }
}
