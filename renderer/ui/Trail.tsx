/** A short trail of values from 0 to 100 as a line with a soft area under it; gaps where nothing was measured. */
import type { ReactElement } from 'react';

const WIDTH = 100;
const HEIGHT = 22;
const TOP = 2;
const BOTTOM = 21;

type Point = readonly [x: number, y: number];

/** Runs of neighbouring points; a null ends one. A lone value gets a short stroke, so that it can be seen. */
export function segments(values: readonly (number | null)[]): Point[][] {
  const step = values.length > 1 ? WIDTH / (values.length - 1) : WIDTH;
  const runs: Point[][] = [];
  let run: Point[] = [];
  const close = (): void => {
    const [only] = run;
    if (run.length === 1 && only !== undefined) run.push([Math.min(WIDTH, only[0] + 1), only[1]]);
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

const text = (points: readonly Point[]): string =>
  points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ');

/** Values oldest first; `label` says in words what the line shows. */
export function TrailLine({
  values,
  label,
}: {
  values: readonly (number | null)[];
  label: string;
}): ReactElement {
  return (
    <svg
      className="trail"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      {segments(values).map((points) => {
        const first = points[0]?.[0] ?? 0;
        const last = points.at(-1)?.[0] ?? 0;
        return (
          <g key={first}>
            <polygon points={`${first.toFixed(1)},${HEIGHT} ${text(points)} ${last.toFixed(1)},${HEIGHT}`} />
            <polyline points={text(points)} vectorEffect="non-scaling-stroke" />
          </g>
        );
      })}
    </svg>
  );
}
