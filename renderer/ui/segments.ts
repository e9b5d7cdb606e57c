/** The geometry of a trail: values from 0 to 100, oldest first, as runs of points. */

export const WIDTH = 100;
export const HEIGHT = 22;
export const TOP = 2;
export const BOTTOM = 21;
/** How wide a value without neighbours is drawn. */
const LONE = 1;

/** In the units of the drawing's view box. */
export type Point = readonly [x: number, y: number];

/** Runs of neighbouring points; a null ends one. A lone value gets a short stroke, so that it can be seen. */
export function segments(values: readonly (number | null)[]): Point[][] {
  const step = values.length > 1 ? WIDTH / (values.length - 1) : WIDTH;
  const runs: Point[][] = [];
  let run: Point[] = [];
  const close = (): void => {
    const [only] = run;
    if (run.length === 1 && only !== undefined) {
      // The newest value stands at the end, where there is no room to its right.
      const end = Math.min(WIDTH, only[0] + LONE);
      run = [
        [end - LONE, only[1]],
        [end, only[1]],
      ];
    }
    if (run.length > 0) runs.push(run);
    run = [];
  };
  values.forEach((value, index) => {
    if (value === null) return close();
    const share = Math.min(100, Math.max(0, value)) / 100;
    run.push([index * step, BOTTOM - share * (BOTTOM - TOP)]);
  });
  close();
  return runs;
}
