/** Opens Chromium's pages: one after another, and once more where Chromium has lost the wish. */
import type { Session } from './cdp.ts';
import { note } from './journal.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

let last: Promise<unknown> = Promise.resolve();

/**
 * Runs `open` when every page before has been opened or has failed.
 * Chromium 156 loses about one in twenty `Target.createTarget` that arrive while the first window is being set up.
 */
export function inTurn<T>(open: () => Promise<T>): Promise<T> {
  const opened = last.then(open);
  // The one who asked hears of the failure; the next must not.
  last = opened.catch(() => undefined);
  return opened;
}

/** Far above what an idle or a busy machine needs (70–400 ms), far below what a spec waits. */
const LOST_MS = 3000;

/** Gives the target's id. Rejects when Chromium refuses, or answers neither of two wishes within the client's limit. */
export async function openTarget(browser: Session, size: Size): Promise<string> {
  const ask = async (): Promise<string> => {
    const params = { url: 'about:blank', newWindow: true, ...size };
    const { targetId } = await browser.send('Target.createTarget', params);
    return String(targetId);
  };
  const first = ask();
  const answer = await orNull(first, LOST_MS);
  if (answer !== null) return answer;
  // A lost wish is never answered, not even late, while the next one is answered at once.
  note('page-asked-again');
  const second = ask();
  const taken = await Promise.any([first, second]);
  closeOther(browser, [first, second], taken);
  return taken;
}

function orNull(answer: Promise<string>, limitMs: number): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, limitMs, null);
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}

/** The first wish may have been slow instead of lost: then there is one page too many. */
function closeOther(browser: Session, answers: readonly Promise<string>[], taken: string): void {
  for (const answer of answers) {
    answer
      .then(async (targetId) => {
        if (targetId !== taken) await browser.send('Target.closeTarget', { targetId });
      })
      // The lost one's own end, or a page that has gone by itself.
      .catch(() => undefined);
  }
}
