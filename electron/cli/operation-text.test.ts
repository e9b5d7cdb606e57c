import { describe, expect, it } from 'vitest';
import type { Plan } from '../../shared/operation.ts';
import { planLines } from './operation-text.ts';

describe('a plan in a terminal', () => {
  it('has each of its variables on a line of its own, and no time where a step takes none', () => {
    const plan: Plan = {
      title: 'Set up mini',
      needs: [],
      warnings: [],
      confirmation: { kind: 'button', label: 'Set it up' },
      steps: [
        {
          id: 'environment',
          title: 'Write the environment',
          detail: 'A=1\nB=2',
          files: [{ path: '~/r/.env', change: 'write' }],
          commands: [],
          usualSeconds: 0,
          cancel: 'before',
          undoing: null,
        },
      ],
    };
    expect(planLines(plan)).toEqual([
      'Set up mini',
      '  1. Write the environment',
      '     A=1',
      '     B=2',
      '     writes ~/r/.env',
    ]);
  });
});
