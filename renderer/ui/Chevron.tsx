/** The small arrow of what leads on or opens. Its line says where to. */
import type { ReactElement } from 'react';

export function Chevron(): ReactElement {
  return (
    <svg className="chevron" viewBox="0 0 14 14" aria-hidden="true">
      <path className="stroke" d="M5 3l4 4-4 4" />
    </svg>
  );
}
