/** The files of a configured runner: `.runner`, `.credentials`, `.credentials_rsaparams` (runner.md 2.2, 2.3). */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from './json.ts';
import { numberOf, objectOf, parseJson, textOf } from './json.ts';

export interface Settings {
  readonly agentId: number;
  readonly agentName: string;
  readonly poolId: number;
  readonly poolName: string;
  readonly disableUpdate: boolean;
  readonly ephemeral: boolean;
  readonly serverUrl: string;
  readonly gitHubUrl: string;
  readonly workFolder: string;
  readonly useV2Flow: boolean;
  readonly serverUrlV2: string;
  readonly isHostedServer: boolean;
}

const bom = '\uFEFF';

/** `.runner` exists: the runner counts as configured, whatever else is missing. */
export function isConfigured(root: string): boolean {
  return existsSync(join(root, '.runner'));
}

/** The keys of `.runner` in the real one's order; a key that has its default value is left out. */
export function settingsToJson(settings: Settings): JsonObject {
  return {
    agentId: settings.agentId,
    agentName: settings.agentName,
    poolId: settings.poolId,
    poolName: settings.poolName,
    ...(settings.disableUpdate ? { disableUpdate: true } : {}),
    ...(settings.ephemeral ? { ephemeral: true } : {}),
    ...(settings.serverUrl === '' ? {} : { serverUrl: settings.serverUrl }),
    gitHubUrl: settings.gitHubUrl,
    workFolder: settings.workFolder,
    ...(settings.useV2Flow ? { useV2Flow: true } : {}),
    ...(settings.serverUrlV2 === '' ? {} : { serverUrlV2: settings.serverUrlV2 }),
    ...(settings.isHostedServer ? {} : { isHostedServer: false }),
  };
}

/** Writes `.runner`: UTF-8 with byte order mark, indented. */
export function writeSettings(root: string, settings: Settings): void {
  writeFileSync(join(root, '.runner'), bom + JSON.stringify(settingsToJson(settings), null, 2));
}

/** Reads `.runner`; throws where it is missing or no JSON. */
export function readSettings(root: string): Settings {
  const json = objectOf(parseJson(readFileSync(join(root, '.runner'), 'utf8')));
  return {
    agentId: numberOf(json['agentId']) ?? 0,
    agentName: textOf(json['agentName']) ?? '',
    poolId: numberOf(json['poolId']) ?? 0,
    poolName: textOf(json['poolName']) ?? '',
    disableUpdate: json['disableUpdate'] === true,
    ephemeral: json['ephemeral'] === true,
    serverUrl: textOf(json['serverUrl']) ?? '',
    gitHubUrl: textOf(json['gitHubUrl']) ?? '',
    workFolder: textOf(json['workFolder']) ?? '_work',
    useV2Flow: json['useV2Flow'] === true,
    serverUrlV2: textOf(json['serverUrlV2']) ?? '',
    isHostedServer: json['isHostedServer'] !== false,
  };
}

/** Writes both credential files. The secret of the practice world lies where the real one has its client id. */
export function writeCredentials(root: string, credential: string, authorizationUrl: string): void {
  const credentials = {
    scheme: 'OAuth',
    data: { clientId: credential, authorizationUrl, requireFipsCryptography: 'True' },
  };
  writeFileSync(join(root, '.credentials'), bom + JSON.stringify(credentials, null, 2));
  const fields = ['d', 'dp', 'dq', 'exponent', 'inverseQ', 'modulus', 'p', 'q'];
  const key = Object.fromEntries(
    fields.map((field) => [field, field === 'exponent' ? 'AQAB' : 'cHJhY3RpY2U=']),
  );
  writeFileSync(join(root, '.credentials_rsaparams'), bom + JSON.stringify(key, null, 2), { mode: 0o600 });
}

/** What the broker knows this runner by; null where there is none. */
export function readCredential(root: string): string | null {
  const path = join(root, '.credentials');
  if (!existsSync(path)) return null;
  const json = objectOf(parseJson(readFileSync(path, 'utf8')));
  return textOf(objectOf(json['data'])['clientId']);
}

/** Deletes the local configuration, in the order in which the real one reports it. */
export function deleteLocalConfiguration(root: string, report: (removed: string) => void): void {
  for (const name of ['.credentials', '.runner']) {
    if (!existsSync(join(root, name))) continue;
    rmSync(join(root, name));
    if (name === '.credentials') rmSync(join(root, '.credentials_rsaparams'), { force: true });
    report(name);
  }
  for (const name of ['.runner_migrated', '.credentials_migrated']) rmSync(join(root, name), { force: true });
}

/** The `.env` lines over `environment`: split at the first `=`, no quotes, an empty value unsets (runner.md 9). */
export function applyEnvFile(root: string, environment: NodeJS.ProcessEnv): void {
  const path = join(root, '.env');
  if (!existsSync(path)) return;
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    const at = line.indexOf('=');
    if (at < 1) continue;
    const name = line.slice(0, at);
    const value = line.slice(at + 1).replace(/\r$/, '');
    if (value === '') delete environment[name];
    else environment[name] = value;
  }
}
