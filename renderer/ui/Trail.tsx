/** A short trail of values from 0 to 100 as a line with a soft area under it; gaps where nothing was measured. */
import type { ReactElement } from 'react';
import { BOTTOM, HEIGHT, segments, WIDTH, type Point } from './segments.ts';

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
  const runs = segments(values);
  return (
    <svg
      className="trail"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      {runs.length === 0 ? (
        <path className="nothing" d={`M0 ${BOTTOM}h${WIDTH}`} vectorEffect="non-scaling-stroke" />
      ) : null}
      {runs.map((points) => {
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
