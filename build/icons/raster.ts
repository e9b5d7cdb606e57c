/** Shapes to pixels, and pixels to files: PNG (RFC 2083) and Apple's icns. No package needed. */
import { crc32, deflateSync } from 'node:zlib';
import type { Shape } from './shapes.ts';

export interface Layer {
  readonly shape: Shape;
  /** Red, green, blue, 0..255. */
  readonly colour: readonly [number, number, number];
}

/** Points per pixel side at which a shape is asked: small icons need 64 levels of edge, large ones would only wait. */
function samplesFor(size: number): number {
  return size <= 64 ? 8 : size <= 256 ? 4 : 2;
}

/** Paints layers, first one lowest, on a clear square of `size` pixels that shows `extent` × `extent` units. RGBA. */
export function paint(layers: readonly Layer[], size: number, extent: number): Uint8Array {
  const pixels = new Uint8Array(size * size * 4);
  const samples = samplesFor(size);
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      pixels.set(pixel(layers, column, row, extent / size, samples), (row * size + column) * 4);
    }
  }
  return pixels;
}

function pixel(
  layers: readonly Layer[],
  column: number,
  row: number,
  unit: number,
  samples: number,
): readonly number[] {
  let red = 0;
  let green = 0;
  let blue = 0;
  let covered = 0;
  for (let sample = 0; sample < samples * samples; sample += 1) {
    const x = (column + ((sample % samples) + 0.5) / samples) * unit;
    const y = (row + (Math.floor(sample / samples) + 0.5) / samples) * unit;
    const top = layers.findLast(({ shape }) => shape(x, y));
    if (top === undefined) continue;
    covered += 1;
    red += top.colour[0];
    green += top.colour[1];
    blue += top.colour[2];
  }
  if (covered === 0) return [0, 0, 0, 0];
  const alpha = Math.round((covered * 255) / (samples * samples));
  return [Math.round(red / covered), Math.round(green / covered), Math.round(blue / covered), alpha];
}

/** Takes RGBA of a square, gives a PNG file: 8 bits, colour with alpha, no filter. */
export function png(pixels: Uint8Array, size: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 6, 0, 0, 0], 8);
  const stride = size * 4;
  const rows = Buffer.alloc((stride + 1) * size);
  for (let row = 0; row < size; row += 1) {
    rows.set(pixels.subarray(row * stride, (row + 1) * stride), row * (stride + 1) + 1);
  }
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

/** The type codes that carry PNG data, with the pixels that each stands for (Apple Icon Image format). */
export const ICNS_TYPES = [
  ['icp4', 16],
  ['ic11', 32],
  ['icp5', 32],
  ['ic12', 64],
  ['ic07', 128],
  ['ic13', 256],
  ['ic08', 256],
  ['ic14', 512],
  ['ic09', 512],
  ['ic10', 1024],
] as const;

/** Takes a PNG per size in pixels; throws when one that the format asks for is missing. */
export function icns(images: ReadonlyMap<number, Buffer>): Buffer {
  const blocks = ICNS_TYPES.map(([type, size]) => {
    const image = images.get(size);
    if (image === undefined) throw new Error(`No image of ${size} pixels for ${type}.`);
    return icnsBlock(type, image);
  });
  return icnsBlock('icns', Buffer.concat(blocks));
}

function icnsBlock(type: string, data: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(type, 0, 'latin1');
  head.writeUInt32BE(data.length + 8, 4);
  return Buffer.concat([head, data]);
}
