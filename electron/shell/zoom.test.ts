import { describe, expect, it } from 'vitest';
import { zoomAfter } from './zoom.ts';

const press = (key: string, more: object = {}) => ({
  type: 'keyDown',
  key,
  meta: true,
  control: false,
  alt: false,
  ...more,
});

describe('the text', () => {
  it('can be made twice as large, and no larger than the window can hold', () => {
    let level = 0;
    for (let times = 0; times < 20; times += 1) level = zoomAfter(press('='), level) ?? level;
    expect(1.2 ** level).toBeGreaterThanOrEqual(2);
    expect(level).toBe(4);
    for (let times = 0; times < 40; times += 1) level = zoomAfter(press('-'), level) ?? level;
    expect(level).toBe(-2);
    expect(zoomAfter(press('0'), level)).toBe(0);
  });

  it.each([
    ['without Cmd or Ctrl', press('+', { meta: false })],
    ['with Alt', press('+', { alt: true })],
    ['when the key goes up', press('+', { type: 'keyUp' })],
    ['by another key', press('c')],
  ])('stays as it is %s', (_how, key) => {
    expect(zoomAfter(key, 1)).toBeNull();
  });
});
