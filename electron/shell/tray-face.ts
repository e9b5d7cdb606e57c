/** What the menu bar icon shows for a state: a shape, a sentence, and perhaps a time. Pure. */
import type { ViewState } from '../../shared/contract.ts';
import type { Instant, Runner, RunnerState } from '../../shared/domain.ts';
import type { Operation } from '../../shared/operation.ts';
import { isUnderWay, operationsToShow, stepNow } from '../../shared/operation-view.ts';

/** One drawn shape each (build/icons). A template image cannot carry colour, so the shape tells. */
export const TRAY_SHAPES = ['attention', 'busy', 'changing', 'unknown', 'idle', 'paused', 'stopped'] as const;
export type TrayShape = (typeof TRAY_SHAPES)[number];

export interface TrayFace {
  readonly shape: TrayShape;
  /** What the pointer's hint and VoiceOver say. */
  readonly sentence: string;
  /** When the job began whose time is shown beside the icon; null = no title. */
  readonly since: Instant | null;
}

/** The shape of one runner's state. */
export function shapeOf(state: RunnerState): TrayShape {
  switch (state.kind) {
    case 'busy':
    case 'draining':
      return 'busy';
    case 'idle':
      return 'idle';
    case 'paused':
      return 'paused';
    case 'starting':
    case 'updating':
      return 'changing';
    case 'unknown':
      return 'unknown';
    case 'offline':
    case 'lost-registration':
    case 'crash-looping':
      return 'attention';
    case 'stopped':
      return state.reason === 'crashed' ||
        state.reason === 'session-conflict' ||
        state.reason === 'version-deprecated'
        ? 'attention'
        : 'stopped';
    case 'absent':
      return 'stopped';
    default:
      return assertNever(state);
  }
}

/**
 * Takes the whole state; what needs a person most, in the order of TRAY_SHAPES, is what is shown. An operation under way
 * is always told: it may be what brings the first runner.
 */
export function trayFace(state: ViewState): TrayFace {
  const runners = runnersFace(state);
  const operation = operationFace(state.operations);
  if (operation === null) return runners;
  if (Object.keys(state.runners).length === 0) return { ...runners, ...operation };
  return {
    ...runners,
    shape: order(runners.shape) < order(operation.shape) ? runners.shape : operation.shape,
    sentence: `${operation.sentence} ${runners.sentence}`,
  };
}

/** Null where nothing is under way and nothing waits. */
function operationFace(operations: readonly Operation[]): Pick<TrayFace, 'shape' | 'sentence'> | null {
  const [first] = operationsToShow(operations);
  if (first === undefined) return null;
  const { title } = first.plan;
  if (first.state.kind === 'held') {
    return { shape: 'attention', sentence: `${title}: stopped in the middle, and waits for you.` };
  }
  if (!isUnderWay(first)) return null;
  if (first.state.kind === 'undoing') {
    return { shape: 'changing', sentence: `${title}: taking back what was done.` };
  }
  const step = stepNow(first)?.step.title ?? 'under way';
  return { shape: 'changing', sentence: `${title}: ${step}.` };
}

function runnersFace(state: ViewState): TrayFace {
  const runners = Object.values(state.runners);
  const first = [...runners].sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name))[0];
  if (first === undefined) {
    return state.app.looked
      ? { shape: 'stopped', sentence: 'Trackside: no runner on this Mac yet.', since: null }
      : { shape: 'unknown', sentence: 'Trackside is looking for the runners of this Mac.', since: null };
  }
  return {
    shape: shapeOf(first.state),
    sentence: runners.length === 1 ? first.sentence : severalSentence(first, runners.length),
    since: state.settings.timeInMenuBar ? longestJob(runners) : null,
  };
}

function order(shape: TrayShape): number {
  return TRAY_SHAPES.indexOf(shape);
}
function rank(runner: Runner): number {
  return order(shapeOf(runner.state));
}

function severalSentence(first: Runner, count: number): string {
  const others = count - 1;
  return `${first.name}: ${first.sentence} ${others} other ${others === 1 ? 'runner' : 'runners'}.`;
}

function longestJob(runners: readonly Runner[]): Instant | null {
  const starts = runners.flatMap(({ job }) =>
    job?.outcome.kind === 'running' && job.startedAt !== null ? [job.startedAt] : [],
  );
  return starts.length === 0 ? null : Math.min(...starts);
}

function assertNever(state: never): never {
  throw new Error(`A runner state without a shape: ${JSON.stringify(state)}`);
}
