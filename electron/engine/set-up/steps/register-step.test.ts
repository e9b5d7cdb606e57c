import { describe, expect, it } from 'vitest';
import type { SetUpSpec } from '../set-up-spec.ts';
import type { StepParts } from '../step-parts.ts';
import { registerStep } from './register-step.ts';

describe('what is shown of the registration before it is made', () => {
  const commandWith = (labels: readonly string[]): string | undefined => {
    const answers = { name: 'mini', labels, group: null, workFolder: '_work', sameName: 'refuse' };
    const scope = { kind: 'organization', host: 'github.com', organization: 'acme' };
    const spec = { answers, scope, directory: '/Users/me/runner', url: 'https://github.com/acme' };
    const parts = { host: { home: '/Users/me' } };
    return registerStep(spec as unknown as SetUpSpec, parts as unknown as StepParts).commands[0];
  };

  it('is the command as it will be run, without its token', () => {
    const command = './config.sh --unattended --url https://github.com/acme --name mini';
    expect(commandWith(['M4', '16gb'])).toBe(`${command} --labels M4,16gb --work _work`);
    expect(commandWith([])).toBe(`${command} --work _work`);
  });
});
