import { describe, expect, it } from 'vitest';
import { fail } from '../../shared/contract.ts';
import { handleRequest } from './server.ts';
import type { Handlers } from './server.ts';

const TOKEN = `ghp_${'a1B2'.repeat(9)}`;

describe('an error that goes to a view', () => {
  it('has no token in it, neither in what it says nor in the way on', async () => {
    const handlers = {
      'runner.look': () => fail('internal', `It said ${TOKEN}.`, `Try without ${TOKEN}.`),
    } as unknown as Handlers;
    const reply = await handleRequest(handlers, 'runner.look', {}, () => undefined);
    expect(reply).toMatchObject({ ok: false, code: 'internal' });
    expect(JSON.stringify(reply)).toContain('Try without');
    expect(JSON.stringify(reply)).not.toContain(TOKEN);
  });

  it('has no hint where there is none', async () => {
    const handlers = { 'runner.look': () => fail('internal', 'No.') } as unknown as Handlers;
    expect(await handleRequest(handlers, 'runner.look', {}, () => undefined)).toEqual({
      ok: false,
      code: 'internal',
      message: 'No.',
    });
  });
});
