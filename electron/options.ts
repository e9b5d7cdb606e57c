/** How the programs around the engine read the environment (npm start, headless, CLI). The installed app does not. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EngineOptions } from './engine/engine.ts';

/** @param environment usually `process.env`. */
export function engineOptionsFromEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): Pick<EngineOptions, 'githubApi' | 'banner'> {
  const value = (name: string): string | null => {
    const text = environment[name];
    return text === undefined || text === '' ? null : text;
  };
  return { githubApi: value('TRACKSIDE_GITHUB_API'), banner: value('TRACKSIDE_BANNER') };
}

/** The version in the package.json above this file. */
export function packageVersion(): string {
  const text = readFileSync(join(import.meta.dirname, '..', 'package.json'), 'utf8');
  const { version } = JSON.parse(text) as { version: string };
  return version;
}
