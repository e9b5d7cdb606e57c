/** What a runner's directory says of it, as the engine keeps it. */
import { stat } from 'node:fs/promises';
import type { RunnerScope } from '../../../shared/domain.ts';
import type { RunnerConfiguration } from './record.ts';
import { readRunnerJson, readRunnerVersion } from './runner-json.ts';

/** Reads `.runner` and what stands around it. Never throws. */
export async function readConfiguration(directory: string): Promise<RunnerConfiguration> {
  const reading = await readRunnerJson(directory);
  switch (reading.kind) {
    case 'read': {
      const { settings } = reading;
      return {
        kind: 'configured',
        agentId: settings.agentId,
        name: settings.name ?? directory.split('/').at(-1) ?? 'runner',
        scope: settings.scope,
        url: settings.scope.kind === 'unknown' ? null : pageOf(settings.scope, settings.gitHubUrl),
        ephemeral: settings.ephemeral,
        usesBroker: settings.useV2Flow,
        version: await readRunnerVersion(directory),
      };
    }
    case 'missing':
      return (await isDirectory(directory)) ? { kind: 'not-configured' } : { kind: 'absent' };
    case 'unreadable':
    case 'empty':
    case 'truncated':
    case 'not-json':
    case 'not-a-runner':
      return { kind: 'unreadable', why: reading.why };
  }
}

async function isDirectory(path: string): Promise<boolean> {
  return await stat(path).then(
    (info) => info.isDirectory(),
    () => false,
  );
}

/** The page of a scope's runners at GitHub (Settings › Actions › Runners; an enterprise's own page). */
function pageOf(scope: RunnerScope, gitHubUrl: string | null): string | null {
  const origin = gitHubUrl === null ? null : new URL(gitHubUrl).origin;
  if (origin === null) return null;
  switch (scope.kind) {
    case 'repository':
      return `${origin}/${scope.owner}/${scope.repository}/settings/actions/runners`;
    case 'organization':
      return `${origin}/organizations/${scope.organization}/settings/actions/runners`;
    case 'enterprise':
      return `${origin}/enterprises/${scope.enterprise}/settings/actions/runners`;
    case 'unknown':
      return null;
  }
}
