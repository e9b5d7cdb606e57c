/** Flat shapes as questions: is this point inside? Joined, cut and sampled by `raster.ts`. */

export type Shape = (x: number, y: number) => boolean;

/** A rectangle by its corners, with round corners of `radius`. */
export function box(left: number, top: number, right: number, bottom: number, radius = 0): Shape {
  return (x, y) => {
    if (x < left || x > right || y < top || y > bottom) return false;
    const dx = Math.max(left + radius - x, 0, x - (right - radius));
    const dy = Math.max(top + radius - y, 0, y - (bottom - radius));
    return dx * dx + dy * dy <= radius * radius || (dx === 0 && dy === 0);
  };
}

export function disc(centreX: number, centreY: number, radius: number): Shape {
  return (x, y) => (x - centreX) ** 2 + (y - centreY) ** 2 <= radius ** 2;
}

/** A thick line with round ends. */
export function stroke(fromX: number, fromY: number, toX: number, toY: number, width: number): Shape {
  const lengthX = toX - fromX;
  const lengthY = toY - fromY;
  const square = lengthX * lengthX + lengthY * lengthY;
  return (x, y) => {
    const along = square === 0 ? 0 : ((x - fromX) * lengthX + (y - fromY) * lengthY) / square;
    const at = Math.max(0, Math.min(1, along));
    return (x - fromX - at * lengthX) ** 2 + (y - fromY - at * lengthY) ** 2 <= (width / 2) ** 2;
  };
}

/** A thick arc; angles in degrees, clockwise from the right, `from` less than `to`. */
export function arc(x0: number, y0: number, radius: number, from: number, to: number, width: number): Shape {
  return (x, y) => {
    if (Math.abs(Math.hypot(x - x0, y - y0) - radius) > width / 2) return false;
    const angle = (Math.atan2(y - y0, x - x0) * 180) / Math.PI;
    return [angle - 360, angle, angle + 360].some((turn) => turn >= from && turn <= to);
  };
}

export function all(...shapes: readonly Shape[]): Shape {
  return (x, y) => shapes.some((shape) => shape(x, y));
}
export function cut(from: Shape, hole: Shape): Shape {
  return (x, y) => from(x, y) && !hole(x, y);
}
export function both(one: Shape, other: Shape): Shape {
  return (x, y) => one(x, y) && other(x, y);
}
