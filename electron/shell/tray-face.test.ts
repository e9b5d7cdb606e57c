import { describe, expect, it } from 'vitest';
import { aJob, aRunner, anOperation, emptyState, withRunners } from '../../e2e/electron/practice/states.ts';
import type { RunnerState } from '../../shared/domain.ts';
import { shapeOf, trayFace } from './tray-face.ts';

describe('the shape', () => {
  it.each<[RunnerState, string]>([
    [{ kind: 'idle' }, 'idle'],
    [{ kind: 'busy' }, 'busy'],
    [{ kind: 'draining' }, 'busy'],
    [{ kind: 'paused' }, 'paused'],
    [{ kind: 'starting' }, 'changing'],
    [{ kind: 'updating', version: null }, 'changing'],
    [{ kind: 'unknown' }, 'unknown'],
    [{ kind: 'absent' }, 'stopped'],
    [{ kind: 'stopped', reason: 'by-person' }, 'stopped'],
    [{ kind: 'stopped', reason: 'crashed' }, 'attention'],
    [{ kind: 'stopped', reason: 'version-deprecated' }, 'attention'],
    [{ kind: 'offline', reason: 'reconnecting', detail: null }, 'attention'],
    [{ kind: 'lost-registration' }, 'attention'],
    [{ kind: 'crash-looping' }, 'attention'],
  ])('of %o is %s', (state, shape) => {
    expect(shapeOf(state)).toBe(shape);
  });
});

describe('the face', () => {
  const idle = aRunner('a', { kind: 'idle' });
  const busy = aRunner('b', { kind: 'busy' });
  const lost = aRunner('c', { kind: 'lost-registration' });

  it('says that it looks, and that there is none', () => {
    const state = emptyState();
    expect(trayFace({ ...state, app: { ...state.app, looked: false } })).toMatchObject({ shape: 'unknown' });
    expect(trayFace(state)).toMatchObject({
      shape: 'stopped',
      sentence: 'Trackside: no runner on this Mac yet.',
    });
  });

  it('is the runner that needs a person most, and counts the others', () => {
    expect(trayFace(withRunners([idle, busy]))).toMatchObject({ shape: 'busy' });
    expect(trayFace(withRunners([idle, busy, lost]))).toEqual({
      shape: 'attention',
      sentence: 'mini-c: It is lost-registration. 2 other runners.',
      since: null,
    });
  });

  it('counts from the oldest running job, and only when wanted', () => {
    const first = { ...busy, job: aJob(busy, { startedAt: 500 }) };
    const second = { ...idle, job: aJob(idle, { startedAt: 900 }) };
    expect(trayFace(withRunners([second, first])).since).toBe(500);
    expect(trayFace(withRunners([second, first], { timeInMenuBar: false })).since).toBeNull();
    const over = aJob(busy, { outcome: { kind: 'lost', noticedAt: 1 } });
    expect(trayFace(withRunners([{ ...busy, job: over }])).since).toBeNull();
  });
});

describe('the face while an operation is there', () => {
  const idle = withRunners([aRunner('a', { kind: 'idle' })]);
  const lost = withRunners([aRunner('c', { kind: 'lost-registration' })]);
  const running = anOperation({ kind: 'running' });

  it('says which step it is in, also before there is a runner', () => {
    expect(trayFace({ ...emptyState(), operations: [running] })).toEqual({
      shape: 'changing',
      sentence: 'Set up mini-a for octo/app: Register it with GitHub.',
      since: null,
    });
  });

  it('says so before what the runners do, and leaves the shape to one that needs a person', () => {
    expect(trayFace({ ...idle, operations: [running] })).toMatchObject({
      shape: 'changing',
      sentence: 'Set up mini-a for octo/app: Register it with GitHub. It is idle.',
    });
    expect(trayFace({ ...lost, operations: [running] })).toMatchObject({
      shape: 'attention',
      sentence: 'Set up mini-a for octo/app: Register it with GitHub. It is lost-registration.',
    });
  });

  it('says that it goes back, and that it waits for a person', () => {
    const face = (state: Parameters<typeof anOperation>[0]): unknown =>
      trayFace({ ...idle, operations: [anOperation(state)] });
    expect(face({ kind: 'undoing' })).toMatchObject({
      shape: 'changing',
      sentence: 'Set up mini-a for octo/app: taking back what was done. It is idle.',
    });
    expect(face({ kind: 'held' })).toMatchObject({
      shape: 'attention',
      sentence: 'Set up mini-a for octo/app: stopped in the middle, and waits for you. It is idle.',
    });
  });

  it('is as before once it has ended, and for a bare plan', () => {
    const ended = [anOperation({ kind: 'succeeded', at: 1 }), anOperation({ kind: 'planned' })];
    expect(trayFace({ ...idle, operations: ended })).toEqual(trayFace(idle));
  });
});
