/** Draws every icon of the app into this folder: `node build/icons/draw.ts`. The results are committed. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { APP_EXTENT, APP_LAYERS, TRAY_MOTIFS } from './motifs.ts';
import { ICNS_TYPES, icns, paint, png } from './raster.ts';

/** Points of a menu bar image (macOS, template images). */
const TRAY_POINTS = 16;

/** Every file's name and content. */
export function drawIcons(): ReadonlyMap<string, Buffer> {
  const files = new Map<string, Buffer>();
  for (const [name, shape] of Object.entries(TRAY_MOTIFS)) {
    for (const [suffix, size] of [
      ['', TRAY_POINTS],
      ['@2x', TRAY_POINTS * 2],
    ] as const) {
      const pixels = paint([{ shape, colour: [0, 0, 0] }], size, TRAY_POINTS);
      files.set(`${name}Template${suffix}.png`, png(pixels, size));
    }
  }
  files.set('icon.icns', appIcon());
  return files;
}

function appIcon(): Buffer {
  const sizes = new Set(ICNS_TYPES.map(([, size]) => size));
  return icns(new Map([...sizes].map((size) => [size, png(paint(APP_LAYERS, size, APP_EXTENT), size)])));
}

if (import.meta.main) {
  for (const [name, content] of drawIcons()) await writeFile(join(import.meta.dirname, name), content);
}
