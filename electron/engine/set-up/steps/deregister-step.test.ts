import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fail, ok, type Reply } from '../../../../shared/contract.ts';
import type { Memory, StepContext } from '../../operations/definition.ts';
import type { RemoveSpec } from '../remove-spec.ts';
import type { StepParts } from '../step-parts.ts';
import { DEREGISTERED, deregisterStep } from './deregister-step.ts';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'trackside-deregister-'));
  const settings = { agentId: 7, agentName: 'mini', gitHubUrl: 'https://github.com/acme/rocket' };
  await writeFile(join(directory, '.runner'), JSON.stringify(settings));
});
afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

/** GitHub has it, and what it last heard was not noted: the power went. */
function afterACrash(asked: Reply<'there' | 'gone'>) {
  const scope = { kind: 'repository', host: 'github.com', owner: 'acme', repository: 'rocket' } as const;
  const spec = { directory, name: 'mini', scope, agentId: 7, login: 'yes' } as RemoveSpec;
  let memory: Memory = {};
  const context = {
    secrets: { registrationToken: null, removeToken: null },
    memory: () => memory,
    remember: async (facts: Memory) => {
      if (facts[DEREGISTERED] === true && isCrashing) throw new Error('the power is gone');
      memory = { ...memory, ...facts };
    },
  } as unknown as StepContext;
  const admin = {
    hasLogin: async () => true,
    deleteRunner: async () => ok('deleted'),
    runner: async () => (asked.ok ? ok(asked.value === 'gone' ? null : { id: 7 }) : asked),
  };
  const processes = async () => ({ listeners: [], workers: [] });
  const step = deregisterStep(spec, { admin, processes } as unknown as StepParts);
  let isCrashing = true;
  return {
    undo: async () => {
      await step.do(context).catch(() => undefined);
      isCrashing = false;
      const outcome = await step.undo(context);
      return { outcome, deregistered: context.memory()[DEREGISTERED] === true };
    },
  };
}

describe('a runner that GitHub has let go right before a crash', () => {
  it('is not said to be as before: it stays off GitHub, and is not started again', async () => {
    const { outcome, deregistered } = await afterACrash(ok('gone')).undo();
    expect(outcome).toEqual({
      ok: 'left',
      why: '“mini” is off GitHub; it has to be set up anew to be used.',
    });
    expect(deregistered).toBe(true);
  });

  it('is as before where GitHub has it still', async () => {
    expect(await afterACrash(ok('there')).undo()).toEqual({ outcome: { ok: true }, deregistered: false });
  });

  it('is said to be perhaps off GitHub where nobody can tell', async () => {
    expect(await afterACrash(fail('unreachable', 'github.com cannot be reached.')).undo()).toEqual({
      outcome: {
        ok: 'left',
        why: '“mini” may be off GitHub already, which cannot be seen right now; if it is, it has to be set up anew.',
      },
      deregistered: false,
    });
  });
});
