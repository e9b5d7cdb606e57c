import { describe, expect, it } from 'vitest';
import { isTrustedSender } from './sender.ts';

const page = { url: 'app://trackside/popover/index.html', parent: null };

describe('who may call', () => {
  it('is the main frame of our page in a window of ours', () => {
    expect(isTrustedSender(page, 7, new Set([7]))).toBe(true);
  });

  it.each([
    ['a frame that has gone', null, 7],
    ['a frame inside the page', { ...page, parent: page }, 7],
    ['a window that is not ours', page, 8],
    ['another scheme', { ...page, url: 'https://trackside/popover/index.html' }, 7],
    ['another host', { ...page, url: 'app://trackside.evil/x' }, 7],
    ['a host behind a name', { ...page, url: 'app://trackside@evil/x' }, 7],
    ['a name before our host', { ...page, url: 'app://someone@trackside/x' }, 7],
    ['a page of data', { ...page, url: 'data:text/html,app://trackside/' }, 7],
    ['nothing yet', { ...page, url: '' }, 7],
  ])('is not %s', (_what, frame, id) => {
    expect(isTrustedSender(frame, id, new Set([7]))).toBe(false);
  });
});
