/** Node and what comes with it: node, npm, corepack, and the pnpm that these two bring. */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../clock.ts';
import type { Tools } from '../tools.ts';
import { failed, printed } from './answer.ts';
import type { Program } from './answer.ts';
import { pause } from './brew.ts';

const PNPM_VERSION = '10.16.1';
const GLOBAL = new Set(['-g', '--global', '--location=global']);

export function createNode(): Program {
  return ({ args }) =>
    args[0] === '--version' || args[0] === '-v'
      ? printed('v24.10.0\n')
      : failed(9, `node: only --version is modelled here\n`);
}

export function createPnpm(): Program {
  return ({ args }) =>
    args[0] === '--version' || args[0] === '-v'
      ? printed(`${PNPM_VERSION}\n`)
      : failed(1, ` ERR_PNPM_NOT_MODELLED  only --version is modelled here\n`);
}

export interface PnpmBringer {
  readonly tools: Tools;
  readonly clock: Clock;
  /** Where npm puts what is installed for all projects. */
  readonly prefix: string;
}

/** npm: --version, prefix -g, and `install -g pnpm` with its time and its words. */
export function createNpm({ tools, clock, prefix }: PnpmBringer): Program {
  const modules = join(prefix, 'lib/node_modules/pnpm');
  return async ({ args, left }) => {
    const [verb, ...rest] = args;
    const global = rest.some((arg) => GLOBAL.has(arg));
    const names = rest.filter((arg) => !arg.startsWith('-'));
    if (verb === '--version') return printed('11.6.1\n');
    if (verb === 'prefix' && global) return printed(`${prefix}\n`);
    if (verb === 'install' && global && names.join() === 'pnpm') {
      await pause(clock, 3, left);
      mkdirSync(modules, { recursive: true });
      writeFileSync(join(modules, 'package.json'), `{"name":"pnpm","version":"${PNPM_VERSION}"}\n`);
      tools.add(['pnpm']);
      return printed('\nadded 1 package in 3s\n');
    }
    if (verb === 'uninstall' && global && names.join() === 'pnpm') {
      const there = existsSync(modules);
      rmSync(modules, { recursive: true, force: true });
      if (there) tools.take(['pnpm']);
      return printed(there ? '\nremoved 1 package in 194ms\n' : '\nup to date in 180ms\n');
    }
    return failed(
      1,
      `Unknown command: "${verb ?? ''}"\n\nTo see a list of supported npm commands, run:\n  npm help\n`,
    );
  };
}

/** Corepack: a link to itself under pnpm's name, without a word. */
export function createCorepack({ tools }: Pick<PnpmBringer, 'tools'>): Program {
  return ({ args }) => {
    const [verb, name] = args;
    if (verb === '--version') return printed('0.34.1\n');
    if (verb === 'enable' && name === 'pnpm') {
      tools.add(['pnpm']);
      return printed('');
    }
    if (verb === 'disable' && name === 'pnpm') {
      tools.take(['pnpm']);
      return printed('');
    }
    return failed(1, `Unknown Syntax Error: Command not found; did you mean one of:\n`);
  };
}
