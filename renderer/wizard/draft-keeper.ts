/** Keeps the draft on disk while a person answers: a moment after each change, never two at once, the last one wins. */
import type { Failure, Reply } from '../../shared/contract.ts';
import type { SetUpDraft } from '../../shared/set-up.ts';

export interface DraftKeeper {
  /** Null: there is no draft any more. */
  keep(draft: SetUpDraft | null): void;
  /** Saves at once what waits, e.g. because the window goes. */
  flush(): void;
}

/** Long enough not to write at each letter, short enough to lose none that matters. */
const PAUSE = 400;

/**
 * @param saved what the engine has already; it is not saved again.
 * @param tell hears how each saving went; null: well. What could not be saved is tried again with the next change.
 */
export function createDraftKeeper(
  save: (draft: SetUpDraft | null) => Promise<Reply<null>>,
  saved: SetUpDraft | null,
  tell: (failure: Failure | null) => void,
): DraftKeeper {
  let onDisk = JSON.stringify(saved);
  let wanted = onDisk;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let saving = false;

  function stopWaiting(): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  }

  async function saveNow(): Promise<void> {
    stopWaiting();
    if (saving || wanted === onDisk) return;
    saving = true;
    const text = wanted;
    const reply = await save(JSON.parse(text) as SetUpDraft | null);
    saving = false;
    if (reply.ok) onDisk = text;
    tell(reply.ok ? null : reply);
    if (wanted !== text) void saveNow();
  }

  return {
    keep(draft) {
      wanted = JSON.stringify(draft);
      stopWaiting();
      if (wanted !== onDisk) timer = setTimeout(() => void saveNow(), PAUSE);
    },
    flush: () => void saveNow(),
  };
}
