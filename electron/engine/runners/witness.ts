/** How a probe's answer becomes a witness's: a failure is `unknown since`, never `gone` (design.md section 3). */
import type { Instant, Witness } from '../../../shared/domain.ts';
import type { Probe } from '../host/host.ts';

/** @param before what the witness said last; an `unknown` keeps its first time. */
export function witness<T>(before: Witness<T>, probe: Probe<T>, now: Instant): Witness<T> {
  if (probe.ok) return { kind: 'answered', at: now, answer: probe.value };
  return { kind: 'unknown', since: before.kind === 'unknown' ? before.since : now, why: probe.why };
}
