/**
 * What is wrong with the wizard's answers, or worth a second thought. What is not known makes no problem: GitHub may be
 * out of reach while a person fills in the form.
 */
import { hostName } from '../../../shared/set-up-schemas.ts';
import type { AnswerProblem, PlaceReport, SetUpAnswers } from '../../../shared/set-up.ts';
import type { Host } from '../host/host.ts';
import { error, failureOf, warning } from './answer-problem.ts';
import { directoryProblem } from './directory-problem.ts';
import { labelProblems } from './label-problems.ts';
import { type KnownRunner, nameProblems } from './name-problems.ts';
import { fieldsWithSecret } from './pasted-secret.ts';
import { groupProblems, scopeProblems } from './scope-problems.ts';
import { workFolderProblem } from './work-folder-problem.ts';

/** What is known beside the answers. */
export interface CheckContext {
  readonly host: Pick<Host, 'home' | 'facts'>;
  /** What GitHub says of the scope; null: not known. */
  readonly place: PlaceReport | null;
  /** Those of this Mac. */
  readonly runners: readonly KnownRunner[];
}

/** In the order of the form. Never rejects. */
export async function checkAnswers(
  context: CheckContext,
  answers: SetUpAnswers,
): Promise<readonly AnswerProblem[]> {
  const { host } = context;
  const pasted = fieldsWithSecret(answers);
  // Nothing else is said then: a sentence might repeat it.
  if (pasted.length > 0) return pasted.map((field) => error(field, PASTED));
  return [
    ...hostProblems(answers),
    ...scopeProblems(answers, context.place),
    ...groupProblems(answers, context.place),
    ...nameProblems(answers, context.place, context.runners),
    ...labelProblems(answers.labels),
    ...failureOf('workFolder', await workFolderProblem(host, answers.directory, answers.workFolder)),
    ...failureOf('directory', await directoryProblem(host, answers.directory)),
    ...versionProblems(answers),
    ...(await tuningProblems(host, answers)),
  ];
}

const PASTED =
  'This looks like a token or a password, which does not belong here and is not kept. Take it out; a token is asked for in the step about GitHub.';

function hostProblems({ host }: SetUpAnswers): readonly AnswerProblem[] {
  if (host.trim() === '') return [error('host', 'Say which GitHub it is, for example github.com.')];
  if (/^\w+:\/\//.test(host) || host.includes('/')) {
    return [
      error('host', 'Give only the host, without https:// and what follows it, for example github.com.'),
    ];
  }
  if (!hostName.safeParse(host).success)
    return [error('host', 'This is no name of a host, such as github.com.')];
  return /^(?:www|api)\.github\.com$/i.test(host)
    ? [error('host', 'Write github.com: this is another address of it.')]
    : [];
}

/** GitHub registers no older runner since the end of enforcement's pause (runner.md 1). */
const OLDEST = [2, 329, 0] as const;

function versionProblems({ version, host }: SetUpAnswers): readonly AnswerProblem[] {
  if (version === null) return [];
  const parts = /^(\d{1,5})\.(\d{1,5})\.(\d{1,5})$/.exec(version)?.slice(1).map(Number);
  if (parts === undefined) {
    return [error('version', 'A version is three numbers, such as 2.337.0, without a “v”.')];
  }
  // A server of one's own has its own rule.
  if (!/(?:^|\.)(?:github\.com|ghe\.com)$/i.test(host) || !isOlder(parts, OLDEST)) return [];
  return [
    error(
      'version',
      `GitHub registers no runner older than ${OLDEST.join('.')}. Choose a newer version, or none for the current one.`,
    ),
  ];
}

function isOlder(version: readonly number[], than: readonly number[]): boolean {
  const index = than.findIndex((number, at) => version[at] !== number);
  return index !== -1 && (version[index] ?? 0) < (than[index] ?? 0);
}

async function tuningProblems(
  host: Pick<Host, 'facts'>,
  { tuning }: SetUpAnswers,
): Promise<readonly AnswerProblem[]> {
  const facts = await host.facts();
  if (!facts.ok) return [];
  const { memoryBytes, appleSilicon } = facts.value;
  const heap = tuning.nodeHeapMegabytes;
  return [
    ...(heap !== null && memoryBytes !== null && heap * 1024 ** 2 > memoryBytes
      ? [
          warning(
            'tuning',
            'Node’s heap may grow beyond the memory of this Mac, which would make it swap and slow down.',
          ),
        ]
      : []),
    ...(tuning.dockerPlatform === 'on' && appleSilicon === false
      ? [
          warning(
            'tuning',
            'This is an Intel Mac: Docker would have to imitate Apple silicon, which is slow.',
          ),
        ]
      : []),
  ];
}
