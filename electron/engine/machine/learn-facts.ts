/** What the Mac is, asked again for what a slow program did not tell at once. */
import type { Host, HostFacts } from '../host/host.ts';

/** A Mac that has just logged someone in is slow for a minute; one that has not answered after these will not. */
export const ASK_AGAIN_AFTER_MS: readonly number[] = [5_000, 30_000, 120_000, 600_000];

/**
 * Asks until all is known, a bounded number of times. @param onFacts gets each answer, also one in part.
 * @param report gets why there is none. Gives the way to stop.
 */
export function learnFacts(options: {
  readonly host: Pick<Host, 'facts'>;
  readonly onFacts: (facts: HostFacts) => void;
  readonly report: (why: string) => void;
}): () => void {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let stopped = false;
  async function ask(attempt: number): Promise<void> {
    const facts = await options.host.facts();
    if (stopped) return;
    if (facts.ok) options.onFacts(facts.value);
    else options.report(facts.why);
    const pause = ASK_AGAIN_AFTER_MS[attempt];
    if (pause === undefined || (facts.ok && facts.value.known === 'all')) return;
    timer = setTimeout(() => void ask(attempt + 1), pause);
    timer.unref();
  }
  void ask(0);
  return () => {
    stopped = true;
    if (timer !== null) clearTimeout(timer);
  };
}
