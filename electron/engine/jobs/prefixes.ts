/**
 * What other programs put before a runner's line when they collect it: syslog and journald, container tools, up to
 * two of them, one around the other. The runner's own `2026-08-20 07:00:05Z: ` is none of these.
 */
import type { Instant } from '../../../shared/domain.ts';

/** RFC 3339: `docker logs --timestamps`, `kubectl logs --timestamps`, a step's own log. */
const STAMP = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,](\d{1,9}))?(?:Z|[+-]\d\d:?\d\d)) ?/u;
/** `Jan 18 19:00:11 demo-vm bash[176956]: ` and `Nov  9 02:30:47 ip-10-0-0-1 run.sh: `, also with parts of a second. */
const SYSLOG = /^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:[.,]\d{1,9})? \S+ [^\s:[]+(?:\[\d+\])?: ?/u;
/** The same behind an RFC 3339 time. */
const SYSLOG_AFTER_STAMP = /^\S+ [^\s:[\d][^\s:[]*(?:\[\d+\])?: ?/u;
/** `kubectl logs --prefix`: `[pod/NAME/CONTAINER] `; compose: `runner-1  | `; stern: `POD CONTAINER `. */
const CONTAINER =
  /^(?:\[pod\/[^\]\s]+\] ?|[a-z0-9][\w.-]* +\| ?|[a-z0-9][a-z0-9.]*(?:-[a-z0-9.]+)+ [a-z0-9][a-z0-9-]* )/u;
const LAYERS = 2;
/** The runner's step logs have hundreds of nanoseconds; container tools count single ones. */
const STEP_LOG_DIGITS = 7;

export interface Reading {
  readonly text: string;
  /** The collector's own time for the line. */
  readonly at: Instant | null;
  /** `step-log`: output of a job's step, which may look like anything. */
  readonly from: 'console' | 'step-log';
}

/** Gives the readings of one line, the plainest first: as it is, then without each known prefix. */
export type PrefixReader = (line: string) => readonly Reading[];

/** Remembers whether a collector's times were seen: one in a hundred of them ends in zeros and looks like a step log's. */
export function createPrefixReader(): PrefixReader {
  let collected = false;

  const withoutStamp = (text: string): Reading | null => {
    const match = STAMP.exec(text);
    const at = Date.parse((match?.[1] ?? '').replace(',', '.'));
    if (match === null || Number.isNaN(at)) return null;
    if (match[2]?.length !== STEP_LOG_DIGITS) collected = true;
    return { text: text.slice(match[0].length), at, from: collected ? 'console' : 'step-log' };
  };
  const withoutLayer = ({ text, at, from }: Reading): readonly Reading[] => {
    const stamped = withoutStamp(text);
    if (stamped !== null) return [stamped, ...without(SYSLOG_AFTER_STAMP, stamped)];
    return [...without(SYSLOG, { text, at, from }), ...without(CONTAINER, { text, at, from })];
  };
  return (line) => {
    let outer: readonly Reading[] = [{ text: line, at: null, from: 'console' }];
    const readings = [...outer];
    for (let layer = 0; layer < LAYERS && outer.length > 0; layer++) {
      outer = outer.flatMap(withoutLayer);
      readings.push(...outer);
    }
    return readings;
  };
}

function without(prefix: RegExp, { text, at, from }: Reading): readonly Reading[] {
  const match = prefix.exec(text);
  return match === null ? [] : [{ text: text.slice(match[0].length), at, from }];
}
