/** What a runner's folder tells of its configuration, also after a config.sh that did not come to its end (runner.md 3.3). */
import { lstat, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fail, ok, type Reply } from '../../../shared/contract.ts';
import { askFolder } from '../runners/folder-calls.ts';
import { readRunnerJson } from '../runners/runner-json.ts';
import { codeOf, writeFailure } from './whole-file.ts';

export type ConfigurationState =
  | {
      readonly kind: 'configured';
      readonly agentId: number | null;
      readonly name: string | null;
      readonly url: string | null;
    }
  /**
   * config.sh began and did not finish. `registered`: GitHub has a runner of it, under the name that was asked for.
   * The key comes before the registration and the credentials after it, so the key alone does not tell.
   */
  | { readonly kind: 'half'; readonly registered: 'yes' | 'unknown' }
  | { readonly kind: 'not-configured' }
  /** `why`: a sentence. */
  | { readonly kind: 'unknown'; readonly why: string };

const CREDENTIALS = '.credentials';
const KEY = '.credentials_rsaparams';

/** Reads it. Never throws; a folder that is not there is not configured. */
export async function configurationOf(directory: string): Promise<ConfigurationState> {
  const answer = await askFolder(directory, () => look(directory));
  return answer.ok ? answer.value : { kind: 'unknown', why: answer.why };
}

async function look(directory: string): Promise<ConfigurationState> {
  const reading = await readRunnerJson(directory);
  switch (reading.kind) {
    case 'read': {
      const { agentId, name, gitHubUrl } = reading.settings;
      return { kind: 'configured', agentId, name, url: gitHubUrl };
    }
    case 'empty':
    case 'truncated':
      // config.sh writes it last and not in one go: the power went, or the disk was full, while it did.
      return { kind: 'half', registered: 'yes' };
    case 'missing':
      return await withoutSettings(directory);
    case 'unreadable':
    case 'not-json':
    case 'not-a-runner':
      return { kind: 'unknown', why: reading.why };
  }
}

async function withoutSettings(directory: string): Promise<ConfigurationState> {
  const credentials = await isThere(join(directory, CREDENTIALS));
  const key = await isThere(join(directory, KEY));
  if (credentials === 'unknown' || key === 'unknown') {
    return { kind: 'unknown', why: 'macOS does not let Trackside look into the runner’s folder.' };
  }
  if (credentials === 'yes') return { kind: 'half', registered: 'yes' };
  return key === 'yes' ? { kind: 'half', registered: 'unknown' } : { kind: 'not-configured' };
}

async function isThere(path: string): Promise<'yes' | 'no' | 'unknown'> {
  try {
    await lstat(path);
    return 'yes';
  } catch (error) {
    const code = codeOf(error);
    return code === 'ENOENT' || code === 'ENOTDIR' ? 'no' : 'unknown';
  }
}

/**
 * Deletes what a config.sh that did not finish has left, so that it can begin anew. Only call it once no config.sh works
 * here any more. What GitHub has of it stays. Fails with `wrong-state` where the folder is configured or cannot be read.
 */
export async function forgetHalfConfiguration(directory: string): Promise<Reply<null>> {
  const state = await configurationOf(directory);
  switch (state.kind) {
    case 'not-configured':
      return ok(null);
    case 'half':
      break;
    case 'configured':
      return fail(
        'wrong-state',
        'The runner in this folder is configured.',
        'Take it off GitHub before you set it up anew.',
      );
    case 'unknown':
      return fail('cannot-read', state.why, 'Check the folder in the Finder, then try again.');
  }
  try {
    // The settings first: without them it is half configured, whatever else still lies there.
    for (const name of ['.runner', CREDENTIALS, KEY]) await rm(join(directory, name), { force: true });
    return ok(null);
  } catch (error) {
    return writeFailure(error, 'the runner’s folder');
  }
}
