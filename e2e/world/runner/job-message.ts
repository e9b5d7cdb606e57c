/** The job message as the Worker's log shows it, and what the Worker takes from it (runner.md 7.4). */
import type { JobResult } from './job-result.ts';
import { isJobResult } from './job-result.ts';
import type { Json, JsonObject } from './json.ts';
import { dictionaryEntry, isObject, listOf, numberOf, objectOf, textOf } from './json.ts';

/** One step of a practice job. Times are real seconds unless `scaled`. */
export interface ScriptStep {
  readonly name: string;
  readonly seconds?: number;
  /** Divide `seconds` by the world's speed. */
  readonly scaled?: boolean;
  /** Run by bash in the workspace. */
  readonly run?: string;
  /** Load of one core, 0 to 1, for `seconds`. */
  readonly cpu?: number;
  readonly writeBytes?: number;
  readonly output?: readonly string[];
  readonly result?: JobResult;
  readonly condition?: 'success' | 'always' | 'failure';
  /** `yes`: a `Post …` step follows the job's steps; by default for actions that are known to have one. */
  readonly post?: 'yes' | 'no';
}

/** What a Worker needs to know of its job. */
export interface JobFacts {
  readonly id: string;
  readonly name: string;
  readonly timelineId: string;
  readonly repository: string;
  readonly steps: readonly ScriptStep[];
  /** The job's result as its author fixed it, whatever the steps do. */
  readonly result: JobResult | null;
  /** `contextData.github`, texts only. */
  readonly github: Readonly<Record<string, string>>;
  readonly event: Json;
}

function readStep(json: Json): ScriptStep | null {
  const step = objectOf(json);
  const name = textOf(step['name']);
  if (name === null) return null;
  const seconds = numberOf(step['seconds']);
  const run = textOf(step['run']);
  const cpu = numberOf(step['cpu']);
  const writeBytes = numberOf(step['writeBytes']);
  const result = textOf(step['result']);
  const condition = textOf(step['condition'])?.replace(/\(\)$/, '');
  const post = step['post'];
  return {
    name,
    ...(seconds === null ? {} : { seconds }),
    ...(step['scaled'] === true ? { scaled: true } : {}),
    ...(run === null ? {} : { run }),
    ...(cpu === null ? {} : { cpu }),
    ...(writeBytes === null ? {} : { writeBytes }),
    output: listOf(step['output']).map((line) => textOf(line) ?? ''),
    ...(isJobResult(result) ? { result } : {}),
    ...(condition === 'always' || condition === 'failure' ? { condition } : {}),
    ...(post === 'yes' || post === true ? { post: 'yes' } : {}),
    ...(post === 'no' || post === false ? { post: 'no' } : {}),
  };
}

/** Takes the message that `acquire` gave. Parts that are missing become empty. */
export function readJob(message: JsonObject): JobFacts {
  const script = message['script'];
  const list = Array.isArray(script) ? script : listOf(objectOf(script)['steps']);
  const result = textOf(objectOf(script)['result']) ?? textOf(message['scriptedResult']);
  const github: Record<string, string> = {};
  const context = objectOf(message['contextData'])['github'];
  for (const entry of listOf(objectOf(context)['d'])) {
    const pair = objectOf(entry);
    const key = textOf(pair['k']);
    const value = pair['v'];
    if (key !== null && (typeof value === 'string' || typeof value === 'boolean')) {
      github[key] = String(value);
    }
  }
  return {
    id: textOf(message['jobId']) ?? '',
    name: textOf(message['jobDisplayName']) ?? '',
    timelineId: textOf(objectOf(message['timeline'])['id']) ?? '00000000-0000-0000-0000-000000000000',
    repository: github['repository'] ?? '',
    steps: list.map(readStep).filter((step) => step !== null),
    result: isJobResult(result) ? result : null,
    github,
    event: plain(dictionaryEntry(context, 'event') ?? null),
  };
}

/** A runner's dictionaries and lists as plain JSON: what `event.json` holds. */
export function plain(value: Json): Json {
  if (!isObject(value)) return value;
  const kind = value['t'];
  if (kind === 2) {
    const made: Record<string, Json> = {};
    for (const entry of listOf(value['d'])) {
      const pair = objectOf(entry);
      made[textOf(pair['k']) ?? ''] = plain(pair['v'] ?? null);
    }
    return made;
  }
  return kind === 1 ? listOf(value['a']).map(plain) : value;
}

/** Every text that must not be seen: secret variables, masks, access tokens. */
export function secretsOf(message: JsonObject): readonly string[] {
  const found = new Set<string>();
  const add = (value: Json | undefined): void => {
    const text = textOf(value);
    if (text !== null && text !== '' && text !== '***') found.add(text);
  };
  for (const variable of Object.values(objectOf(message['variables']))) {
    const one = objectOf(variable);
    if (one['isSecret'] === true) add(one['value']);
  }
  for (const mask of listOf(message['mask'])) add(objectOf(mask)['value']);
  for (const endpoint of listOf(objectOf(message['resources'])['endpoints'])) {
    const parameters = objectOf(objectOf(endpoint)['authorization'])['parameters'];
    for (const value of Object.values(objectOf(parameters))) add(value);
  }
  // The longest first, so that a secret inside another does not spoil it.
  return [...found].sort((a, b) => b.length - a.length);
}

/** `text` with every secret as `***`. */
export function masked(text: string, secrets: readonly string[]): string {
  let safe = text;
  for (const secret of secrets) safe = safe.replaceAll(secret, '***');
  return safe;
}

/** Prints as the runner does: two spaces a level, and numbers of the contexts as floats (`70067540362.0`). */
function print(
  value: Json,
  indent: string,
  numbers: 'whole' | 'floats',
  mask: (text: string) => string,
): string {
  const inner = `${indent}  `;
  if (typeof value === 'number') {
    return numbers === 'floats' && Number.isInteger(value) ? `${value}.0` : String(value);
  }
  if (typeof value === 'string') return JSON.stringify(mask(value));
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]';
    const items = value.map((item: Json) => `${inner}${print(item, inner, numbers, mask)}`);
    return `[\n${items.join(',\n')}\n${indent}]`;
  }
  if (isObject(value)) {
    const entries = Object.entries(value);
    if (entries.length === 0) return '{}';
    const lines = entries.map(([key, item]) => {
      // `t` tells the kind of a context value and stays a whole number.
      const inside = key === 'contextData' ? 'floats' : key === 't' || key === 'type' ? 'whole' : numbers;
      return `${inner}${JSON.stringify(mask(key))}: ${print(item, inner, inside, mask)}`;
    });
    return `{\n${lines.join(',\n')}\n${indent}}`;
  }
  return JSON.stringify(value);
}

/** The text below `Worker] Job message:`, without the practice world's own fields and with no secret in it. */
export function logTextOf(message: JsonObject): string {
  const shown: Record<string, Json> = { ...message };
  delete shown['script'];
  delete shown['scriptedResult'];
  const variables = objectOf(message['variables']);
  if (Object.keys(variables).length > 0) {
    shown['variables'] = Object.fromEntries(
      Object.entries(variables).map(([name, variable]) => [
        name,
        objectOf(variable)['isSecret'] === true ? { ...objectOf(variable), value: '***' } : variable,
      ]),
    );
  }
  const secrets = secretsOf(message);
  // Masked before it is quoted: afterwards a secret could take a quote's own backslash with it.
  return print(shown, '', 'whole', (text) => masked(text, secrets));
}
