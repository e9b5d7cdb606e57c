/** `config.sh` and `config.sh remove` (runner.md 3.3, 3.4). */
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { CommandLine } from './command-line.ts';
import type { Context } from './context.ts';
import { request, statusName, statusSentence } from './http.ts';
import type { JsonObject } from './json.ts';
import { numberOf, objectOf, textOf } from './json.ts';
import { areLabels, isUrl, isYesOrNo, openPrompts } from './prompts.ts';
import type { Prompts } from './prompts.ts';
import {
  deleteLocalConfiguration,
  isConfigured,
  readCredential,
  readSettings,
  writeCredentials,
  writeSettings,
} from './settings.ts';
import { serviceLabel } from './service-label.ts';
import type { Terminal } from './terminal.ts';
import type { TraceLog } from './trace-log.ts';

/** A failure that the person reads on standard error; the process then ends with 1. */
class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

export interface Console {
  readonly terminal: Terminal;
  readonly log: TraceLog;
}

/** Where the practice GitHub serves the scope `url`: told by the installation, else the URL's own origin. */
function brokerOrigin(context: Context, url: string): string {
  return context.github ?? new URL(url).origin;
}

/** The address that the real one registers at; the practice one answers elsewhere but is called this. */
function registrationUrl(url: string): string {
  const { origin, hostname: host } = new URL(url);
  return host === 'github.com'
    ? 'https://api.github.com/actions/runner-registration'
    : `${origin}/api/v3/actions/runner-registration`;
}

async function required(
  prompts: Prompts,
  commandLine: CommandLine,
  name: 'url' | 'token',
  prompt: string,
): Promise<string> {
  const given = commandLine.value(name);
  const isValid = name === 'url' ? isUrl : () => true;
  const answer = given ?? (await prompts.ask({ prompt, otherwise: null, isValid }));
  if (answer === null || answer === '' || !isValid(answer)) {
    throw new ConfigurationError(
      `Invalid configuration provided for ${name}. Terminating unattended configuration.`,
    );
  }
  return answer;
}

interface Registration {
  readonly agentId: number;
  readonly agentName: string;
  readonly poolId: number;
  readonly poolName: string;
  readonly serverUrlV2: string;
  readonly credential: string;
}

type Refusal = { readonly kind: 'name-exists' } | { readonly kind: 'group-missing' };

function isRefusal(outcome: Registration | Refusal): outcome is Refusal {
  return 'kind' in outcome;
}

async function register(
  origin: string,
  url: string,
  token: string,
  body: JsonObject,
  tell: (text: string) => void,
): Promise<Registration | Refusal> {
  const shown = registrationUrl(url);
  // 401 is tried three times, and each try says so (runner.md 3.3).
  for (let left = 3; ; left -= 1) {
    const answer = await request({
      method: 'POST',
      url: `${origin}/_broker/agents`,
      headers: { authorization: `RemoteAuth ${token}` },
      body,
      timeoutMs: 60_000,
    });
    if (answer.status === 201 || answer.status === 200) {
      if (answer.body === null) throw new ConfigurationError(notJson(answer.bytes));
      const json = objectOf(answer.body);
      return {
        agentId: numberOf(json['agentId']) ?? 0,
        agentName: textOf(json['agentName']) ?? textOf(body['name']) ?? '',
        poolId: numberOf(json['poolId']) ?? 1,
        poolName: textOf(json['poolName']) ?? 'Default',
        serverUrlV2: textOf(json['serverUrlV2']) ?? `${origin}/_broker/`,
        credential: textOf(json['credential']) ?? '',
      };
    }
    if (answer.status === 409) return { kind: 'name-exists' };
    if (answer.status === 422) return { kind: 'group-missing' };
    const id = answer.requestId === '' ? 'E214:40DE:17767A6:2F94543:AB2EDF5E' : answer.requestId;
    tell(`Http response code: ${statusName(answer.status)} from 'POST ${shown}' (Request Id: ${id})`);
    tell(answer.bytes.toString('utf8'));
    if (answer.status !== 401 || left <= 1) throw new ConfigurationError(statusSentence(answer.status));
  }
}

/** What .NET says of an answer that is no JSON: a web page of something that stands in between. */
function notJson(bytes: Buffer): string {
  const first = bytes.toString('utf8').trimStart().charAt(0);
  return `Unexpected character encountered while parsing value: ${first}. Path '', line 0, position 0.`;
}

/**
 * The older flow tries its new login at once, which shows a clock that is wrong (runner.md 3.3); the runner is registered
 * by then, and its credentials are written.
 */
async function tryLogin(brokerUrl: string, root: string): Promise<void> {
  const answer = await request({
    method: 'GET',
    url: `${brokerUrl}health`,
    headers: { authorization: `Bearer ${readCredential(root) ?? ''}` },
    timeoutMs: 60_000,
  });
  if (/Current server time is/.test(textOf(objectOf(answer.body)['message']) ?? '')) {
    throw new ConfigurationError(
      "The local machine's clock may be out of sync with the server time by more than five minutes. Please sync your clock with your domain or internet time and try again.",
    );
  }
}

function banner(terminal: Terminal): void {
  const rule = '-'.repeat(80);
  const rows = [
    '|        ____ _ _   _   _       _          _        _   _                      |',
    '|       / ___(_) |_| | | |_   _| |__      / \\   ___| |_(_) ___  _ __  ___      |',
    "|      | |  _| | __| |_| | | | | '_ \\    / _ \\ / __| __| |/ _ \\| '_ \\/ __|     |",
    '|      | |_| | | |_|  _  | |_| | |_) |  / ___ \\ (__| |_| | (_) | | | \\__ \\     |',
    '|       \\____|_|\\__|_| |_|\\__,_|_.__/  /_/   \\_\\___|\\__|_|\\___/|_| |_|___/     |',
    `|${' '.repeat(78)}|`,
    `|${' '.repeat(23)}Self-hosted runner registration${' '.repeat(24)}|`,
    `|${' '.repeat(78)}|`,
  ];
  terminal.line();
  for (const row of [rule, ...rows, rule]) terminal.line(row);
}

const DEFAULT_GROUP = 'Default';
const GROUP_QUESTION = `Enter the name of the runner group to add this runner to: [press Enter for ${DEFAULT_GROUP}] `;
const automaticLabels = ['self-hosted', 'macOS', 'ARM64'] as const;

function parseLabels(text: string): readonly string[] {
  return [...new Set(text.split(',').map((label) => label.trim()))].filter((label) => label !== '');
}

/** Writes svc.sh from its template, mode 755. */
function generateServiceScript(root: string, gitHubUrl: string, agentName: string): void {
  const label = serviceLabel(gitHubUrl, agentName);
  const template = readFileSync(join(root, 'bin', 'darwin.svc.sh.template'), 'utf8');
  const path = join(root, 'svc.sh');
  writeFileSync(
    path,
    template
      .replaceAll('{{SvcNameVar}}', label)
      .replaceAll('{{SvcDescription}}', `GitHub Actions Runner (${label})`),
  );
  chmodSync(path, 0o755);
}

/** Registers and writes the files. Gives the process's exit code. */
export async function configure(context: Context, commandLine: CommandLine, out: Console): Promise<number> {
  const { terminal } = out;
  banner(terminal);
  const prompts = openPrompts(terminal, commandLine.flag('unattended') ? 'unattended' : 'ask');
  try {
    await configureOrThrow(context, commandLine, terminal, prompts);
    return 0;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    terminal.error(error.message);
    return 1;
  } finally {
    prompts.close();
  }
}

async function configureOrThrow(
  context: Context,
  commandLine: CommandLine,
  terminal: Terminal,
  prompts: Prompts,
): Promise<void> {
  const ask = async (prompt: string, otherwise: string, isValid?: (answer: string) => boolean) =>
    (await prompts.ask({ prompt, otherwise, ...(isValid === undefined ? {} : { isValid }) })) ?? otherwise;
  if (isConfigured(context.root)) {
    throw new ConfigurationError(
      "Cannot configure the runner because it is already configured. To reconfigure the runner, run 'config.cmd remove' or './config.sh remove' first.",
    );
  }
  terminal.section('Authentication');
  const url = await required(prompts, commandLine, 'url', 'What is the URL of your repository? ');
  const token = await required(prompts, commandLine, 'token', 'What is your runner register token? ');
  const noDefaults = commandLine.flag('no-default-labels');
  if (noDefaults && commandLine.value('labels') === null) {
    throw new ConfigurationError(
      'Disabling default labels via --no-default-labels without specifying --labels is not supported',
    );
  }
  const groupGiven = commandLine.value('runnergroup');
  let group = groupGiven ?? DEFAULT_GROUP;
  const host = hostname().split('.')[0] ?? 'Mac-mini';
  const attempt = (name: string, labels: readonly string[], same: 'keep' | 'replace') =>
    register(
      brokerOrigin(context, url),
      url,
      token,
      {
        url,
        name,
        labels: [...(noDefaults ? [] : automaticLabels), ...labels],
        replace: same === 'replace',
        ephemeral: commandLine.flag('ephemeral'),
        disableUpdate: commandLine.flag('disableupdate'),
        version: context.version,
        ...(group === DEFAULT_GROUP ? {} : { runnerGroup: group }),
      },
      (text) => terminal.error(text),
    );

  const unattended = commandLine.flag('unattended');
  const nameGiven = commandLine.value('name');
  const labelsGiven = commandLine.value('labels');
  // With everything given, one request both checks the token and registers, so a bad token fails before "Connected".
  const nothingToAsk = unattended || ![groupGiven, nameGiven, labelsGiven].includes(null);
  let name = nameGiven ?? host;
  let labels = parseLabels(labelsGiven ?? '');
  let outcome = nothingToAsk ? await attempt(name, labels, 'keep') : null;
  terminal.line();
  terminal.success('Connected to GitHub');
  terminal.section('Runner Registration');
  if (groupGiven === null) group = await ask(GROUP_QUESTION, DEFAULT_GROUP);
  terminal.line();
  if (nameGiven === null) name = await ask(`Enter the name of runner: [press Enter for ${host}] `, host);
  terminal.line();
  if (!nothingToAsk && labelsGiven === null) {
    const shown = automaticLabels.map((label) => `'${label}'`).join(', ');
    terminal.line(`This runner will have the following labels: ${shown} `);
    labels = parseLabels(
      await ask('Enter any additional labels (ex. label-1,label-2): [press Enter to skip] ', '', areLabels),
    );
  }
  outcome ??= await attempt(name, labels, 'keep');
  let done = 'Runner successfully added';
  if (isRefusal(outcome) && outcome.kind === 'name-exists') {
    const question = 'Would you like to replace the existing runner? (Y/N) [press Enter for N] ';
    terminal.line('A runner exists with the same name');
    if (commandLine.flag('replace') || /^(?:y|true)/i.test(await ask(question, 'N', isYesOrNo))) {
      outcome = await attempt(name, labels, 'replace');
      done = 'Successfully replaced the runner';
    }
  }
  if (isRefusal(outcome)) {
    throw new ConfigurationError(
      outcome.kind === 'name-exists'
        ? `A runner exists with the same name ${name}.`
        : `Could not find any self-hosted runner group named "${group}".`,
    );
  }
  terminal.line();
  terminal.success(done);
  writeCredentials(
    context.root,
    outcome.credential,
    'https://tokenghub.actions.githubusercontent.com/_apis/oauth2/token/practice',
  );
  const legacy = process.env['WORLD_RUNNER_FLOW'] === 'legacy';
  if (legacy) {
    await tryLogin(outcome.serverUrlV2, context.root);
    terminal.success('Runner connection is good');
  }
  terminal.section('Runner settings');
  const work =
    commandLine.value('work') ?? (await ask('Enter name of work folder: [press Enter for _work] ', '_work'));
  writeSettings(context.root, {
    agentId: outcome.agentId,
    agentName: outcome.agentName,
    poolId: outcome.poolId,
    poolName: outcome.poolName,
    disableUpdate: commandLine.flag('disableupdate'),
    ephemeral: commandLine.flag('ephemeral'),
    serverUrl: 'https://pipelinesghubeus7.actions.githubusercontent.com/practice/',
    gitHubUrl: url,
    workFolder: work,
    useV2Flow: !legacy,
    serverUrlV2: outcome.serverUrlV2,
    isHostedServer: new URL(url).hostname === 'github.com' || new URL(url).hostname.endsWith('.ghe.com'),
  });
  generateServiceScript(context.root, url, outcome.agentName);
  mkdirSync(context.diag, { recursive: true });
  terminal.line();
  terminal.success('Settings Saved.');
  terminal.line();
}

/** Whether the broker knows this runner no more: tells a wrong token from a registration that is gone. */
async function isGone(brokerUrl: string, root: string, agentId: number): Promise<boolean> {
  const answer = await request({
    method: 'POST',
    url: `${brokerUrl}acquire`,
    headers: { authorization: `Bearer ${readCredential(root) ?? ''}` },
    body: { jobMessageId: '', agentId },
    timeoutMs: 60_000,
  });
  return /registration has been deleted/.test(textOf(objectOf(answer.body)['message']) ?? '');
}

/** Takes the runner off GitHub and deletes the local files. Gives the process's exit code. */
export async function remove(context: Context, commandLine: CommandLine, out: Console): Promise<number> {
  const { terminal } = out;
  terminal.section('Runner removal');
  try {
    if (commandLine.flag('local')) {
      deleteLocalConfiguration(context.root, (name) => terminal.success(`Removed ${name}`));
      return 0;
    }
    if (existsSync(join(context.root, '.service'))) {
      terminal.error('Removing service');
      terminal.error('Failed: Removing service');
      throw new ConfigurationError('Uninstall service first');
    }
    if (!isConfigured(context.root)) {
      terminal.line('Does not exist. Skipping Removing runner from the server');
      terminal.line('Does not exist. Skipping Removing .credentials');
      terminal.line('Does not exist. Skipping Removing .runner');
      return 0;
    }
    const settings = readSettings(context.root);
    const prompts = openPrompts(terminal, commandLine.flag('unattended') ? 'unattended' : 'ask');
    const token = await required(prompts, commandLine, 'token', 'Enter runner remove token: ').finally(() =>
      prompts.close(),
    );
    const answer = await request({
      method: 'DELETE',
      url: `${new URL(settings.serverUrlV2).href}agents/${settings.agentId}`,
      headers: { authorization: `RemoteAuth ${token}` },
      timeoutMs: 60_000,
    });
    terminal.line();
    if (answer.status === 404 && (await isGone(settings.serverUrlV2, context.root, settings.agentId))) {
      terminal.line('Does not exist. Skipping Removing runner from the server');
    } else if (answer.status >= 300) {
      const id = answer.requestId === '' ? 'E214:40DE:17767A6:2F94543:AB2EDF5E' : answer.requestId;
      terminal.error(
        `Http response code: ${statusName(answer.status)} from 'POST ${registrationUrl(settings.gitHubUrl)}' (Request Id: ${id})`,
      );
      terminal.error(answer.bytes.toString('utf8'));
      throw new ConfigurationError(statusSentence(answer.status));
    } else {
      terminal.success('Runner removed successfully');
    }
    deleteLocalConfiguration(context.root, (name) => terminal.success(`Removed ${name}`));
    return 0;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    terminal.error(error.message);
    return 1;
  }
}
