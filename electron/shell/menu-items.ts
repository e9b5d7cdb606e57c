/** What the right click offers, as data. Pure: what makes sense is the engine's word, not the menu's. */
import type { ViewState } from '../../shared/contract.ts';
import type { Job, Runner, RunnerCommand, RunnerId, StopWhen } from '../../shared/domain.ts';

export type MenuAction =
  | { readonly kind: 'open' }
  | { readonly kind: 'settings' }
  | { readonly kind: 'wizard' }
  | { readonly kind: 'quit' }
  | { readonly kind: 'link'; readonly url: string }
  | {
      readonly kind: 'command';
      readonly command: RunnerCommand;
      readonly runnerId: RunnerId;
      readonly when: StopWhen;
    }
  | { readonly kind: 'keep'; readonly runnerId: RunnerId };

export type MenuItem =
  | { readonly kind: 'separator' }
  /** Only said, not to be chosen. */
  | { readonly kind: 'text'; readonly label: string }
  | { readonly kind: 'choice'; readonly label: string; readonly action: MenuAction };

/** The same words in both menus. */
export const SET_UP = 'Set Up a Runner…';
const MENU_JOBS = 5;
const MAX_LABEL = 60;
const SEPARATOR: MenuItem = { kind: 'separator' };

/** Takes the whole state, gives the items from top to bottom. */
export function menuItems(state: ViewState): readonly MenuItem[] {
  const runners = Object.values(state.runners).sort((a, b) => a.name.localeCompare(b.name));
  const jobs = state.jobs.slice(0, MENU_JOBS);
  return [
    choice('Open Trackside', { kind: 'open' }),
    ...runners.flatMap((runner) => [SEPARATOR, ...runnerItems(runner)]),
    ...(jobs.length === 0 ? [] : [SEPARATOR, text('Recent jobs'), ...jobs.map(jobItem)]),
    SEPARATOR,
    choice(SET_UP, { kind: 'wizard' }),
    choice('Settings…', { kind: 'settings' }),
    choice('Quit Trackside', { kind: 'quit' }),
  ];
}

function runnerItems(runner: Runner): readonly MenuItem[] {
  const waiting = runner.pending?.phase === 'waiting';
  return [
    text(`${runner.name}: ${runner.sentence}`),
    ...(waiting ? [choice('Keep it running', { kind: 'keep', runnerId: runner.id })] : []),
    ...runner.actions.flatMap((offer) => offerItems(runner, offer)),
  ];
}

const WORDS: Readonly<Record<RunnerCommand, string>> = { start: 'Start', stop: 'Stop', restart: 'Restart' };

/** Cancelling a job is left to the popover, which says first what is lost: a slip in a menu must not end a job. */
function offerItems(runner: Runner, offer: Runner['actions'][number]): readonly MenuItem[] {
  const command = (label: string, when: StopWhen): MenuItem =>
    choice(label, { kind: 'command', command: offer.command, runnerId: runner.id, when });
  if (offer.choices.length === 0) return [command(`${WORDS[offer.command]} ${runner.name}`, 'if-idle')];
  return offer.choices
    .filter(({ when }) => when !== 'cancel-job')
    .map(({ label, when }) => command(`${WORDS[offer.command]} ${runner.name}: ${label}`, when));
}

function jobItem(job: Job): MenuItem {
  const label = `${outcomeMark(job)} ${job.name}${job.repository === null ? '' : ` · ${job.repository}`}`;
  return job.url === null ? text(label) : choice(label, { kind: 'link', url: job.url });
}

/** A mark and not a colour: menus are plain text. */
function outcomeMark(job: Job): string {
  switch (job.outcome.kind) {
    case 'running':
      return '●';
    case 'lost':
      return '?';
    case 'ended':
      return job.outcome.result === 'Succeeded' || job.outcome.result === 'SucceededWithIssues'
        ? '✓'
        : job.outcome.result === 'Failed' || job.outcome.result === 'Abandoned'
          ? '✕'
          : '–';
    default:
      return assertNever(job.outcome);
  }
}

function choice(label: string, action: MenuAction): MenuItem {
  return { kind: 'choice', label: shorten(label), action };
}
function text(label: string): MenuItem {
  return { kind: 'text', label: shorten(label) };
}
function shorten(label: string): string {
  return label.length <= MAX_LABEL ? label : `${label.slice(0, MAX_LABEL - 1)}…`;
}
function assertNever(value: never): never {
  throw new Error(`A job's outcome without a mark: ${JSON.stringify(value)}`);
}
