import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { TRAY_SHAPES } from '../../electron/shell/tray-face.ts';
import { drawIcons } from './draw.ts';
import { TRAY_MOTIFS } from './motifs.ts';
import { ICNS_TYPES } from './raster.ts';

/** Reads what `raster.ts` writes: 8-bit RGBA, no filter, one IDAT. */
function readPng(file: Buffer): { readonly width: number; readonly height: number; readonly rows: Buffer } {
  expect(file.subarray(1, 4).toString('latin1')).toBe('PNG');
  const idat = file.indexOf('IDAT');
  const rows = inflateSync(file.subarray(idat + 4, idat + 4 + file.readUInt32BE(idat - 4)));
  return { width: file.readUInt32BE(16), height: file.readUInt32BE(20), rows };
}

describe('the icons of the menu bar', () => {
  it('are one drawing per shape that the tray can show', () => {
    expect(Object.keys(TRAY_MOTIFS).toSorted()).toEqual([...TRAY_SHAPES].toSorted());
  });

  it.each(TRAY_SHAPES)('%s: both sizes, black and alpha only, something to see', (shape) => {
    for (const [suffix, size] of [
      ['', 16],
      ['@2x', 32],
    ] as const) {
      const { width, height, rows } = readPng(
        readFileSync(join(import.meta.dirname, `${shape}Template${suffix}.png`)),
      );
      expect([width, height]).toEqual([size, size]);
      let inked = 0;
      for (let row = 0; row < size; row += 1) {
        for (let column = 0; column < size; column += 1) {
          const at = row * (size * 4 + 1) + 1 + column * 4;
          expect([...rows.subarray(at, at + 3)]).toEqual([0, 0, 0]);
          if ((rows[at + 3] ?? 0) > 0) inked += 1;
        }
      }
      expect(inked).toBeGreaterThan(size * size * 0.15);
      expect(inked).toBeLessThan(size * size * 0.95);
    }
  });

  it('differ from each other', () => {
    const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('Template.png'));
    const contents = files.map((name) => readFileSync(join(import.meta.dirname, name)).toString('base64'));
    expect(new Set(contents).size).toBe(TRAY_SHAPES.length);
  });
});

describe('the drawings in the tree', () => {
  it('are what the program draws now', () => {
    const stale: string[] = [];
    for (const [name, content] of drawIcons()) {
      if (!readFileSync(join(import.meta.dirname, name)).equals(content)) stale.push(name);
    }
    expect(stale).toEqual([]);
  }, 60_000);

  it('hold an app icon of every size', () => {
    const file = readFileSync(join(import.meta.dirname, 'icon.icns'));
    expect(file.subarray(0, 4).toString('latin1')).toBe('icns');
    expect(file.readUInt32BE(4)).toBe(file.length);
    const found: [string, number][] = [];
    for (let at = 8; at < file.length; at += file.readUInt32BE(at + 4)) {
      const image = file.subarray(at + 8, at + file.readUInt32BE(at + 4));
      found.push([file.subarray(at, at + 4).toString('latin1'), image.readUInt32BE(16)]);
    }
    expect(found).toEqual(ICNS_TYPES.map(([type, size]) => [type, size]));
  });
});
