import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SetUpAnswers, SetUpDraft } from '../../../shared/set-up.ts';
import { setUpAnswers } from '../testing/set-up-samples.ts';
import { createDraftFile } from './draft-file.ts';

let data = '';
beforeEach(async () => {
  data = join(await mkdtemp(join(tmpdir(), 'trackside-draft-')), 'data');
});
afterEach(async () => {
  await rm(join(data, '..'), { recursive: true });
});
const path = () => join(data, 'set-up-draft.json');
const draft = (change: Partial<SetUpAnswers> = {}): SetUpDraft => ({
  step: 'how',
  answers: setUpAnswers(change),
});
const TOKEN = `github_pat_${'11ABCDEFG0abcdefghij_klm'.repeat(3)}`;

describe('the draft of a set-up', () => {
  it('is not there before anything was filled in', async () => {
    expect(await createDraftFile(data).load()).toEqual({ draft: null, problem: null });
    expect(await createDraftFile(data).save(null)).toEqual({ ok: true, value: null });
  });

  it('comes back as it was left, with its mistakes, in a file only for this person', async () => {
    const left = draft({ name: 'not a name', scope: null, directory: 'nowhere', labels: ['', ','] });
    expect(await createDraftFile(data).save(left)).toEqual({ ok: true, value: null });
    expect(await createDraftFile(data).load()).toEqual({ draft: left, problem: null });
    expect((await stat(path())).mode & 0o777).toBe(0o600);
    expect(await readdir(data)).toEqual(['set-up-draft.json']);
  });

  it('is gone when it is thrown away', async () => {
    const file = createDraftFile(data);
    await file.save(draft());
    await file.save(null);
    expect(await file.load()).toEqual({ draft: null, problem: null });
    expect(await readdir(data)).toEqual([]);
  });

  it('saved many times at once is the last one', async () => {
    const file = createDraftFile(data);
    await Promise.all(Array.from({ length: 20 }, (_, index) => file.save(draft({ name: `mini-${index}` }))));
    expect((await file.load()).draft?.answers.name).toBe('mini-19');
  });

  it.each(['', '{', '[]', '{"step":"how"}', '\u0000\u0001'])(
    'that is damaged (%j) is set aside, said so, and the wizard begins anew',
    async (text) => {
      await mkdir(data);
      await writeFile(path(), text);
      const loaded = await createDraftFile(data).load();
      expect(loaded.draft).toBeNull();
      expect(loaded.problem).toContain(
        'the wizard begins anew; it was set aside as set-up-draft.json.damaged',
      );
      expect(await readFile(`${path()}.damaged`, 'utf8')).toBe(text);
      expect(await createDraftFile(data).load()).toEqual({ draft: null, problem: null });
    },
  );

  it('with a field that it has no name for, such as one for a token, is refused', async () => {
    await mkdir(data);
    const answers = { ...setUpAnswers(), registrationToken: TOKEN };
    await writeFile(path(), JSON.stringify({ step: 'how', answers }));
    expect((await createDraftFile(data).load()).draft).toBeNull();
  });

  it.each([
    ['the name', { name: TOKEN }],
    ['the labels', { labels: ['M4', `x ghp_${'a1B2'.repeat(9)}`] }],
    ['the confirmation', { typedName: 'AABF3JGZDX3P5PMEXLND6TS6FCWO6' }],
    ['the folder', { directory: `~/${TOKEN}` }],
    ['the GitHub host', { host: `https://me:${TOKEN}@github.com` }],
  ])('with a token in the field for %s is not kept, and the earlier one stays', async (field, change) => {
    const file = createDraftFile(data);
    await file.save(draft({ name: 'before' }));
    const reply = await file.save(draft(change));
    expect(reply).toMatchObject({
      ok: false,
      code: 'wrong-answer',
      message: expect.stringContaining(`for ${field}`),
    });
    expect(JSON.stringify(reply)).not.toMatch(/11ABC|a1B2|AABF3/);
    expect((await file.load()).draft?.answers.name).toBe('before');
    for (const name of await readdir(data)) {
      expect(await readFile(join(data, name), 'utf8')).not.toMatch(/11ABC|a1B2|AABF3/);
    }
  });

  it('that cannot be written is said so in a sentence', async () => {
    await writeFile(data, 'a file where the folder should be');
    const file = createDraftFile(data);
    expect(await file.save(draft())).toMatchObject({ ok: false, code: 'cannot-write' });
    await rm(data);
    expect(await file.save(draft())).toEqual({ ok: true, value: null });
  });

  it('that is no plain file is not waited for', async () => {
    await mkdir(path(), { recursive: true });
    expect((await createDraftFile(data).load()).problem).toContain('cannot be read');
    await rm(path(), { recursive: true });
    await symlink(join(data, 'nowhere'), path());
    expect(await createDraftFile(data).load()).toEqual({ draft: null, problem: null });
    await chmod(data, 0o700);
  });
});
