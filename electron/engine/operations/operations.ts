/**
 * All operations of this Trackside: plans that wait for a yes, the one that runs, those that a crash has cut short, and
 * the last that have ended (design.md section 4). One at a time changes the Mac.
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { fail, ok, type Failure, type Reply } from '../../../shared/contract.ts';
import type { Notice } from '../../../shared/domain.ts';
import { type Operation, type OperationId, RECENT_OPERATIONS } from '../../../shared/operation.ts';
import type { Host } from '../host/host.ts';
import { within } from '../host/within.ts';
import { anyDefinition } from './definition.ts';
import type { AnyDefinition, Definition, OperationSecrets } from './definition.ts';
import { beginning, canBeFinished, type Entry, type OperationRecord, recordOf } from './entries.ts';
import { createJournals } from './journal.ts';
import { createLiveOperation, type LiveOperation, type OperationMoment } from './live-operation.ts';
import { lockFailure, takeLock, unwritten } from './lock.ts';
import { type Others, watchOthers } from './others.ts';
import { createPlans, type HeldPlan } from './plans.ts';
import { type Found, tooOften, unfinished, type Unfinished } from './unfinished.ts';
import { plannedOperation, shownOperation } from './view.ts';

/** What could not be taken up, as another Trackside was at work or the disk refused, is tried again after so long. */
const LOCK_LOOK_MS = 15_000;
/** Nothing happens then. */
const ALIVE_MS = 60_000;
/** A step that cannot be cut short gets so long when Trackside ends; the next start finds out what became of it. */
export const OPERATION_STOP_MS = 15_000;

export const NO_SECRETS: OperationSecrets = { registrationToken: null, removeToken: null };

export interface Operations {
  /**
   * `take-up`: goes on with what a crash has cut short, behind, and from then on with what another Trackside leaves;
   * `look`: only shows it. Resolves when it is known what there is.
   */
  start(how: 'take-up' | 'look'): Promise<void>;
  plan<Request, Spec>(definition: Definition<Request, Spec>, request: Request): Promise<Reply<Operation>>;
  /** Confirms a plan. `typed`: what the person typed, where the plan asks for it. */
  begin(
    id: OperationId,
    typed: string,
    secrets: OperationSecrets,
  ): Promise<Reply<{ readonly operationId: OperationId }>>;
  cancel(id: OperationId): Reply<null>;
  continue(id: OperationId, secrets: OperationSecrets): Promise<Reply<null>>;
  undo(id: OperationId): Promise<Reply<null>>;
  leave(id: OperationId): Promise<Reply<null>>;
  dismiss(id: OperationId): Promise<Reply<null>>;
  /** Resolves when nothing runs. */
  settled(): Promise<void>;
  /** Cuts short what may be; the next start goes on with it. */
  stop(): Promise<void>;
}

export interface OperationsParts {
  readonly host: Pick<Host, 'data' | 'now' | 'processes'>;
  readonly definitions: readonly AnyDefinition[];
  /** Told of every change, with what a view is shown. */
  readonly publish: (operations: readonly Operation[]) => void;
  readonly notice: (notice: Notice | { readonly remove: string }) => void;
  /** What was asked for, here or in another Trackside, has been done or taken back: it is time to look at everything. */
  readonly onEnded: () => void;
  readonly report: (where: string, error: unknown) => void;
  readonly observe?: (moment: OperationMoment) => void;
}

const GONE = fail('not-found', 'Trackside does not know this operation any more.');
const BUSY = fail('busy-with-command', 'Another operation is under way.', 'Wait until it has ended.');
const NOT_HELD = fail('wrong-state', 'This operation does not wait for a choice.');
const FIRST_THE_OTHER = fail(
  'busy-with-command',
  'Another Trackside has ended in the middle of an operation, which comes first.',
  'Wait until it is done, or choose what becomes of it; then try again.',
);
const MOVED_ON = fail(
  'wrong-state',
  'Another Trackside has gone on with this operation in the meantime.',
  'Look at how it ended.',
);

export function createOperations(parts: OperationsParts): Operations {
  const { host, report } = parts;
  const folder = join(host.data, 'operations');
  const journals = createJournals(folder);
  const plans = createPlans(() => host.now());
  const entered = new Map<OperationId, LiveOperation>();
  const secrets = new Map<OperationId, OperationSecrets>();
  let running: { readonly live: LiveOperation | null; readonly done: Promise<void> } | null = null;
  let lookAgain: ReturnType<typeof setTimeout> | null = null;
  let others: Others | null = null;
  /** The journals that were there when it was last looked. */
  let seen: ReadonlySet<OperationId> = new Set();
  let stopped = false;

  function publish(): void {
    const shown = [...entered.values()].map((live) =>
      shownOperation(live.built, live.record(), {
        current: live.current(),
        log: live.log(),
        cancelling: live.cancelling(),
      }),
    );
    const isEnded = (operation: Operation): boolean => 'at' in operation.state;
    const ended = shown.filter(isEnded).sort((a, b) => (a.id < b.id ? 1 : -1));
    parts.publish([...shown.filter((one) => !isEnded(one)), ...ended.slice(0, RECENT_OPERATIONS)]);
  }

  function enter(
    record: OperationRecord,
    { definition, built }: Pick<LiveOperation, 'definition' | 'built'>,
  ): LiveOperation {
    const live = createLiveOperation(record, {
      definition,
      built,
      journal: journals.of(record.id),
      secrets: () => secrets.get(record.id) ?? NO_SECRETS,
      now: () => host.now(),
      onChange: publish,
      observe: parts.observe ?? (() => undefined),
      report,
    });
    entered.set(record.id, live);
    return live;
  }

  /** Takes the lock and does the work behind; `first` says what is asked of it, once it may, or why nothing is to be done. */
  async function work(
    first: () => Promise<LiveOperation | Failure>,
  ): Promise<Reply<{ readonly operationId: OperationId }>> {
    if (running !== null || stopped) return BUSY;
    let free = (): void => undefined;
    running = { live: null, done: new Promise((resolve) => (free = resolve)) };
    // What it waits for keeps no program running by itself, and a terminal's would end in its middle.
    const alive = setInterval(() => undefined, ALIVE_MS);
    const locking = await takeLock(host, folder);
    const giveUp = async (): Promise<void> => {
      if (locking.kind === 'held') await locking.release();
      clearInterval(alive);
      running = null;
      free();
    };
    if (locking.kind !== 'held') {
      await giveUp();
      return lockFailure(locking);
    }
    try {
      const live = await first();
      if ('ok' in live) {
        await giveUp();
        return live;
      }
      running = { live, done: running.done };
      publish();
      void live
        .run()
        .then(() => finished(live))
        .catch((error: unknown) => report('operations', error))
        .then(giveUp);
      return ok({ operationId: live.id });
    } catch (error) {
      report('operations', error);
      await giveUp();
      return unwritten(error instanceof Error && 'code' in error ? String(error.code) : '');
    }
  }

  /** What another Trackside has left since the start, by a crash; with the lock held nobody is at work on it. */
  async function leftByAnother(): Promise<boolean> {
    const { open } = await unfinished(journals, parts.definitions);
    return open.some(({ record }) => !entered.has(record.id));
  }

  /** The operation as it is on the disk, where another Trackside may have gone on with it; null: it is over. */
  async function asItIs(live: LiveOperation): Promise<LiveOperation | null> {
    // What the disk refused here is known here only.
    if (!live.isWritten()) return live;
    const reading = await journals.read(live.id);
    if (reading === null) {
      // It has ended so long ago that its journal was cleared away.
      entered.delete(live.id);
      publish();
      return null;
    }
    const record = reading.kind === 'read' ? recordOf(reading.entries) : null;
    if (record === null || isSameCourse(record, live.record())) return live;
    await live.close();
    const now = enter(record, live);
    publish();
    return record.course.kind === 'ended' && !canBeFinished(record) ? null : now;
  }

  /** One may follow at once on the one before: those that a crash has cut short. */
  async function settled(): Promise<void> {
    if (running === null) return;
    await running.done;
    await settled();
  }

  async function finished(live: LiveOperation): Promise<void> {
    await live.close();
    const { course } = live.record();
    if (course.kind !== 'going') secrets.delete(live.id);
    publish();
    parts.onEnded();
  }

  async function start(how: 'take-up' | 'look'): Promise<void> {
    seen = new Set(await journals.ids());
    const found = await unfinished(journals, parts.definitions);
    for (const notice of found.notices) parts.notice(notice);
    letGoOfChanged(found);
    for (const one of found.ended) if (!entered.has(one.record.id)) enter(one.record, one);
    if (how === 'look') for (const one of found.open) enter(one.record, one);
    publish();
    if (how === 'look' || stopped) return;
    others ??= watchOthers({
      host,
      folder,
      isBusy: () => running !== null,
      underWay: async () => {
        const { open } = await unfinished(journals, parts.definitions);
        return open
          .filter(({ record }) => record.course.kind === 'going' && !entered.has(record.id))
          .map(({ built }) => built.plan.title);
      },
      over: otherEnded,
      notice: parts.notice,
      report: (error) => report('operations', error),
    });
    await takeUp(found.open);
  }

  /** What another Trackside leaves, where it waits for a person or was cut short, is from now on here as well. */
  async function otherEnded(was: 'seen' | 'not-seen'): Promise<void> {
    const foreign = (await journals.ids()).some((id) => !seen.has(id) && !entered.has(id));
    await start('take-up');
    if (was === 'seen' || foreign) parts.onEnded();
  }

  /** Another Trackside has gone on with them: what the journals say now holds. */
  function letGoOfChanged({ open, ended }: Pick<Found, 'open' | 'ended'>): void {
    // The journal may be ahead of it; when it has ended, it is looked again.
    if (running !== null) return;
    const onDisk = new Map([...open, ...ended].map(({ record }) => [record.id, record]));
    for (const [id, live] of entered) {
      const record = onDisk.get(id);
      // One that has ended well is no news, and is not among them.
      const isChanged =
        record === undefined ? live.record().course.kind !== 'ended' : !isSameCourse(record, live.record());
      // What the disk refused here is known here only.
      if (isChanged && live.isWritten()) entered.delete(id);
    }
  }

  /** Another Trackside may have gone on with it since it was read. */
  async function isAsRead({ record }: Unfinished): Promise<boolean> {
    const now = await journals.read(record.id);
    return now?.kind === 'read' && isDeepStrictEqual(recordOf(now.entries), record);
  }

  /** What another Trackside is at work on is its own. */
  async function takeUp(open: readonly Unfinished[]): Promise<void> {
    const [next, ...rest] = open.filter(({ record }) => !entered.has(record.id));
    if (next === undefined || stopped) return;
    const live = enter(next.record, next);
    if (next.record.course.kind === 'held' && next.record.direction === 'forward') {
      publish();
      await takeUp(rest);
      return;
    }
    const reply = await work(async () => {
      if (!(await isAsRead(next))) return BUSY;
      await live.append({ type: 'resumed', at: host.now() });
      const problem = tooOften(live.record());
      if (problem !== null) await live.append({ type: 'held', at: host.now(), problem });
      else if (next.record.course.kind === 'held') await live.append({ type: 'continued', at: host.now() });
      return live;
    });
    if (reply.ok) {
      void running?.done.then(() => takeUp(rest)).catch((error: unknown) => report('operations', error));
      return;
    }
    entered.delete(live.id);
    publish();
    lookAgain = setTimeout(() => {
      start('take-up').catch((error: unknown) => report('operations', error));
    }, LOCK_LOOK_MS);
    lookAgain.unref();
  }

  /** Of one that is held: `entries` say what the person chose. */
  async function chosen(
    id: OperationId,
    given: OperationSecrets | null,
    entries: (record: OperationRecord) => readonly Entry[],
  ): Promise<Reply<null>> {
    const live = entered.get(id);
    if (live === undefined) return GONE;
    const { course } = live.record();
    if (course.kind !== 'held' && !(given !== null && canBeFinished(live.record()))) return NOT_HELD;
    // It has come to rest, but may not have given the lock back yet.
    if (running?.live === live) await running.done;
    const reply = await work(async () => {
      const now = await asItIs(live);
      if (now === null) return MOVED_ON;
      if (given !== null) secrets.set(id, given);
      for (const entry of entries(now.record())) await now.append(entry);
      return now;
    });
    return reply.ok ? ok(null) : reply;
  }

  return {
    start,
    plan: async (definition, request) => {
      const spec = await definition.prepare(request);
      if (!spec.ok) return spec;
      const held: HeldPlan = {
        id: newId(host.now()),
        definition: anyDefinition(definition),
        spec: spec.value,
        built: definition.build(spec.value),
        createdAt: host.now(),
      };
      plans.add(held);
      return ok(
        plannedOperation(held.built, { id: held.id, kind: definition.kind, createdAt: held.createdAt }),
      );
    },
    begin: async (id, typed, given) => {
      const plan = plans.confirm(id, typed);
      if (!plan.ok) return plan;
      const { definition, built, spec, createdAt } = plan.value;
      const unready = built.unready?.(given) ?? null;
      if (unready !== null) return unready;
      const reply = await work(async () => {
        if (await leftByAnother()) return FIRST_THE_OTHER;
        const first: Entry = {
          type: 'begun',
          format: 1,
          id,
          kind: definition.kind,
          spec,
          steps: built.steps.map((step) => step.id),
          createdAt,
          at: host.now(),
        };
        parts.observe?.({ kind: 'before-entry', entry: first });
        await (await journals.create(id, first)).close();
        parts.observe?.({ kind: 'after-entry', entry: first });
        const record = beginning(first);
        if (record === null) throw new Error('An operation that does not begin.');
        plans.remove(id);
        secrets.set(id, given);
        return enter(record, { definition, built });
      });
      if (reply === FIRST_THE_OTHER) await start('take-up');
      return reply;
    },
    cancel: (id) => {
      const live = entered.get(id);
      if (live === undefined) return GONE;
      if (running?.live !== live || live.record().direction === 'back') {
        return fail('wrong-state', 'There is nothing to cancel any more.');
      }
      live.cancel();
      return ok(null);
    },
    continue: (id, given) => chosen(id, given, () => [{ type: 'continued', at: host.now() }]),
    undo: (id) =>
      chosen(id, null, ({ direction, problem }) =>
        direction === 'back' || problem === null
          ? [{ type: 'continued', at: host.now() }]
          : [{ type: 'undoing', at: host.now(), problem }],
      ),
    leave: (id) => chosen(id, null, (record) => leaving(record, host.now())),
    dismiss: async (id) => {
      if (plans.remove(id)) return ok(null);
      const live = entered.get(id);
      if (live === undefined) return GONE;
      if (live.record().course.kind !== 'ended') {
        return fail('wrong-state', 'This operation has not ended yet.');
      }
      await live.append({ type: 'dismissed', at: host.now() });
      await live.close();
      entered.delete(id);
      publish();
      return ok(null);
    },
    settled,
    stop: async () => {
      stopped = true;
      others?.stop();
      if (lookAgain !== null) clearTimeout(lookAgain);
      running?.live?.stop();
      if (running !== null) await within(running.done, OPERATION_STOP_MS);
    },
  };
}

/** Whether they stand at the same point. */
function isSameCourse(one: OperationRecord, other: OperationRecord): boolean {
  return (
    one.direction === other.direction &&
    isDeepStrictEqual(one.course, other.course) &&
    isDeepStrictEqual(one.marks, other.marks)
  );
}

/** The step that it is held at is left as it is, and the rest goes on. */
function leaving(record: OperationRecord, at: number): readonly Entry[] {
  const why = record.problem?.message ?? 'It was left as it is.';
  const step = record.stepIds.find((id) => {
    const kind = record.marks[id]?.kind;
    return record.direction === 'forward' ? kind === 'failed' : kind === 'undoing';
  });
  if (step === undefined) return [{ type: 'continued', at }];
  const left =
    record.direction === 'forward'
      ? ({ type: 'step-left', step, at, why } as const)
      : ({ type: 'step-stays', step, at, why } as const);
  return [left, { type: 'continued', at }];
}

/** In the order of their making: 12 hex digits of milliseconds, 4 of chance. */
function newId(now: number): OperationId {
  return `${Math.floor(now).toString(16).padStart(12, '0').slice(-12)}${randomBytes(2).toString('hex')}` as OperationId;
}
