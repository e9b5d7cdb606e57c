import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasBlock, putBlock, type ShellVariables, takeOutBlock } from './shell-block.ts';

const FOLDER = '~/actions-runner-acme-rocket';
const SHELL: ShellVariables = {
  variables: { NODE_OPTIONS: '--max-old-space-size=8192', UV_THREADPOOL_SIZE: '16' },
  pathFolders: ['/opt/homebrew/bin', '/opt/homebrew/sbin'],
};
const put = (text: string, shell = SHELL, folder = FOLDER): string => {
  const reply = putBlock(text, folder, shell, 'there');
  if (!reply.ok) throw new Error(reply.message);
  return reply.value;
};
const takenOut = (text: string, folder = FOLDER): string => {
  const reply = takeOutBlock(text, folder);
  if (!reply.ok || reply.value === null) throw new Error('Nothing was taken out.');
  return reply.value.text;
};

/** Bytes as letters, with many line ends, and lines that look like ours. */
const anyText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '\n',
        '\r\n',
        '\r',
        '',
        '# >>> Trackside',
        '# >>> Trackside: x',
        'export A=1',
        '\\',
        ' ',
        '\t',
      ),
      fc
        .array(fc.integer({ min: 0, max: 255 }), { maxLength: 8 })
        .map((bytes) => String.fromCharCode(...bytes)),
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(''));
const anyShell = fc.record({
  variables: fc.dictionary(
    fc.stringMatching(/^[A-Z_][A-Z0-9_]{0,8}$/),
    // oxlint-disable-next-line no-control-regex -- none of them can stand in a line
    fc.string({ maxLength: 20 }).map((text) => text.replace(/[\u0000\r\n]/g, '')),
    { maxKeys: 5 },
  ),
  pathFolders: fc.array(fc.constantFrom('/opt/homebrew/bin', "/it's", '/with space', '/größe', '/a$b'), {
    maxLength: 3,
  }),
});

describe('a block in ~/.zshrc', () => {
  it('stands at the end, below an empty line, in lines that a person can read', () => {
    expect(put('alias ll="ls -l"\n')).toBe(`alias ll="ls -l"

# >>> Trackside: variables of the runner in ~/actions-runner-acme-rocket >>>
# Put here by Trackside, which takes it out again (1 line ends above).
export NODE_OPTIONS='--max-old-space-size=8192'
export UV_THREADPOOL_SIZE='16'
case ":$PATH:" in *:'/opt/homebrew/sbin':*) ;; *) export PATH='/opt/homebrew/sbin':"$PATH" ;; esac
case ":$PATH:" in *:'/opt/homebrew/bin':*) ;; *) export PATH='/opt/homebrew/bin':"$PATH" ;; esac
# <<< Trackside: variables of the runner in ~/actions-runner-acme-rocket <<<
`);
  });

  it('put in and taken out again leaves every byte as it was, whatever the file holds', () => {
    fc.assert(
      fc.property(anyText, anyShell, anyShell, (text, shell, other) => {
        const once = put(text, shell);
        expect(takenOut(once)).toBe(text);
        // Put again it is the same; with other variables it stays in its place.
        expect(put(once, shell)).toBe(once);
        const replaced = put(once, other);
        expect(replaced).toBe(put(text, other));
        expect(takenOut(replaced)).toBe(text);
      }),
    );
  });

  it('stays what it is when a person writes above and below it', () => {
    fc.assert(
      fc.property(anyText, fc.constantFrom('more', 'more\n', '\nmore\r\n', 'é'), (text, more) => {
        const ended = text === '' || text.endsWith('\n') ? text : `${text}\n`;
        expect(takenOut(put(text) + more)).toBe(ended + more);
        expect(takenOut(`above\n${put(text)}`)).toBe(`above\n${text}`);
        expect(put(put(text) + more)).toBe(put(text) + more);
      }),
    );
  });

  it('of one runner does not touch that of another', () => {
    const both = put(put('a', SHELL, '~/one'), SHELL, '~/one-more');
    expect(takenOut(takenOut(both, '~/one'), '~/one-more')).toBe('a\n');
    expect(takenOut(takenOut(both, '~/one-more'), '~/one')).toBe('a');
    expect(hasBlock(both, '~/one')).toEqual({ ok: true, value: true });
    expect(hasBlock(both, '~/on')).toEqual({ ok: true, value: false });
    expect(takeOutBlock(both, '~/other')).toEqual({ ok: true, value: null });
  });

  it('is found after an editor gave the file other line ends, or took the last one', () => {
    const text = put('a\n');
    expect(takenOut(text.trimEnd())).toBe('a\n');
    expect(takenOut(text.replaceAll('\n', '\r\n'))).toBe('a\r\n');
    expect(takenOut(text.replaceAll('\n', '  \n').replace('a  \n', 'a\n'))).toContain('a\n');
  });

  it.each([
    ['its last line is gone', (text: string) => text.slice(0, text.indexOf('# <<<'))],
    ['its first line is gone', (text: string) => text.slice(text.indexOf('# Put here'))],
    ['it is there upside down', (text: string) => text.split('\n').toReversed().join('\n')],
    ['it is there twice', (text: string) => text + text],
    ['its first line is there twice', (text: string) => `${text.slice(0, text.indexOf('# Put'))}${text}`],
    ['another is in it', (text: string) => text.replace('# Put', `${put('', SHELL, '~/other')}# Put`)],
  ])('is not touched when %s, and that is said', (_what, spoil) => {
    const text = spoil(put('mine\n'));
    for (const reply of [
      putBlock(text, FOLDER, SHELL, 'there'),
      takeOutBlock(text, FOLDER),
      hasBlock(text, FOLDER),
    ]) {
      expect(reply).toMatchObject({
        ok: false,
        code: 'wrong-state',
        message: expect.stringContaining('The file was left as it is.'),
        hint: expect.stringContaining('Open ~/.zshrc in an editor'),
      });
    }
  });

  it.each<[string, Partial<ShellVariables>, string]>([
    ['a line end in a value', { variables: { A: 'x\nrm -rf ~' } }, FOLDER],
    ['a name that is none', { variables: { 'A;B': 'x' } }, FOLDER],
    ['a folder that is two', { pathFolders: ['/a:/b'] }, FOLDER],
    ['a folder that is not absolute', { pathFolders: ['bin'] }, FOLDER],
    ['a line end in the runner’s folder', {}, '~/a\nb'],
  ])('is not made with %s', (_what, change, folder) => {
    expect(putBlock('', folder, { ...SHELL, ...change }, 'there')).toMatchObject({ code: 'wrong-answer' });
  });
});
