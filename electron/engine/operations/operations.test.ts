import { readFileSync, watch } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { fail, ok } from '../../../shared/contract.ts';
import type { Notice } from '../../../shared/domain.ts';
import type { Operation, OperationId } from '../../../shared/operation.ts';
import type { ProcessRow } from '../host/host.ts';
import { anyDefinition, type Definition, type Step, type StepOutcome } from './definition.ts';
import type { OperationMoment } from './live-operation.ts';
import { createOperations, NO_SECRETS, type Operations } from './operations.ts';

const WAIT = { timeout: 5_000, interval: 20 };
let root = '';
/** Each would go on with what another leaves. */
const alive = new Set<Operations>();
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'trackside-operations-'));
});
afterEach(async () => {
  for (const operations of alive) await operations.stop();
  alive.clear();
  await rm(root, { recursive: true, force: true });
});

/** How one step of a made-up operation goes: it makes two files, one after the other. */
type Way = 'well' | 'left' | 'fails' | 'fails-half' | 'undo-stays';
const spec = z.strictObject({
  ways: z.array(z.enum(['well', 'left', 'fails', 'fails-half', 'undo-stays'])),
});
type Spec = z.infer<typeof spec>;

const place = (name: string): string => join(root, 'made', name);
const PLAN = {
  id: 'step',
  title: 'Make two files',
  detail: null,
  files: [],
  commands: [],
  usualSeconds: 1,
  undoing: 'Removes them.',
} as const;

function stepOf(way: Way, index: number, cancel: Step['cancel'] = 'any-time'): Step {
  const id = `step-${index}`;
  const bad = (): StepOutcome => fail('program-failed', 'It did not work.', 'Try again.');
  return {
    ...PLAN,
    id,
    cancel,
    do: async (context) => {
      if (way === 'left') return { ok: 'left', why: 'It was left.' };
      if (way === 'fails') return bad();
      await writeFile(place(`${id}-a`), '');
      context.progress({ done: 1, total: 2, unit: 'items' });
      if (way === 'fails-half') return bad();
      await writeFile(place(`${id}-b`), '');
      await context.remember({ [id]: true });
      return { ok: true };
    },
    undo: async () => {
      if (way === 'undo-stays') return { ok: 'left', why: 'It stays.' };
      await rm(place(`${id}-a`), { force: true });
      await rm(place(`${id}-b`), { force: true });
      return { ok: true };
    },
  };
}

function definitionOf(
  onFailure: 'undo' | 'hold' = 'undo',
  steps: (spec: Spec) => readonly Step[] = ({ ways }) => ways.map((way, index) => stepOf(way, index)),
): Definition<Spec, Spec> {
  return {
    kind: 'set-up',
    spec,
    onFailure,
    prepare: async (request) => ok(request),
    build: (made) => ({
      plan: {
        title: 'Make files',
        needs: [],
        warnings: [],
        confirmation: { kind: 'button', label: 'Do it' },
      },
      steps: steps(made),
      runnerId: null,
      result: () => ['Made.'],
    }),
  };
}

/** One Trackside after another on the same folder; each life has a start time of its own, as after a crash. */
let life = 0;
function trackside(
  definition: Definition<Spec, Spec>,
  observe: (moment: OperationMoment) => void = () => undefined,
): {
  operations: Operations;
  shown: () => readonly Operation[];
  notices: (Notice | { readonly remove: string })[];
} {
  life += 1;
  const startedAt = life * 60_000;
  let shown: readonly Operation[] = [];
  const notices: (Notice | { readonly remove: string })[] = [];
  const operations = createOperations({
    host: {
      data: root,
      now: () => Date.now(),
      processes: async () => ok([{ pid: process.pid, startedAt } as ProcessRow]),
    },
    definitions: [anyDefinition(definition)],
    publish: (all) => {
      shown = all;
    },
    notice: (notice) => notices.push(notice),
    onEnded: () => undefined,
    report: () => undefined,
    observe,
  });
  alive.add(operations);
  return { operations, shown: () => shown, notices };
}

async function begin(operations: Operations, definition: Definition<Spec, Spec>, ways: readonly Way[]) {
  await rm(join(root, 'made'), { recursive: true, force: true });
  await mkdir(join(root, 'made'));
  const planned = await operations.plan(definition, { ways: [...ways] });
  if (!planned.ok) throw new Error(planned.message);
  return { id: planned.value.id, reply: await operations.begin(planned.value.id, '', NO_SECRETS) };
}
const made = async (): Promise<readonly string[]> => (await readdir(join(root, 'made'))).sort();

describe('an operation', () => {
  it('does its steps in order, and tells what is worth knowing', async () => {
    const definition = definitionOf();
    const { operations, shown } = trackside(definition);
    await begin(operations, definition, ['well', 'left', 'well']);
    await operations.settled();
    expect(shown()[0]).toMatchObject({
      state: { kind: 'succeeded' },
      steps: [{ kind: 'done' }, { kind: 'left' }, { kind: 'done' }],
      leftBehind: ['It was left.'],
      result: ['Made.'],
      offers: ['continue', 'dismiss'],
    });
    expect(await made()).toEqual(['step-0-a', 'step-0-b', 'step-2-a', 'step-2-b']);
  });

  it('takes everything back when a step fails, the half of that step too, and says why', async () => {
    const definition = definitionOf();
    const { operations, shown } = trackside(definition);
    await begin(operations, definition, ['well', 'fails-half', 'well']);
    await operations.settled();
    expect(shown()[0]).toMatchObject({
      state: { kind: 'undone' },
      problem: { code: 'program-failed', message: 'It did not work.', hint: 'Try again.' },
      steps: [{ kind: 'undone' }, { kind: 'undone' }, { kind: 'pending' }],
    });
    expect(await made()).toEqual([]);
  });

  it('names what stays when it cannot be taken back', async () => {
    const definition = definitionOf();
    const { operations, shown } = trackside(definition);
    await begin(operations, definition, ['well', 'undo-stays', 'fails']);
    await operations.settled();
    expect(shown()[0]).toMatchObject({ state: { kind: 'failed' }, leftBehind: ['It stays.'] });
    expect(await made()).toEqual(['step-1-a', 'step-1-b']);
  });

  it('is held where its kind waits for a person: try again, leave the step, or go back', async () => {
    const definition = definitionOf('hold');
    const { operations, shown } = trackside(definition);
    const { id } = await begin(operations, definition, ['well', 'fails', 'well']);
    await operations.settled();
    expect(shown()[0]).toMatchObject({ state: { kind: 'held' }, offers: ['continue', 'leave', 'undo'] });
    expect(await operations.continue(id, NO_SECRETS)).toEqual(ok(null));
    await operations.settled();
    expect(shown()[0]?.state.kind).toBe('held');
    expect(await operations.leave(id)).toEqual(ok(null));
    await operations.settled();
    expect(shown()[0]).toMatchObject({
      state: { kind: 'succeeded' },
      steps: [{ kind: 'done' }, { kind: 'left', why: 'It did not work.' }, { kind: 'done' }],
    });
  });

  it('that could not be taken back at first says in the end why it was to be taken back', async () => {
    let reachable = false;
    const definition = definitionOf('undo', () => [
      {
        ...stepOf('well', 0),
        undo: async () => (reachable ? { ok: true } : fail('unreachable', 'GitHub cannot be reached.')),
      },
      stepOf('fails', 1),
    ]);
    const { operations, shown } = trackside(definition);
    const { id } = await begin(operations, definition, []);
    await operations.settled();
    expect(shown()[0]).toMatchObject({
      state: { kind: 'held' },
      problem: { message: 'GitHub cannot be reached.' },
      offers: ['undo', 'leave'],
    });
    reachable = true;
    expect(await operations.undo(id)).toEqual(ok(null));
    await operations.settled();
    expect(shown()[0]).toMatchObject({ state: { kind: 'undone' }, problem: { message: 'It did not work.' } });
  });

  it('does later what it had to leave, also after a restart', async () => {
    let reachable = false;
    const definition = definitionOf('hold', () => [
      stepOf('well', 0),
      {
        ...stepOf('well', 1),
        do: async () => (reachable ? { ok: true } : { ok: 'left', why: 'GitHub could not be reached.' }),
      },
    ]);
    const first = trackside(definition);
    await begin(first.operations, definition, []);
    await first.operations.settled();
    expect(first.shown()[0]).toMatchObject({ state: { kind: 'succeeded' }, offers: ['continue', 'dismiss'] });
    reachable = true;
    const second = trackside(definition);
    await second.operations.start('take-up');
    const [left] = second.shown();
    expect(left?.leftBehind).toEqual(['GitHub could not be reached.']);
    expect(await second.operations.continue(left?.id ?? ('' as OperationId), NO_SECRETS)).toEqual(ok(null));
    await second.operations.settled();
    expect(second.shown()[0]).toMatchObject({
      state: { kind: 'succeeded' },
      leftBehind: [],
      offers: ['dismiss'],
    });
  });

  it('does not begin without a token that it takes, and writes nothing down', async () => {
    const needing: Definition<Spec, Spec> = {
      ...definitionOf(),
      build: (one) => ({
        ...definitionOf().build(one),
        unready: ({ registrationToken }) =>
          registrationToken === null ? fail('login-needed', 'It takes a token.') : null,
      }),
    };
    const { operations } = trackside(needing);
    const planned = await operations.plan(needing, { ways: [] });
    const id = planned.ok ? planned.value.id : ('' as OperationId);
    expect(await operations.begin(id, '', NO_SECRETS)).toMatchObject({ ok: false, code: 'login-needed' });
    expect(await readdir(join(root, 'operations')).catch(() => [])).toEqual([]);
    const given = { ...NO_SECRETS, registrationToken: 'A'.repeat(29) };
    expect(await operations.begin(id, '', given)).toMatchObject({ ok: true });
    await operations.settled();
  });

  it('waits for the text that a plan asks for, and begins without it nothing', async () => {
    const definition = definitionOf();
    const asking: Definition<Spec, Spec> = {
      ...definition,
      build: (one) => ({
        ...definition.build(one),
        plan: {
          title: 'Make files',
          needs: [],
          warnings: [],
          confirmation: { kind: 'type', text: 'acme/rocket', label: 'Do it', reason: 'It is public.' },
        },
      }),
    };
    const { operations } = trackside(asking);
    const planned = await operations.plan(asking, { ways: [] });
    const id = planned.ok ? planned.value.id : ('' as OperationId);
    expect(await operations.begin(id, 'acme/Rocket', NO_SECRETS)).toMatchObject({
      ok: false,
      code: 'wrong-confirmation',
    });
    expect(await readdir(join(root, 'operations')).catch(() => [])).toEqual([]);
    expect(await operations.begin(id, 'acme/rocket', NO_SECRETS)).toMatchObject({ ok: true });
    await operations.settled();
  });
});

describe('cancelling', () => {
  it('cuts a step short that allows it, and takes everything back', async () => {
    let entered = (): void => undefined;
    const inStep = new Promise<void>((resolve) => (entered = resolve));
    const definition = definitionOf('undo', () => [
      stepOf('well', 0),
      {
        ...stepOf('well', 1),
        do: (context) =>
          new Promise((resolve) => {
            context.signal.addEventListener('abort', () => resolve(fail('cancelled', 'It was cancelled.')));
            entered();
          }),
      },
    ]);
    const { operations, shown } = trackside(definition);
    const { id } = await begin(operations, definition, []);
    await inStep;
    expect(shown()[0]?.offers).toEqual(['cancel']);
    expect(operations.cancel(id)).toEqual(ok(null));
    await operations.settled();
    expect(shown()[0]).toMatchObject({ state: { kind: 'undone' }, problem: { code: 'cancelled' } });
    expect(await made()).toEqual([]);
  });

  it('is not forgotten in a crash that comes before anything is taken back', async () => {
    let entered = (): void => undefined;
    const inStep = new Promise<void>((resolve) => (entered = resolve));
    const cuttable: Step = {
      ...stepOf('well', 1),
      do: (context) =>
        new Promise((resolve) => {
          context.signal.addEventListener('abort', () => resolve(fail('cancelled', 'It was cancelled.')));
          entered();
        }),
    };
    const definition = definitionOf('undo', () => [stepOf('well', 0), cuttable]);
    const { operations } = trackside(definition, (moment) => {
      if (moment.kind === 'before-entry' && moment.entry.type === 'undoing') throw new Error('gone');
    });
    const { id } = await begin(operations, definition, []);
    await inStep;
    operations.cancel(id);
    await operations.settled();
    expect(await made()).toHaveLength(2);
    const next = trackside(definition);
    await next.operations.start('take-up');
    await next.operations.settled();
    expect(next.shown()).toMatchObject([
      { state: { kind: 'undone' }, resumed: 1, problem: { code: 'cancelled' } },
    ]);
    expect(await made()).toEqual([]);
  });

  it('lets a step end that cannot be cut short', async () => {
    let entered = (): void => undefined;
    let finish = (): void => undefined;
    const inStep = new Promise<void>((resolve) => (entered = resolve));
    const definition = definitionOf('undo', () => [
      {
        ...stepOf('well', 0, 'before'),
        do: async (context) => {
          const finishing = new Promise<void>((resolve) => (finish = resolve));
          entered();
          await finishing;
          return context.signal.aborted ? fail('internal', 'It was cut short.') : { ok: true };
        },
      },
      stepOf('well', 1),
    ]);
    const { operations, shown } = trackside(definition);
    const { id } = await begin(operations, definition, []);
    await inStep;
    operations.cancel(id);
    finish();
    await operations.settled();
    expect(shown()[0]).toMatchObject({
      state: { kind: 'undone' },
      problem: { code: 'cancelled' },
      steps: [{ kind: 'undone' }, { kind: 'pending' }],
    });
  });
});

describe('one at a time', () => {
  it('refuses a second one, here and in another Trackside', async () => {
    const hanging = definitionOf('undo', () => [
      {
        ...stepOf('well', 0),
        do: (context) =>
          new Promise((resolve) => {
            context.signal.addEventListener('abort', () => resolve(fail('cancelled', 'Cut short.')));
          }),
      },
    ]);
    const one = trackside(hanging);
    const { id } = await begin(one.operations, hanging, []);
    expect((await begin(one.operations, hanging, [])).reply).toMatchObject({ code: 'busy-with-command' });
    life -= 1; // the same process as before: it lives
    const other = trackside(hanging);
    await other.operations.start('take-up');
    expect(other.shown()).toEqual([]);
    expect((await begin(other.operations, hanging, [])).reply).toMatchObject({ code: 'other-trackside' });
    await other.operations.stop();
    one.operations.cancel(id);
    await one.operations.settled();
  });
});

describe('two Tracksides', () => {
  const crashing = (definition: Definition<Spec, Spec>): ReturnType<typeof trackside> =>
    trackside(definition, (moment) => {
      if (moment.kind === 'after-entry' && moment.entry.type === 'step-begun') throw new Error('gone');
    });

  const telling = (step: Step): Step => ({
    ...step,
    do: async (context) => {
      context.log('At work.');
      return await step.do(context);
    },
  });

  it('what one leaves by a crash, the other ends first, though it has run all the time', async () => {
    const definition = definitionOf('undo', ({ ways }) =>
      ways.map((way, index) => telling(stepOf(way, index))),
    );
    const app = trackside(definition);
    await app.operations.start('take-up');
    await begin(app.operations, definition, ['fails']);
    await app.operations.settled();
    const command = crashing(definition);
    await begin(command.operations, definition, ['well']);
    await command.operations.settled();
    const planned = await app.operations.plan(definition, { ways: ['well', 'well'] });
    if (!planned.ok) throw new Error(planned.message);
    expect(await app.operations.begin(planned.value.id, '', NO_SECRETS)).toMatchObject({
      code: 'busy-with-command',
      message: 'Another Trackside has ended in the middle of an operation, which comes first.',
    });
    await app.operations.settled();
    expect(app.shown()).toMatchObject([
      { state: { kind: 'succeeded' }, resumed: 1 },
      // What has ended before is still as it was shown.
      { state: { kind: 'undone' }, log: [{ text: 'At work.' }] },
    ]);
    expect((await app.operations.begin(planned.value.id, '', NO_SECRETS)).ok).toBe(true);
    await app.operations.settled();
    expect(app.shown()).toHaveLength(3);
  });

  it('what one has ended, the other does not go on with as it remembers it', async () => {
    const definition = definitionOf('hold', ({ ways }) =>
      ways.map((way, index) => stepOf(life === 1 ? way : 'well', index)),
    );
    life = 0;
    const app = trackside(definition);
    const { id } = await begin(app.operations, definition, ['well', 'fails']);
    await app.operations.settled();
    expect(app.shown()[0]).toMatchObject({ state: { kind: 'held' } });
    const command = trackside(definition);
    await command.operations.start('take-up');
    await command.operations.continue(id, NO_SECRETS);
    await command.operations.settled();
    expect(command.shown()[0]).toMatchObject({ state: { kind: 'succeeded' } });
    expect(await app.operations.undo(id)).toMatchObject({
      code: 'wrong-state',
      message: 'Another Trackside has gone on with this operation in the meantime.',
    });
    expect(app.shown()[0]).toMatchObject({ state: { kind: 'succeeded' } });
    expect(await made()).toHaveLength(4);
    // Nor where its journal has been cleared away by then.
    const third = await begin(app.operations, definitionOf('hold'), ['fails']);
    await app.operations.settled();
    await rm(join(root, 'operations', `${third.id}.jsonl`));
    expect(await app.operations.undo(third.id)).toMatchObject({ code: 'wrong-state' });
    expect(app.shown().map(({ id: one }) => one)).not.toContain(third.id);
  });

  it('one that begins is never without its beginning for the other that looks meanwhile', async () => {
    const definition = definitionOf();
    const command = trackside(definition);
    const folder = join(root, 'operations');
    await mkdir(folder);
    const found: string[] = [];
    const watcher = watch(folder, (_event, name) => {
      if (name?.endsWith('.jsonl') === true) found.push(readFileSync(join(folder, name), 'utf8'));
    });
    await begin(command.operations, definition, ['well']);
    await command.operations.settled();
    await vi.waitUntil(() => found.length > 0);
    watcher.close();
    expect(found[0]).toContain('"begun"');
  });
});

describe('another Trackside at work', () => {
  it('is told of while it is, and what it leaves in the middle is gone on with, without a restart', async () => {
    let isOpen = false;
    const definition = definitionOf('undo', () => [
      {
        ...stepOf('well', 0),
        do: (context) =>
          new Promise((resolve) => {
            if (isOpen) resolve({ ok: true });
            context.signal.addEventListener('abort', () => resolve(fail('cancelled', 'Cut short.')));
          }),
      },
    ]);
    const app = trackside(definition);
    await app.operations.start('take-up');
    life -= 1; // the same process: it lives
    const terminal = trackside(definition);
    const { id } = await begin(terminal.operations, definition, []);
    await vi.waitFor(() => expect(app.notices).toHaveLength(1), WAIT);
    expect(app.notices).toMatchObject([
      { id: 'other-trackside', kind: 'condition', detail: expect.stringMatching(/^Make files: under way/) },
    ]);
    expect(app.shown()).toEqual([]);
    life -= 1;
    const later = trackside(definition);
    await later.operations.start('take-up');
    await vi.waitFor(() => expect(later.notices).toMatchObject([{ id: 'other-trackside' }]), WAIT);
    await later.operations.stop();
    isOpen = true;
    await terminal.operations.stop();
    await vi.waitFor(() => expect(app.shown()).toHaveLength(1), WAIT);
    await app.operations.settled();
    expect(app.shown()).toMatchObject([{ id, state: { kind: 'succeeded' }, resumed: 1 }]);
    expect(app.notices.slice(1)).toEqual([{ remove: 'other-trackside' }]);
  });

  it('that has left something for a person to decide has it decided here', async () => {
    const definition = definitionOf('hold');
    const app = trackside(definition);
    await app.operations.start('take-up');
    const terminal = trackside(definition);
    const { id } = await begin(terminal.operations, definition, ['well', 'fails']);
    await terminal.operations.settled();
    await vi.waitFor(() => expect(app.shown()).toHaveLength(1), WAIT);
    expect(app.shown()).toMatchObject([
      { id, state: { kind: 'held' }, offers: ['continue', 'leave', 'undo'] },
    ]);
    await app.operations.undo(id);
    await app.operations.settled();
    expect([app.shown()[0]?.state.kind, await made()]).toEqual(['undone', []]);
  });
});

describe('what waits for a person', () => {
  it('and is decided in another Trackside is seen to be decided', async () => {
    const definition = definitionOf('hold');
    const app = trackside(definition);
    await app.operations.start('take-up');
    const { id } = await begin(app.operations, definition, ['well', 'fails']);
    await app.operations.settled();
    expect(app.shown()[0]?.state.kind).toBe('held');
    const other = trackside(definition);
    await other.operations.start('take-up');
    expect(await other.operations.undo(id)).toMatchObject({ ok: true });
    await other.operations.settled();
    await vi.waitFor(() => expect(app.shown()[0]?.state.kind).toBe('undone'), WAIT);
    expect(await app.operations.undo(id)).toMatchObject({ ok: false, code: 'wrong-state' });
  });
});

describe('after a crash', () => {
  it('at any entry of the journal, the next start ends it: everything is there, or nothing but what is named', async () => {
    const way = fc.constantFrom<Way>('well', 'well', 'well', 'left', 'fails', 'fails-half', 'undo-stays');
    await fc.assert(
      fc.asyncProperty(fc.array(way, { minLength: 1, maxLength: 4 }), fc.nat(24), async (ways, crashAt) => {
        await rm(join(root, 'operations'), { recursive: true, force: true });
        const definition = definitionOf();
        let moments = 0;
        const first = trackside(definition, () => {
          moments += 1;
          if (moments > crashAt) throw new Error('the power is gone');
        });
        await begin(first.operations, definition, ways);
        await first.operations.settled();
        const second = trackside(definition);
        await second.operations.start('take-up');
        await second.operations.settled();
        await second.operations.stop();
        const all = await made();
        const failing = ways.some((one) => one === 'fails' || one === 'fails-half');
        const journals = await readdir(join(root, 'operations'));
        const begun = journals.some((name) => name.endsWith('.jsonl'));
        const expected = ways.flatMap((one, index) => {
          const makes = failing || !begun ? one === 'undo-stays' : one !== 'left';
          return makes ? [`step-${index}-a`, `step-${index}-b`] : [];
        });
        const reached = failing ? ways.findIndex((one) => one === 'fails' || one === 'fails-half') : 99;
        expect(all).toEqual(begun ? expected.filter((name) => Number(name.split('-')[1]) <= reached) : []);
      }),
      { numRuns: 40 },
    );
  });

  it('a line that the crash has torn is left out, and the journal goes on behind it', async () => {
    const definition = definitionOf();
    const first = trackside(definition, (moment) => {
      if (moment.kind === 'before-entry' && moment.entry.type === 'step-done') throw new Error('gone');
    });
    const { id } = await begin(first.operations, definition, ['well']);
    await first.operations.settled();
    const path = join(root, 'operations', `${id}.jsonl`);
    await writeFile(path, `${await readFile(path, 'utf8')}{"type":"step-do`);
    const second = trackside(definition);
    await second.operations.start('take-up');
    await second.operations.settled();
    expect(second.shown()[0]).toMatchObject({ state: { kind: 'succeeded' }, resumed: 1 });
    const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { type: string }).type)).toContain('ended');
  });

  it('one in whose middle Trackside has ended again and again waits for a person', async () => {
    const definition = definitionOf();
    const crash = (): ReturnType<typeof trackside> =>
      trackside(definition, (moment) => {
        if (moment.kind === 'after-entry' && moment.entry.type === 'step-begun') throw new Error('gone');
      });
    const first = crash();
    const { id } = await begin(first.operations, definition, ['well']);
    await first.operations.settled();
    for (let times = 0; times < 3; times += 1) {
      const { operations } = crash();
      await operations.start('take-up');
      await operations.settled();
    }
    const last = trackside(definition);
    await last.operations.start('take-up');
    await last.operations.settled();
    expect(last.shown()[0]).toMatchObject({ state: { kind: 'held' }, offers: ['continue', 'leave', 'undo'] });
    await last.operations.undo(id);
    await last.operations.settled();
    expect(last.shown()[0]?.state.kind).toBe('undone');
  });

  it('a damaged journal is set aside and said so, and takes nothing else with it', async () => {
    const definition = definitionOf();
    const first = trackside(definition, (moment) => {
      if (moment.kind === 'after-entry' && moment.entry.type === 'step-begun') throw new Error('gone');
    });
    await begin(first.operations, definition, ['well']);
    await first.operations.settled();
    await writeFile(join(root, 'operations', '00000000000000aa.jsonl'), 'nonsense\n');
    const second = trackside(definition);
    await second.operations.start('take-up');
    await second.operations.settled();
    expect(second.notices).toMatchObject([{ id: 'operation-journal' }]);
    expect(second.shown()[0]?.state.kind).toBe('succeeded');
    expect(await readdir(join(root, 'operations'))).toContain('00000000000000aa.jsonl.damaged');
  });
});
