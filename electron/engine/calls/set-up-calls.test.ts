import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Notice, Runner } from '../../../shared/domain.ts';
import type { PlaceReport } from '../../../shared/set-up.ts';
import { createMacHost } from '../host/macos/host.ts';
import { createDraftFile } from '../set-up/draft-file.ts';
import { aRunner } from '../testing/samples.ts';
import { placeReport, ROCKET, setUpAnswers } from '../testing/set-up-samples.ts';
import { setUpCalls } from './set-up-calls.ts';

let home = '';
let notices: Notice[] = [];
let settingUp = false;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'trackside-setup-calls-'));
  notices = [];
});
afterEach(async () => {
  await rm(home, { recursive: true });
});
/** On a Mac without any of its programs. */
const calls = (place: PlaceReport | null, runners: readonly Runner[] = []) =>
  setUpCalls({
    host: createMacHost({ home, programs: join(home, 'none'), data: home }),
    draft: createDraftFile(home),
    places: { known: () => Promise.resolve(place) },
    runners: () => runners,
    notice: (notice) => notices.push(notice),
    isSettingUp: () => settingUp,
  });

describe('the calls of the wizard', () => {
  it('keep the draft between two openings', async () => {
    const draft = { step: 'tuning', answers: setUpAnswers() } as const;
    const { 'setup.draft': load, 'setup.saveDraft': save } = calls(null);
    expect(await load({})).toEqual({ ok: true, value: null });
    expect(await save({ draft })).toEqual({ ok: true, value: null });
    expect(await load({})).toEqual({ ok: true, value: draft });
    expect(notices).toEqual([]);
  });

  it('throw a draft away whose runner is there by now, but not while that is being set up', async () => {
    const draft = { step: 'do', answers: setUpAnswers() } as const;
    const there = { ...aRunner(), name: 'mini', directory: '~/actions-runner-acme-rocket' };
    const { 'setup.draft': load, 'setup.saveDraft': save } = calls(null, [there]);
    await save({ draft });
    settingUp = true;
    expect(await load({})).toEqual({ ok: true, value: draft });
    settingUp = false;
    expect(await load({})).toEqual({ ok: true, value: null });
    expect(await calls(null)['setup.draft']({})).toEqual({ ok: true, value: null });
    await save({ draft: { ...draft, answers: setUpAnswers({ name: 'another' }) } });
    expect(await load({})).toMatchObject({ value: { answers: { name: 'another' } } });
  });

  it('say that a damaged draft was set aside', async () => {
    await writeFile(join(home, 'set-up-draft.json'), '{');
    expect(await calls(null)['setup.draft']({})).toEqual({ ok: true, value: null });
    expect(notices).toMatchObject([{ id: 'set-up-draft', detail: expect.stringContaining('set aside') }]);
  });

  it('suggest a name that is free at GitHub, and any where that is not known', async () => {
    const taken = placeReport({ runnerNames: ['mac'] });
    expect(await calls(taken)['setup.suggest']({ scope: ROCKET })).toMatchObject({
      value: { name: 'mac-2', directory: '~/actions-runner-acme-rocket' },
    });
    expect(await calls(null)['setup.suggest']({ scope: null })).toMatchObject({
      value: { name: 'mac', directory: '~/actions-runner' },
    });
  });

  it('check by what GitHub says, and by the runners of this Mac', async () => {
    const isPublic = placeReport({ place: { scope: ROCKET, visibility: 'public', administers: true } });
    expect(await calls(isPublic)['setup.check']({ answers: setUpAnswers() })).toMatchObject({
      value: { problems: [{ field: 'typedName', severity: 'error' }] },
    });
    const runner = { ...aRunner(), name: 'mini' };
    expect(
      await calls(placeReport({ runnerNames: null }), [runner])['setup.check']({ answers: setUpAnswers() }),
    ).toMatchObject({ value: { problems: [{ field: 'name', severity: 'error' }] } });
    expect(await calls(null)['setup.check']({ answers: setUpAnswers({ scope: null }) })).toMatchObject({
      value: { problems: [{ field: 'scope', severity: 'error' }] },
    });
  });
});
