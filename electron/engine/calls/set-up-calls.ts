/** The calls of the wizard: its draft, what it suggests, what is wrong with an answer. */
import { ok } from '../../../shared/contract.ts';
import type { Notice } from '../../../shared/domain.ts';
import type { SetUpDraft } from '../../../shared/set-up.ts';
import type { Host } from '../host/host.ts';
import type { Handlers } from '../server.ts';
import { checkAnswers } from '../set-up/check-answers.ts';
import type { DraftFile } from '../set-up/draft-file.ts';
import type { KnownRunner } from '../set-up/name-problems.ts';
import { fullPath } from '../set-up/place-rules.ts';
import type { Places } from '../set-up/places.ts';
import { suggest } from '../set-up/suggest.ts';

export type SetUpCalls = Pick<Handlers, Extract<keyof Handlers, `setup.${string}`>>;

export interface SetUpCallParts {
  readonly host: Pick<Host, 'home' | 'cores' | 'facts'>;
  readonly draft: DraftFile;
  /** What GitHub says of a scope. */
  readonly places: Pick<Places, 'known'>;
  /** Those of this Mac. */
  readonly runners: () => readonly KnownRunner[];
  readonly notice: (notice: Notice) => void;
  /** Whether a runner is being set up just now. */
  readonly isSettingUp: () => boolean;
}

export function setUpCalls(parts: SetUpCallParts): SetUpCalls {
  const { host, draft, places, runners, notice } = parts;
  // The window may have been closed before the end, so that nobody threw the draft away.
  const isDone = ({ step, answers }: SetUpDraft): boolean =>
    step === 'do' &&
    !parts.isSettingUp() &&
    runners().some(
      ({ name, directory }) =>
        name === answers.name && fullPath(host.home, directory) === fullPath(host.home, answers.directory),
    );
  return {
    'setup.draft': async () => {
      const loaded = await draft.load();
      if (loaded.problem !== null) {
        notice({
          id: 'set-up-draft',
          kind: 'news',
          severity: 'info',
          title: 'The set-up begins anew',
          detail: loaded.problem,
        });
      }
      if (loaded.draft === null || !isDone(loaded.draft)) return ok(loaded.draft);
      return await draft.save(null);
    },
    'setup.saveDraft': async (input) => await draft.save(input.draft),
    'setup.suggest': async ({ scope }) => {
      const report = scope === null ? null : await places.known(scope);
      return ok(await suggest(host, scope, report?.runnerNames ?? null));
    },
    'setup.check': async ({ answers }) => {
      const report = answers.scope === null ? null : await places.known(answers.scope);
      return ok({ problems: await checkAnswers({ host, place: report, runners: runners() }, answers) });
    },
  };
}
