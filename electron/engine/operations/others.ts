/**
 * What another Trackside, such as one in a terminal, does to this Mac meanwhile: it is told while it is at work, and what it
 * leaves (a runner, something that waits, something cut short) is looked at when it is over. Costs nothing while none is.
 */
import { join } from 'node:path';
import type { Notice } from '../../../shared/domain.ts';
import type { Host } from '../host/host.ts';
import { watchPath } from '../jobs/watch-path.ts';
import { otherHolder } from './lock.ts';

/** The lock comes and goes in a moment where nothing is to be done. */
const SOON_MS = 200;
/** One that is killed tells nobody: while there is one, it is looked again after so long. */
const AGAIN_MS = 3_000;

export interface Others {
  stop(): void;
}
export interface OthersParts {
  readonly host: Pick<Host, 'processes'>;
  /** Where the lock lies. */
  readonly folder: string;
  /** Whether it is this Trackside that is at work. */
  readonly isBusy: () => boolean;
  /** What is under way by the journals, as the plan's title has it. */
  readonly underWay: () => Promise<readonly string[]>;
  /** Nobody is at work any more. `seen`: somebody was. */
  readonly over: (seen: 'seen' | 'not-seen') => Promise<void>;
  readonly notice: (notice: Notice | { readonly remove: string }) => void;
  readonly report: (error: unknown) => void;
}

export function watchOthers(parts: OthersParts): Others {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let seen: 'seen' | 'not-seen' = 'not-seen';
  /** `again`: something has happened since it began to look. */
  let looking: 'no' | 'yes' | 'again' = 'no';
  let stopped = false;
  const watch = watchPath(join(parts.folder, 'lock'), () => {
    // Its folder may have come only now.
    watch.renew();
    if (looking === 'no') lookIn(SOON_MS);
    else looking = 'again';
  });

  function lookIn(milliseconds: number): void {
    if (stopped) return;
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(() => {
      timer = null;
      looking = 'yes';
      look()
        .catch(parts.report)
        .finally(() => {
          const isNews = looking === 'again';
          looking = 'no';
          if (isNews) lookIn(SOON_MS);
        });
    }, milliseconds);
    timer.unref();
  }

  // It may be at work already.
  lookIn(SOON_MS);

  async function look(): Promise<void> {
    if (parts.isBusy()) return;
    const holder = await otherHolder(parts.host, parts.folder);
    switch (holder) {
      case 'unknown':
        lookIn(AGAIN_MS);
        return;
      case 'nobody':
        if (seen === 'seen') parts.notice({ remove: AT_WORK });
        await parts.over(seen);
        seen = 'not-seen';
        return;
      case 'somebody': {
        seen = 'seen';
        parts.notice(atWork(await parts.underWay()));
        lookIn(AGAIN_MS);
      }
    }
  }

  return {
    stop: () => {
      stopped = true;
      if (timer !== null) clearTimeout(timer);
      watch.close();
    },
  };
}

const AT_WORK = 'other-trackside';

function atWork(titles: readonly string[]): Notice {
  const what = titles.length === 0 ? 'An operation' : titles.join(', ');
  return {
    id: AT_WORK,
    kind: 'condition',
    severity: 'info',
    title: 'Another Trackside is changing this Mac',
    detail: `${what}: under way in a terminal, or in another Trackside. Until it has ended, nothing else can be changed here.`,
  };
}
