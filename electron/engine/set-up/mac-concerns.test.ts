import { describe, expect, it } from 'vitest';
import { macConcerns } from './mac-concerns.ts';
import type { MacFindings } from './mac-concerns.ts';

const GB = 1_000_000_000;
const FINE: MacFindings = {
  systemVersion: '26.6.2',
  memoryBytes: 16 * 1024 ** 3,
  disk: { totalBytes: 494 * GB, availableBytes: 250 * GB },
  processor: 'apple-silicon',
  screenSession: true,
  uid: 501,
  fileVault: 'unknown',
};
const told = (change: Partial<MacFindings>) =>
  macConcerns({ ...FINE, ...change }).map(({ code, severity }) => `${code}: ${severity}`);

describe('what a person should know about their Mac', () => {
  it('is nothing on a Mac that is fine', () => {
    expect(macConcerns(FINE)).toEqual([]);
  });

  it.each<readonly [string, Partial<MacFindings>, readonly string[]]>([
    ['root', { uid: 0 }, ['runs-as-root: stops']],
    ['an old macOS', { systemVersion: '10.15.7' }, ['old-macos: stops']],
    ['the oldest that will do', { systemVersion: '11.0' }, []],
    ['a version with an extra', { systemVersion: '26.6.2 (a)' }, []],
    ['Intel', { processor: 'intel' }, ['intel-mac: warning']],
    ['Rosetta', { processor: 'rosetta' }, ['under-rosetta: warning']],
    ['4 GB of memory', { memoryBytes: 4 * 1024 ** 3 }, ['little-memory: warning']],
    ['8 GB of memory', { memoryBytes: 8 * 1024 ** 3 }, []],
    ['9 GB free', { disk: { totalBytes: 250 * GB, availableBytes: 9 * GB } }, ['little-disk: warning']],
    ['none free', { disk: { totalBytes: 250 * GB, availableBytes: GB / 2 } }, ['little-disk: stops']],
    ['nobody at the screen', { screenSession: false }, ['no-screen-session: warning']],
    ['no answers', { memoryBytes: null, disk: null, screenSession: null }, ['unknown: info']],
    ['a version that nobody understands', { systemVersion: 'Tahoe' }, ['unknown: info']],
  ])('with %s', (_name, change, concerns) => {
    expect(told(change)).toEqual(concerns);
  });

  it('begins with what stops', () => {
    expect(told({ uid: 0, memoryBytes: null, processor: 'intel', screenSession: false })).toEqual([
      'runs-as-root: stops',
      'no-screen-session: warning',
      'intel-mac: warning',
      'unknown: info',
    ]);
  });

  it('says of automatic login what FileVault allows', () => {
    const detail = (fileVault: MacFindings['fileVault']) =>
      macConcerns({ ...FINE, screenSession: false, fileVault })[0]?.detail;
    expect(detail('on')).toContain('FileVault is on, so the Mac cannot log you in by itself');
    expect(detail('off')).toContain('turn on automatic login');
    expect(detail('off')).not.toContain('FileVault');
    expect(detail('unknown')).toContain('only while FileVault is off');
  });

  it('names each blank, so that none passes for good news', () => {
    const [concern] = macConcerns({ ...FINE, processor: 'unknown', systemVersion: null, disk: null });
    expect(concern?.detail).toContain(
      'macOS did not say which kind of processor this is, its own version and how much room the disk has.',
    );
  });
});
