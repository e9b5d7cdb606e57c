/** The levers of the practice GitHub: what fails, what a token may do, what a person does in the browser. */
import { randomBytes } from 'node:crypto';
import type { z } from 'zod';
import { Refusal } from './control-refusal.ts';
import type * as requests from './control-requests.ts';
import type { RepositoryDetails } from './github/state.ts';
import type { WorldGitHub } from './github/start.ts';
import { scopeOfUrl } from './github/model.ts';

type Body<Name extends keyof typeof requests> = (typeof requests)[Name] extends z.ZodType
  ? z.output<(typeof requests)[Name]>
  : never;

export function setFault(github: WorldGitHub, fault: Body<'githubFault'>): void {
  if (fault.kind === 'none') {
    github.faults.clear();
    return;
  }
  const { path, times, ...rest } = fault;
  const where = { ...(path === undefined ? {} : { path }), ...(times === undefined ? {} : { times }) };
  github.faults.add(
    rest.kind === 'rate-limited'
      ? { kind: 'primary-limit', seconds: rest.seconds, ...where }
      : { ...rest, ...where },
  );
}

/** What a person does on GitHub's page for the code. */
export function decide(github: WorldGitHub, { userCode, decision }: Body<'deviceRequest'>): void {
  if (!github.decideDevice(userCode ?? null, decision)) throw new Refusal(400, 'No such code waits.');
}

/** A token of `mona`, to be pasted. */
export function addToken(github: WorldGitHub, wanted: Body<'tokenRequest'>): { readonly token: string } {
  const { kind, repositories, scopes } = wanted;
  const chance = randomBytes(18).toString('hex');
  const common = { login: 'mona', repositories };
  if (kind === 'classic') {
    const token = `ghp_${chance}`;
    github.addToken({ kind, token, scopes, ...common });
    return { token };
  }
  const token = `github_pat_${chance}`;
  const permissions = Object.fromEntries(
    Object.entries(wanted.permissions).filter(([, level]) => level !== undefined),
  );
  github.addToken({ kind, token, permissions, ...common });
  return { token };
}

/** As GitHub shows it on “New self-hosted runner”, or on a runner's “Remove”. */
export function runnerToken(
  github: WorldGitHub,
  { place, use }: Body<'runnerTokenRequest'>,
): { readonly token: string } {
  const scope = scopeOfUrl(`https://github.com/${place}`)?.scope;
  if (scope === undefined) throw new Refusal(400, `There is no place “${place}”.`);
  return { token: github.mintToken(scope, use) };
}

export function addRepository(github: WorldGitHub, { name, ...details }: Body<'repositoryRequest'>): void {
  github.addRepository(name, JSON.parse(JSON.stringify(details)) as RepositoryDetails);
}
