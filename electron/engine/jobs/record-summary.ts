/**
 * What stands in a log beside its events: its records by level, source and process, the settings that it dumps, the
 * lines of a step's log. For bug reports; bounded, whatever the log holds.
 */
import * as z from 'zod';
import { hideSecretsInSentence } from '../hide-secrets.ts';
import { createPrefixReader } from './prefixes.ts';
import { parseRecord, type DiagRecord } from './record.ts';

/** More different sources, requests or markers than any runner has are counted as one. */
const MOST_KINDS = 200;
const LONGEST_MESSAGE = 500;
const LONGEST_DUMP_LINES = 200;

export interface LastRecord {
  readonly at: string;
  readonly level: string;
  readonly source: string;
  readonly message: string;
  /** Lines without a beginning of their own, which belong to it. */
  readonly continuationLines: number;
}
export interface RecordSummary {
  readonly count: number;
  readonly levels: Readonly<Record<string, number>>;
  readonly sources: Readonly<Record<string, number>>;
  /** `RUNNER`, `WORKER`: who wrote them, where stdout carries the records of both. */
  readonly processes?: Readonly<Record<string, number>>;
  readonly continuationLines: number;
  readonly firstAt: string;
  readonly lastAt: string;
  readonly last: LastRecord;
  /** Numbers of job requests, in their order. */
  readonly requests?: readonly number[];
  /** The runner's folder. */
  readonly root?: string;
}
/** What the runner dumps of its `.runner`; a key that is left out has its default (runner.md 2.3). */
export interface DumpedSettings {
  readonly agentId: number | null;
  readonly agentName: string | null;
  readonly poolId: number | null;
  readonly disableUpdate: boolean;
  readonly ephemeral: boolean;
  readonly useV2Flow: boolean;
  readonly workFolder: string | null;
}
export interface StepLogSummary {
  readonly lines: number;
  /** `##[debug]`, `##[group]`… */
  readonly markers: Readonly<Record<string, number>>;
  readonly firstAt: string;
  readonly lastAt: string;
}
export interface LogSummary {
  readonly records?: RecordSummary;
  readonly settings?: DumpedSettings;
  readonly stepLog?: StepLogSummary;
}

export interface Summariser {
  line(line: string): void;
  result(): LogSummary;
}

export function createSummariser(): Summariser {
  const readings = createPrefixReader();
  const records = createRecordCounter();
  const stepLog = createStepLogCounter();
  const dump = createDumpReader();
  return {
    line(line) {
      const all = readings(line);
      for (const { text } of all) {
        const record = parseRecord(text);
        if (record === null) continue;
        records.add(record);
        dump.line(record.message);
        return;
      }
      stepLog.add(line);
      records.continuation(line);
      dump.line(all.at(-1)?.text ?? line);
    },
    result() {
      const [counted, settings, steps] = [records.result(), dump.result(), stepLog.result()];
      return {
        ...(counted === null ? {} : { records: counted }),
        ...(settings === null ? {} : { settings }),
        ...(steps === null ? {} : { stepLog: steps }),
      };
    },
  };
}

function createRecordCounter() {
  const levels = new Map<string, number>();
  const sources = new Map<string, number>();
  const processes = new Map<string, number>();
  const requests = new Set<number>();
  let root: string | null = null;
  let first: DiagRecord | null = null;
  let last: DiagRecord | null = null;
  let count = 0;
  let continuationLines = 0;
  let ofLast = 0;

  return {
    add(record: DiagRecord): void {
      first ??= record;
      last = record;
      count += 1;
      ofLast = 0;
      increase(levels, record.level);
      increase(sources, record.source);
      if (record.process !== null) increase(processes, record.process);
      const request = /\bjob request (\d{1,15})\b/iu.exec(record.message)?.[1];
      if (request !== undefined && requests.size < MOST_KINDS) requests.add(Number(request));
      root ??= /^Well known directory 'Root': '(.+)'/u.exec(record.message)?.[1] ?? null;
    },
    continuation(line: string): void {
      if (last === null || line.trim() === '') return;
      continuationLines += 1;
      ofLast += 1;
    },
    result(): RecordSummary | null {
      if (first === null || last === null) return null;
      return {
        count,
        levels: Object.fromEntries(levels),
        sources: Object.fromEntries(sources),
        ...(processes.size === 0 ? {} : { processes: Object.fromEntries(processes) }),
        continuationLines,
        firstAt: iso(first.at),
        lastAt: iso(last.at),
        last: {
          at: iso(last.at),
          level: last.level,
          source: last.source,
          message: hideSecretsInSentence(last.message).slice(0, LONGEST_MESSAGE),
          continuationLines: ofLast,
        },
        ...(requests.size === 0 ? {} : { requests: [...requests] }),
        ...(root === null ? {} : { root: hideSecretsInSentence(root) }),
      };
    },
  };
}

/** `2023-09-07T14:37:25.3034000Z text`, as `_diag/pages` and `_diag/blocks` have them. */
const STEP_LINE = /^\uFEFF?(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z) ?(?:##\[(\w+)\])?/u;

function createStepLogCounter() {
  const markers = new Map<string, number>();
  let lines = 0;
  let firstAt: string | null = null;
  let lastAt = '';
  return {
    add(line: string): void {
      const match = STEP_LINE.exec(line);
      if (match === null) return;
      lines += 1;
      lastAt = match[1] ?? lastAt;
      firstAt ??= lastAt;
      if (match[2] !== undefined) increase(markers, match[2]);
    },
    result: (): StepLogSummary | null =>
      firstAt === null ? null : { lines, markers: Object.fromEntries(markers), firstAt, lastAt },
  };
}

const dumped = z.object({
  AgentId: z.number().optional(),
  AgentName: z.string().optional(),
  PoolId: z.number().optional(),
  DisableUpdate: z.boolean().default(false),
  Ephemeral: z.boolean().default(false),
  UseV2Flow: z.boolean().default(false),
  WorkFolder: z.string().optional(),
});

/** The last JSON object at the left edge that is a runner's settings, with or without a prefix on each line. */
function createDumpReader() {
  let lines: string[] | null = null;
  let settings: DumpedSettings | null = null;

  const read = (text: string): void => {
    const found = dumped.safeParse(jsonOrNull(text));
    if (!found.success || (found.data.AgentId === undefined && found.data.AgentName === undefined)) return;
    const { data } = found;
    settings = {
      agentId: data.AgentId ?? null,
      agentName: data.AgentName ?? null,
      poolId: data.PoolId ?? null,
      disableUpdate: data.DisableUpdate,
      ephemeral: data.Ephemeral,
      useV2Flow: data.UseV2Flow,
      workFolder: data.WorkFolder ?? null,
    };
  };
  return {
    line(text: string): void {
      if (/^\{\s*$/u.test(text)) lines = [];
      if (lines === null) return;
      lines.push(text);
      if (/^\}\s*$/u.test(text)) read(lines.join('\n'));
      if (/^\}\s*$/u.test(text) || lines.length > LONGEST_DUMP_LINES) lines = null;
    },
    result: (): DumpedSettings | null => settings,
  };
}

function increase(counts: Map<string, number>, key: string): void {
  const kept = counts.has(key) || counts.size < MOST_KINDS ? key : 'others';
  counts.set(kept, (counts.get(kept) ?? 0) + 1);
}

const iso = (at: number): string => new Date(at).toISOString();

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Braces of another text: it holds no settings.
    return null;
  }
}
