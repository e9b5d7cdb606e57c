import { describe, expect, it } from 'vitest';
import { startFailure } from './start-failure.ts';

const failed = (code: string): Error =>
  Object.assign(new Error(`${code}: refused, open '/Users/ada/x'`), { code });

describe('an app that could not start', () => {
  it.each([
    ['EACCES', 'permissions'],
    ['ENOSPC', 'disk is full'],
    ['EMFILE', 'too many files'],
    ['EWEIRD', 'went wrong inside'],
  ])('says after %s what to do, that no runner is touched, and no path of the error', (code, words) => {
    const text = startFailure(failed(code));
    expect(text).toContain(words);
    expect(text).toContain('runners are not touched');
    expect(text).not.toContain('/Users/ada');
  });

  it('says something after anything that can be thrown', () => {
    for (const thrown of [null, undefined, 'text', 7]) expect(startFailure(thrown)).toContain('went wrong');
  });
});
