/** The official service's label (runner.md 5.2). */
import { createHash } from 'node:crypto';

/**
 * `actions.runner.<scope>.<agentName>` for a scope URL such as `https://github.com/acme/rocket`. Characters that a label
 * cannot have become `-` in the scope, spaces `_` in the name; beyond 150 characters the end is cut and numbered.
 */
export function serviceLabel(gitHubUrl: string, agentName: string): string {
  const parts = new URL(gitHubUrl).pathname.split('/').filter((part) => part !== '');
  const names = parts[0] === 'enterprises' ? parts.slice(1) : parts;
  const scope = names.join('-').replaceAll(/[^0-9A-Za-z._-]/g, '-');
  const label = `actions.runner.${scope}.${agentName.replaceAll(' ', '_')}`;
  if (label.length <= 150) return label;
  // The real one draws the number by chance; derived from the name it stays the same in every run.
  const number = createHash('sha256').update(label).digest().readUInt16BE(0) % 10_000;
  return `${label.slice(0, 145)}-${String(number).padStart(4, '0')}`;
}
