/** What stands in a runner's details: plain values in, texts out. */
import type { Runner, ServiceAnswer } from '../../shared/domain.ts';
import { words } from '../words.ts';

const text = words.details;

/** As it is written after `runs-on:` in a workflow. A label that YAML could misread is quoted. */
export function runsOn(labels: readonly string[]): string {
  const plain = /^[A-Za-z][\w.-]*$/;
  return `[${labels.map((label) => (plain.test(label) ? label : JSON.stringify(label))).join(', ')}]`;
}

/** How launchd has a service, in its own word where it has one. */
export function serviceState(service: ServiceAnswer): string {
  if (!service.loaded) return service.disabled ? text.disabled : text.notLoaded;
  return service.state ?? text.loaded;
}

/** Null where GitHub was not asked. */
export function githubView({ github }: Runner['witnesses']): string | null {
  switch (github.kind) {
    case 'not-asked':
      return null;
    case 'unknown':
      return text.unknown;
    case 'answered':
      return text.seen(github.answer.status, github.answer.busy);
  }
}
