/** GitHub's list of a scope's runners: page by page, with conditional requests. */
import * as z from 'zod';
import type { GitHubAnswer } from '../../../shared/domain.ts';
import type { GitHubApi, Rate } from './api.ts';
import { apiBase, runnersPath, scopeName, type KnownScope } from './address.ts';
import { oddAnswer, type Problem } from './problem.ts';

/** One runner as GitHub lists it. */
export interface ListedRunner extends GitHubAnswer {
  readonly id: number;
  readonly name: string;
}
export type RunnerList =
  | { readonly kind: 'list'; readonly runners: readonly ListedRunner[]; readonly rate: Rate | null }
  | { readonly kind: 'problem'; readonly problem: Problem; readonly rate: Rate | null };

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

const answerSchema = z.object({
  runners: z.array(
    z.object({
      id: z.number(),
      name: z.string(),
      status: z.string(),
      busy: z.boolean(),
      labels: z.array(z.object({ name: z.string() })),
      version: z.string().nullish(),
    }),
  ),
});

/**
 * Asks for all runners of a scope.
 * @param tokenMark stands for the token in the memory: another one makes the remembered ETags void.
 */
export async function askRunners(
  api: GitHubApi,
  question: { readonly scope: KnownScope; readonly token: string; readonly githubApi: string | null },
  tokenMark: string,
  memory: ListMemory,
): Promise<RunnerList> {
  if (memory.tokenMark !== tokenMark) memory.pages.clear();
  memory.tokenMark = tokenMark;
  const { scope, token } = question;
  const runners: ListedRunner[] = [];
  let rate: Rate | null = null;
  for (let number = 1; number <= MAX_PAGES; number += 1) {
    const known = memory.pages.get(number);
    const outcome = await api.ask({
      base: apiBase(scope.host, question.githubApi),
      path: `${runnersPath(scope)}?per_page=${String(PER_PAGE)}&page=${String(number)}`,
      token,
      etag: known?.etag ?? null,
      host: scope.host,
      subject: scopeName(scope),
    });
    rate = outcome.rate ?? rate;
    if (outcome.kind === 'problem') return { kind: 'problem', problem: outcome.problem, rate };
    if (outcome.kind === 'unchanged') {
      // 304 without a question to compare with: not GitHub's way.
      if (known === undefined) return { kind: 'problem', problem: oddAnswer(scope.host), rate };
      runners.push(...known.runners);
      if (!known.more) break;
      continue;
    }
    const listed = readPage(outcome.data);
    if (listed === null) return { kind: 'problem', problem: oddAnswer(scope.host), rate };
    runners.push(...listed);
    memory.pages.delete(number);
    if (outcome.etag !== null) {
      memory.pages.set(number, { etag: outcome.etag, runners: listed, more: outcome.more });
    }
    if (!outcome.more) break;
  }
  return { kind: 'list', runners, rate };
}

function readPage(data: unknown): ListedRunner[] | null {
  const read = answerSchema.safeParse(data);
  if (!read.success) return null;
  return read.data.runners.map((runner) => ({
    id: runner.id,
    name: runner.name,
    status: runner.status === 'online' ? 'online' : 'offline',
    busy: runner.busy,
    labels: runner.labels.map((label) => label.name),
    version: runner.version ?? null,
  }));
}

/** The runner that is meant: by its id where that is known, else by its name. A namesake with another id is another. */
export function findListed(
  runners: readonly ListedRunner[],
  wanted: { readonly agentId: number | null; readonly name: string },
): ListedRunner | null {
  const { agentId, name } = wanted;
  return runners.find((one) => (agentId === null ? one.name === name : one.id === agentId)) ?? null;
}
