/** The job message that a Worker log holds (runner.md 7.4): what GitHub told the runner of the job, secrets masked. */
import * as z from 'zod';
import type { JobDetails } from './log-event.ts';

const pair = z.object({ k: z.string(), v: z.unknown() });
/** A dictionary in the runner's own encoding: `{t: 2, d: [{k, v}…]}`. */
const dictionary = z.object({ d: z.array(pair).optional() });
const token = z.object({ lit: z.string().optional() });
const step = z.object({
  reference: z
    .object({
      type: z.string().optional(),
      name: z.string().nullish(),
      ref: z.string().nullish(),
      path: z.string().nullish(),
      image: z.string().nullish(),
    })
    .optional(),
  displayNameToken: token.nullish(),
  contextName: z.string().nullish(),
  name: z.string().nullish(),
  inputs: z.unknown().optional(),
});
const message = z.object({
  jobId: z.string().optional(),
  jobDisplayName: z.string().optional(),
  steps: z.array(z.unknown()).optional(),
  contextData: z.record(z.string(), z.unknown()).optional(),
});
const inputs = z.object({ map: z.array(z.object({ key: z.unknown(), value: token })) });

export interface JobMessage {
  /** The display name; null if the message has none. */
  readonly name: string | null;
  readonly details: JobDetails;
}

/** Takes the message's text; null for anything that is no job message. Fields of another shape count as unknown. */
export function parseJobMessage(text: string): JobMessage | null {
  const read = message.safeParse(jsonOrNull(text));
  if (!read.success || (read.data.jobId === undefined && read.data.jobDisplayName === undefined)) return null;
  return fromFields(read.data);
}

function fromFields(fields: z.infer<typeof message>): JobMessage {
  const context = fields.contextData ?? {};
  const github = entries(context['github']);
  const text_ = (key: string): string | null => asText(github.get(key));
  const attempt = Number(text_('run_attempt') ?? Number.NaN);
  return {
    name: fields.jobDisplayName ?? null,
    details: {
      jobId: fields.jobId ?? null,
      repository: text_('repository'),
      workflow: text_('workflow'),
      runId: text_('run_id'),
      runNumber: text_('run_number'),
      attempt: Number.isSafeInteger(attempt) ? attempt : null,
      // A pull request's ref_name is `12/merge`; the branch that a person knows is head_ref.
      branch: text_('head_ref') ?? text_('ref_name'),
      commit: text_('sha'),
      actor: text_('actor'),
      event: text_('event_name'),
      checkRunId: asText(entries(context['job']).get('check_run_id')),
      serverUrl: text_('server_url'),
      steps: (fields.steps ?? []).map(stepName),
    },
  };
}

/**
 * The same from the lines of a message that is no JSON (cut, or a line of it was too long): the job's name and
 * what it runs for, by their places in the runner's own layout.
 */
export function pickFromJobMessage(lines: readonly string[]): JobMessage | null {
  const own: Record<string, string> = {};
  const context: Record<string, Map<string, unknown>> = { github: new Map(), job: new Map() };
  let section: string | null = null;
  let key: string | null = null;
  for (const line of lines) {
    const top = /^ {2}"(jobDisplayName|jobId)": ("(?:[^"\\]|\\.)*"),?\s*$/u.exec(line);
    if (top !== null) own[top[1] ?? ''] = asText(jsonOrNull(top[2] ?? '')) ?? '';
    const opening = /^ {4}"(\w+)": \{\s*$/u.exec(line);
    if (opening !== null) section = opening[1] ?? null;
    if (/^ {0,4}\}/u.test(line)) section = null;
    const pair_ = /^ {10}"([kv])": (.*?),?\s*$/u.exec(line);
    if (pair_ === null || section === null) continue;
    const value = jsonOrNull(pair_[2] ?? '');
    if (pair_[1] === 'k') key = asText(value);
    else if (key !== null) context[section]?.set(key, value);
  }
  if (own['jobDisplayName'] === undefined && own['jobId'] === undefined) return null;
  const toDictionary = (map: ReadonlyMap<string, unknown> | undefined): unknown => ({
    d: [...(map ?? [])].map(([k, v]) => ({ k, v })),
  });
  return fromFields({
    jobId: own['jobId'],
    jobDisplayName: own['jobDisplayName'],
    contextData: { github: toDictionary(context['github']), job: toDictionary(context['job']) },
  });
}

/** A name with line breaks, as one line. */
export function oneLine(text: string): string {
  return text.replace(/\s*[\r\n]+\s*/gu, ' ').trim();
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A log that was cut inside the message: the job is then known by its other lines.
    return null;
  }
}

function entries(value: unknown): ReadonlyMap<string, unknown> {
  const read = dictionary.safeParse(value);
  return new Map((read.success ? (read.data.d ?? []) : []).map(({ k, v }) => [k, v]));
}

/** Null for what is empty or no plain value. Ids come as floats (`70010212379.0`) and are printed as digits. */
function asText(value: unknown): string | null {
  if (typeof value === 'string') return value === '' ? null : value;
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : null;
}

/** As the runner will name it (actions/runner, ActionRunner.GenerateDisplayName), as far as the message tells. */
function stepName(value: unknown): string {
  const read = step.safeParse(value);
  if (!read.success) return 'Run step';
  const { displayNameToken, reference, name, contextName } = read.data;
  if (displayNameToken?.lit !== undefined && displayNameToken.lit !== '')
    return oneLine(displayNameToken.lit);
  if (reference?.type === 'repository') return `Run ${actionName(reference)}`;
  if (reference?.type === 'containerRegistry') return `Run ${reference.image ?? 'container'}`;
  const script = firstScriptLine(read.data.inputs);
  return script === null ? (name ?? contextName ?? 'Run step') : `Run ${script}`;
}

function actionName({
  name,
  path,
  ref,
}: {
  readonly name?: string | null | undefined;
  readonly path?: string | null | undefined;
  readonly ref?: string | null | undefined;
}): string {
  if (name === null || name === undefined) return path ?? 'action';
  return `${name}${path === null || path === undefined || path === '' ? '' : `/${path}`}${ref === null || ref === undefined ? '' : `@${ref}`}`;
}

function firstScriptLine(value: unknown): string | null {
  const read = inputs.safeParse(value);
  if (!read.success) return null;
  const script = read.data.map.find(
    ({ key }) => key === 'script' || token.safeParse(key).data?.lit === 'script',
  );
  const line = script?.value.lit?.trimStart().split(/\r?\n/u)[0];
  return line === undefined || line === '' ? null : line;
}
