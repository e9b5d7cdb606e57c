/** The drawings: a piece of railway track seen from above, with what the state puts on it. Units: 16 × 16. */
import { all, arc, both, box, cut, disc, stroke } from './shapes.ts';
import type { Shape } from './shapes.ts';
import type { Layer } from './raster.ts';

// On whole points: the single-size image is then as sharp as the double.
const leftRail = box(4, 1, 6, 15, 0.5);
const rightRail = box(10, 1, 12, 15, 0.5);
const rails = all(leftRail, rightRail);
const sleepers = all(box(2, 3, 14, 4), box(2, 6, 14, 7), box(2, 9, 14, 10), box(2, 12, 14, 13));
const track = all(rails, sleepers);

/** A mark in the middle of the track, with clear space around it. */
function marked(clear: Shape, mark: Shape): Shape {
  return all(cut(track, clear), mark);
}

const train = cut(box(3, 2, 13, 14, 2.6), all(box(5, 5, 11, 7, 0.5), box(5, 10, 11, 11)));
const exclamation = all(stroke(8, 4.6, 8, 8.6, 2), disc(8, 12, 1.15));
const question = all(arc(8, 6.2, 2.2, 170, 400, 1.7), stroke(9.3, 7.9, 8, 9.2, 1.7), disc(8, 11.9, 1.1));
const ring = (radius: number): Shape => disc(8, 8, radius);
const chevrons = all(
  stroke(5.6, 8, 8, 5.2, 1.7),
  stroke(8, 5.2, 10.4, 8, 1.7),
  stroke(5.6, 11.8, 8, 9, 1.7),
  stroke(8, 9, 10.4, 11.8, 1.7),
);

/** One per shape of `electron/shell/tray-face.ts`; a test compares the two lists. */
export const TRAY_MOTIFS: Readonly<Record<string, Shape>> = {
  idle: track,
  busy: marked(box(2, 2, 14, 14, 3), train),
  attention: marked(ring(6.2), exclamation),
  unknown: marked(ring(6.2), question),
  changing: marked(ring(6), chevrons),
  // The two rails alone, thick: the sign for a pause.
  paused: all(box(3, 2, 6, 14, 0.9), box(10, 2, 13, 14, 0.9)),
  // The track ends at a buffer stop.
  stopped: all(both(track, box(0, 8, 16, 16)), box(2, 3, 14, 6, 0.8)),
};

/** The app's icon, 1024 × 1024 with Apple's margin of 100 around a rounded square. */
export const APP_EXTENT = 1024;
const unit = 36;
const inset = (1024 - 16 * unit) / 2;
const enlarged =
  (shape: Shape): Shape =>
  (x, y) =>
    shape((x - inset) / unit, (y - inset) / unit);

const plate = box(100, 100, 924, 924, 185);
const edge = cut(plate, box(106, 106, 918, 918, 180));
export const APP_LAYERS: readonly Layer[] = [
  { shape: plate, colour: [32, 38, 46] },
  { shape: edge, colour: [58, 66, 77] },
  { shape: both(plate, enlarged(sleepers)), colour: [120, 131, 145] },
  { shape: enlarged(rails), colour: [226, 231, 237] },
  { shape: enlarged(box(3, 4.2, 13, 11.8, 2.4)), colour: [32, 38, 46] },
  { shape: enlarged(box(3.5, 4.7, 12.5, 11.3, 2)), colour: [64, 156, 255] },
  { shape: enlarged(box(5.3, 6, 10.7, 8, 0.7)), colour: [232, 243, 255] },
];
