import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { followRealWindows } from './real-windows.ts';
import type { Policy } from './real-windows.ts';

it('the app is in the Dock from the first real window to the last', () => {
  const told: Policy[] = [];
  const made = followRealWindows((policy) => told.push(policy));
  const [normal, wizard, again] = [new EventEmitter(), new EventEmitter(), new EventEmitter()];
  made(normal);
  made(wizard);
  normal.emit('closed');
  expect(told).toEqual(['regular']);
  wizard.emit('closed');
  expect(told).toEqual(['regular', 'accessory']);
  made(again);
  expect(told).toEqual(['regular', 'accessory', 'regular']);
});
