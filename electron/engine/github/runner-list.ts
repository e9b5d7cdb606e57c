/** GitHub's list of a scope's runners: page by page, with conditional requests. */
import * as z from 'zod';
import type { GitHubAnswer } from '../../../shared/domain.ts';
import type { GitHubApi, Rate, Scopes } from './api.ts';
import { apiBase, runnersPath, scopeName, type KnownScope } from './address.ts';
import type { Login } from './logins.ts';
import { oddAnswer, type Problem } from './problem.ts';

/** One runner as GitHub lists it. */
export interface ListedRunner extends GitHubAnswer {
  readonly id: number;
  readonly name: string;
}
export type RunnerList =
  | {
      readonly kind: 'list';
      readonly runners: readonly ListedRunner[];
      /** `cut`: there are more than are asked for. */
      readonly extent: 'all' | 'cut';
      readonly rate: Rate | null;
      readonly scopes: Scopes;
    }
  | {
      readonly kind: 'problem';
      readonly problem: Problem;
      readonly rate: Rate | null;
      readonly scopes: Scopes;
    };

interface Page {
  readonly etag: string;
  readonly runners: readonly ListedRunner[];
  readonly more: boolean;
}
/** What is remembered of a scope between two questions: its pages, for one token only. */
export interface ListMemory {
  tokenMark: string | null;
  /** By page number. */
  readonly pages: Map<number, Page>;
}
export const emptyMemory = (): ListMemory => ({ tokenMark: null, pages: new Map() });

const PER_PAGE = 100;
const MAX_PAGES = 20;

/** Asks for all runners of a scope. Another token than before makes the remembered ETags void. */
export async function askRunners(
  api: GitHubApi,
  question: { readonly scope: KnownScope; readonly login: Login; readonly githubApi: string | null },
  memory: ListMemory,
): Promise<RunnerList> {
  const { scope, login } = question;
  if (memory.tokenMark !== login.mark) memory.pages.clear();
  memory.tokenMark = login.mark;
  const runners: ListedRunner[] = [];
  let rate: Rate | null = null;
  let extent: 'all' | 'cut' = 'cut';
  let scopes: Scopes = null;
  const trouble = (problem: Problem): RunnerList => ({ kind: 'problem', problem, rate, scopes });
  for (let number = 1; number <= MAX_PAGES; number += 1) {
    const known = memory.pages.get(number);
    const outcome = await api.ask({
      base: apiBase(scope.host, question.githubApi),
      path: `${runnersPath(scope)}?per_page=${String(PER_PAGE)}&page=${String(number)}`,
      login,
      etag: known?.etag ?? null,
      host: scope.host,
      subject: scopeName(scope),
    });
    rate = outcome.rate ?? rate;
    if (outcome.kind !== 'unchanged') scopes = outcome.scopes;
    if (outcome.kind === 'problem') return trouble(outcome.problem);
    if (outcome.kind === 'unchanged') {
      // 304 without a question to compare with: not GitHub's way.
      if (known === undefined) return trouble(oddAnswer(scope.host));
      runners.push(...known.runners);
      extent = known.more ? 'cut' : 'all';
      if (!known.more) break;
      continue;
    }
    const listed = readPage(outcome.data);
    if (listed === null) return trouble(oddAnswer(scope.host));
    runners.push(...listed);
    memory.pages.delete(number);
    if (outcome.etag !== null) {
      memory.pages.set(number, { etag: outcome.etag, runners: listed, more: outcome.more });
    }
    extent = outcome.more ? 'cut' : 'all';
    if (!outcome.more) break;
  }
  return { kind: 'list', runners, extent, rate, scopes };
}

/** One runner as GitHub's API tells of it. */
export const runnerSchema = z
  .object({
    id: z.number(),
    name: z.string(),
    status: z.string(),
    busy: z.boolean(),
    labels: z.array(z.object({ name: z.string() })),
    version: z.string().nullish(),
  })
  .transform((runner): ListedRunner => ({
    id: runner.id,
    name: runner.name,
    status: runner.status === 'online' ? 'online' : 'offline',
    busy: runner.busy,
    labels: runner.labels.map((label) => label.name),
    version: runner.version ?? null,
  }));
export const runnersSchema = z.object({ runners: z.array(runnerSchema) });

function readPage(data: unknown): readonly ListedRunner[] | null {
  const read = runnersSchema.safeParse(data);
  return read.success ? read.data.runners : null;
}

/** The runner that is meant: by its id where that is known, else by its name. A namesake with another id is another. */
export function findListed(
  runners: readonly ListedRunner[],
  wanted: { readonly agentId: number | null; readonly name: string },
): ListedRunner | null {
  const { agentId, name } = wanted;
  return runners.find((one) => (agentId === null ? one.name === name : one.id === agentId)) ?? null;
}
