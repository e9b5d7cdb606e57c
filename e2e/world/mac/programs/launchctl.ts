/** launchctl(1): reads the command line, asks launchd, answers with the statuses and texts of macos.md 1.1–1.5. */
import { constants } from 'node:os';
import { resolve } from 'node:path';
import { E, errorText } from '../launchd/errors.ts';
import { readJobPlist } from '../launchd/job-plist.ts';
import type { Launchd } from '../launchd/launchd.ts';
import { listOne, listTable, printDisabled, printDomain, printJob } from '../launchd/print.ts';
import type { PrintDialect } from '../launchd/print.ts';
import { failed, printed } from './answer.ts';
import type { Answer, Program } from './answer.ts';

export interface LaunchctlOptions {
  readonly launchd: Launchd;
  readonly uid: number;
  /** Who must own the agents' files. */
  readonly owner: number;
  readonly dialect: () => PrintDialect;
}

/** A target as launchctl(1) spells it. */
type Target =
  | { readonly kind: 'domain'; readonly type: 'gui' | 'user'; readonly uid: number }
  | { readonly kind: 'service'; readonly type: 'gui' | 'user'; readonly uid: number; readonly label: string }
  | { readonly kind: 'system' };

const RICHER = 'Try re-running the command as root for richer errors.\n';
const SUCCESS: Answer = { status: 0, stdout: '', stderr: '' };

export function createLaunchctl(options: LaunchctlOptions): Program {
  const { launchd, uid, owner } = options;
  const about = (): { uid: number; session: number; dialect: PrintDialect } => ({
    uid,
    session: launchd.session(),
    dialect: options.dialect(),
  });
  /** Ours, and there. Another user's, or a background domain, has nothing that this world models. */
  const isOurs = (target: Target): boolean =>
    target.kind !== 'system' && target.type === 'gui' && target.uid === uid && launchd.present();

  const bootstrap = (args: readonly string[], folder: string): Answer => {
    const target = parseTarget(args[0]);
    if (target?.kind === 'service' || target === null || args.length < 2) return usage('bootstrap');
    if (target.kind === 'domain' && target.type === 'user' && target.uid === uid) {
      return refusal('Bootstrap', E.wrongSession);
    }
    if (!isOurs(target)) return refusal('Bootstrap', E.unsupported);
    const statuses = args.slice(1).map((path) => launchd.bootstrap(resolve(folder, path)));
    const first = statuses.find((status) => status !== 0);
    return first === undefined ? SUCCESS : refusal('Bootstrap', first);
  };

  const bootout = (args: readonly string[], folder: string): Answer => {
    const target = parseTarget(args[0]);
    if (target === null) return usage('bootout');
    if (!isOurs(target)) return refusal('Boot-out', E.unsupported);
    if (target.kind === 'service') {
      const status = launchd.bootout(target.label);
      return status === 0 ? SUCCESS : refusal('Boot-out', status);
    }
    const path = args[1];
    if (path === undefined) return usage('bootout');
    const reading = readJobPlist(resolve(folder, path), owner);
    const status = reading.kind === 'job' ? launchd.bootout(reading.job.label) : reading.status;
    // The form with a path answers 5, not 3, for a job that is not loaded (macos.md 1.1).
    return status === 0 ? SUCCESS : refusal('Boot-out', status === E.noSuchProcess ? E.io : status);
  };

  const override = (verb: 'enable' | 'disable', args: readonly string[]): Answer => {
    const target = parseTarget(args[0]);
    if (target?.kind !== 'service') return usage(verb);
    // Also for a label that nobody knows, and with nobody logged in (macos.md 1.1).
    launchd.overrides.set(target.label, verb === 'enable' ? 'enabled' : 'disabled');
    return SUCCESS;
  };

  const kickstart = async (args: readonly string[]): Promise<Answer> => {
    const flags = args.filter((arg) => arg.startsWith('-')).join('');
    const target = parseTarget(args.find((arg) => !arg.startsWith('-')));
    if (target?.kind !== 'service' || /[^-kps]/.test(flags)) return usage('kickstart');
    if (!isOurs(target)) return missing(target, E.noDomain);
    const { status, pid } = await launchd.kickstart(target.label, {
      running: flags.includes('k') ? 'kill-first' : 'leave',
    });
    if (status === E.noDomain || status === E.noService) return missing(target, status);
    if (status !== 0) return notKicked(target.label, status);
    // What cannot be started is taken all the same, as by `bootstrap` (macos.md 1.3); but it has no number to print.
    if (!flags.includes('p')) return SUCCESS;
    return pid === null
      ? notKicked(target.label, E.noSuchProcess)
      : printed(`service spawned with pid: ${pid}\n`);
  };

  const kill = (args: readonly string[]): Answer => {
    const signal = signalOf(args[0]);
    const target = parseTarget(args[1]);
    if (signal === null || target?.kind !== 'service') return usage('kill');
    if (!isOurs(target)) return missing(target, E.noDomain);
    const status = launchd.kill(target.label, signal);
    if (status === 0) return SUCCESS;
    if (status !== E.noSuchProcess) return missing(target, status);
    return failed(status, `Could not signal service "${target.label}": ${status}: ${errorText(status)}\n`);
  };

  const print = (args: readonly string[]): Answer => {
    const target = parseTarget(args[0]);
    if (target === null || target.kind === 'system') return usage('print');
    // The user's background domain is there over SSH, too; nothing of ours may be loaded into it (macos.md 2.2).
    if (target.type === 'user' && target.uid === uid) {
      return target.kind === 'domain'
        ? printed(printDomain('user', [], [], about()))
        : badRequest(missing(target, E.noService));
    }
    if (!isOurs(target)) return badRequest(missing(target, E.noDomain));
    if (target.kind === 'domain') {
      return printed(printDomain('gui', launchd.jobs(), launchd.overrides.all(), about()));
    }
    const job = launchd.job(target.label);
    return job === null ? badRequest(missing(target, E.noService)) : printed(printJob(job, about()));
  };

  const printOverrides = (args: readonly string[]): Answer => {
    const target = parseTarget(args[0]);
    if (target?.kind !== 'domain') return usage('print-disabled');
    if (!isOurs(target)) return badRequest(missing(target, E.noDomain));
    return printed(printDisabled(launchd.overrides.all(), options.dialect()));
  };

  const list = (args: readonly string[]): Answer => {
    const jobs = launchd.present() ? launchd.jobs() : [];
    const label = args[0];
    if (label === undefined) return printed(listTable(jobs));
    const job = jobs.find(({ plist }) => plist.label === label);
    if (job !== undefined) return printed(listOne(job));
    return failed(E.noService, `Could not find service "${label}" in domain for port\n`);
  };

  const legacy = (verb: 'load' | 'unload', args: readonly string[], folder: string): Answer => {
    const writes = args.some((arg) => /^-\w*w/.test(arg));
    const paths = args.filter((arg) => !arg.startsWith('-'));
    if (paths.length === 0) return usage(verb);
    const complaints = paths.map((path) =>
      legacyOne(verb, resolve(folder, path), writes ? 'persist' : 'once'),
    );
    // The old verbs complain, and end with 0 all the same (macos.md 1.4).
    return { status: 0, stdout: '', stderr: complaints.join('') };
  };

  const legacyOne = (verb: 'load' | 'unload', path: string, mode: 'persist' | 'once'): string => {
    const reading = readJobPlist(path, owner);
    const label = reading.kind === 'job' ? reading.job.label : null;
    if (label !== null && mode === 'persist') {
      launchd.overrides.set(label, verb === 'load' ? 'enabled' : 'disabled');
    }
    const [word, modern] = verb === 'load' ? ['Load', 'bootstrap'] : ['Unload', 'bootout'];
    const status =
      reading.kind === 'refused'
        ? reading.status
        : !launchd.present()
          ? E.io
          : verb === 'load'
            ? launchd.bootstrap(path)
            : launchd.bootout(reading.job.label);
    if (status === 0) return '';
    const shown = status === E.noSuchProcess ? E.io : status;
    const hint = shown === E.io ? `Try running \`launchctl ${modern}\` as root for richer errors.\n` : '';
    return `${word} failed: ${shown}: ${errorText(shown)}\n${hint}`;
  };

  return ({ args: [verb, ...args], folder }) => {
    switch (verb) {
      case 'bootstrap':
        return bootstrap(args, folder);
      case 'bootout':
        return bootout(args, folder);
      case 'enable':
      case 'disable':
        return override(verb, args);
      case 'kickstart':
        return kickstart(args);
      case 'kill':
        return kill(args);
      case 'print':
        return print(args);
      case 'print-disabled':
        return printOverrides(args);
      case 'list':
        return list(args);
      case 'load':
      case 'unload':
        return legacy(verb, args, folder);
      case 'managername':
        return printed(launchd.present() ? 'Aqua\n' : 'Background\n');
      case 'manageruid':
        return printed(`${uid}\n`);
      case 'error': {
        const number = Number(args[0]);
        if (!Number.isInteger(number)) return usage('error');
        return printed(`${number}: ${errorText(number)}\n`);
      }
      default:
        return failed(1, `Unrecognized subcommand: ${verb ?? ''}\n`);
    }
  };
}

function usage(verb: string): Answer {
  return failed(E.usage, `Usage: launchctl ${verb} <arguments>\n`);
}

function refusal(what: 'Bootstrap' | 'Boot-out', status: number): Answer {
  // The advice comes with `bootstrap`'s exit 5 only, and is a false lead for an agent (macos.md 1.2).
  const hint = what === 'Bootstrap' && status === E.io ? RICHER : '';
  return failed(status, `${what} failed: ${status}: ${errorText(status)}\n${hint}`);
}

function missing(target: Target, status: number): Answer {
  if (target.kind === 'system') return failed(status, 'Could not find domain for system\n');
  const domain = `domain for user ${target.type}: ${target.uid}`;
  if (status === E.noDomain || target.kind === 'domain') return failed(status, `Could not find ${domain}\n`);
  return failed(status, `Could not find service "${target.label}" in ${domain}\n`);
}

function notKicked(label: string, status: number): Answer {
  return failed(status, `Could not kickstart service "${label}": ${status}: ${errorText(status)}\n`);
}

function badRequest(answer: Answer): Answer {
  return { ...answer, stderr: `Bad request.\n${answer.stderr}` };
}

/** Null for what is no target. */
function parseTarget(text: string | undefined): Target | null {
  if (text === 'system' || text?.startsWith('system/') === true) return { kind: 'system' };
  const match = /^(gui|user)\/(\d{1,10})(?:\/(.+))?$/.exec(text ?? '');
  if (match === null) return null;
  const type = match[1] === 'gui' ? 'gui' : 'user';
  const uid = Number(match[2]);
  const label = match[3];
  return label === undefined ? { kind: 'domain', type, uid } : { kind: 'service', type, uid, label };
}

/** `SIGTERM`, `TERM` or `15`; null for anything else. */
function signalOf(text: string | undefined): NodeJS.Signals | null {
  const names = Object.entries(constants.signals) as [NodeJS.Signals, number][];
  const found = names.find(
    ([name, number]) => name === text || name === `SIG${text ?? ''}` || String(number) === text,
  );
  return found?.[0] ?? null;
}
