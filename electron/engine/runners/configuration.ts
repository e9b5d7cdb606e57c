/** What a runner's directory says of it, as the engine keeps it. */
import { join } from 'node:path';
import type { Instant, RunnerScope } from '../../../shared/domain.ts';
import { presenceOf } from './presence.ts';
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
        writtenAt: await writtenAt(join(directory, '.runner')),
      };
    }
    case 'missing':
      return await withoutSettings(directory);
    case 'unreadable':
    case 'empty':
    case 'truncated':
    case 'not-json':
    case 'not-a-runner':
      return { kind: 'unreadable', why: reading.why };
  }
}

/** Only a folder that is proven to be gone is `absent`. */
async function withoutSettings(directory: string): Promise<RunnerConfiguration> {
  const presence = await presenceOf(directory);
  switch (presence.kind) {
    case 'there':
      return presence.isDirectory ? { kind: 'not-configured' } : { kind: 'absent' };
    case 'gone':
      return { kind: 'absent' };
    case 'forbidden':
      return { kind: 'unreadable', why: 'macOS does not let Trackside look into its folder.' };
    case 'unknown':
      return { kind: 'unreadable', why: `Its folder cannot be looked at (${presence.code}).` };
  }
}

async function writtenAt(path: string): Promise<Instant | null> {
  const presence = await presenceOf(path);
  return presence.kind === 'there' ? presence.changedAt : null;
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
