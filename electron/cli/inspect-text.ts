/** What `inspect` found, for a person's eye: a line for each event of a log, an outline of everything else. */
import { UNKNOWN } from '../../shared/format.ts';
import type { LogOutcome, PlainEvent } from '../engine/jobs/inspect-log.ts';

const TYPE_WIDTH = 19;
const NO_TIME = ' '.repeat('2026-08-20 07:00:05'.length);
/** What an event is about: told without its key, and first. */
const SUBJECTS: ReadonlySet<string> = new Set([
  'job',
  'step',
  'check',
  'label',
  'script',
  'directory',
  'result',
  'outcome',
  'state',
]);

/** `2026-08-20 07:01:00  job-completed        build · Succeeded · seconds 60`; times are UTC. */
export function eventLine({ type, at, reason, ...rest }: PlainEvent): string {
  const fields = Object.entries(rest).filter(([, value]) => typeof value !== 'object');
  const subjects = fields.filter(([key]) => SUBJECTS.has(key)).map(([, value]) => inline(value));
  const others = fields
    .filter(([key]) => !SUBJECTS.has(key))
    .map(([key, value]) => (value === true ? spaced(key) : `${spaced(key)} ${inline(value)}`));
  const about = [...subjects, ...others, ...(typeof reason === 'string' ? [reason] : [])].join(' · ');
  const time = typeof at === 'string' ? asTime(at) : NO_TIME;
  return `${time}  ${inline(type).padEnd(TYPE_WIDTH)}  ${about}`.trimEnd();
}

/** The end of a log, below its events. */
export function outcomeText({ final, records, settings, stepLog }: LogOutcome): string {
  const { state, job, reason, detail, version, target, lastAt, advice, jobDetails } = final;
  const lines = [
    '',
    `In the end: ${[state, ...(job === null ? [] : [job]), ...(reason === null ? [] : [reason])].join(' · ')}`,
    ...(detail === null ? [] : [`  ${detail}`]),
    ...(advice === null ? [] : [`  → ${advice}`]),
    `Last sign of life: ${lastAt === null ? 'unknown' : `${asTime(lastAt)} UTC`}`,
    ...(version === null ? [] : [`Runner version: ${version}`]),
    ...(target === null ? [] : [`Updates itself to: ${target}`]),
    ...section('Job', jobDetails),
    ...section('Records', records),
    ...section('Settings', settings),
    ...section('Log of a step', stepLog),
  ];
  return `${lines.join('\n')}\n`;
}

/** `job-started` lines of nothing would look like a fault of ours. */
export const NO_EVENTS = 'Nothing that Trackside knows stands in this log.';

/** Any answer, as an outline: `key: value`, lists with dashes, deeper parts indented. */
export function outline(value: unknown, indent = ''): readonly string[] {
  if (Array.isArray(value)) {
    return value.length === 0 ? [`${indent}none`] : value.flatMap((each) => listItem(each, indent));
  }
  if (typeof value !== 'object' || value === null) return [`${indent}${inline(value)}`];
  return Object.entries(value).flatMap(([key, each]) => entry(spaced(key), each, indent));
}

function section(title: string, value: object | undefined): readonly string[] {
  return value === undefined ? [] : ['', title, ...outline(value, '  ')];
}

function listItem(value: unknown, indent: string): readonly string[] {
  const [first = '', ...rest] = outline(value, `${indent}  `);
  return [`${indent}- ${first.trimStart()}`, ...rest];
}

function entry(key: string, value: unknown, indent: string): readonly string[] {
  const isPart = typeof value === 'object' && value !== null;
  if (!isPart) return [`${indent}${key}: ${inline(value)}`];
  const isEmpty = Object.keys(value).length === 0;
  return isEmpty ? [`${indent}${key}: none`] : [`${indent}${key}:`, ...outline(value, `${indent}  `)];
}

function inline(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return ISO_TIME.test(value) ? asTime(value) : value;
    case 'number':
      return String(value);
    case 'boolean':
      return value ? 'yes' : 'no';
    default:
      return value === null ? UNKNOWN : JSON.stringify(value);
  }
}

const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/u;

/** `lastExitCode` → `last exit code`; a name that is no key of ours stays as it is. */
function spaced(key: string): string {
  return /^[a-z][A-Za-z0-9]*$/u.test(key)
    ? key.replace(/[A-Z](?![A-Z0-9])/gu, (letter) => ` ${letter.toLowerCase()}`)
    : key;
}

const asTime = (iso: string): string => iso.slice(0, 19).replace('T', ' ');
