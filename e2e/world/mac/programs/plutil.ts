/** plutil: `-lint`, and `-convert xml1 -o -` (macos.md 1.3). */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { build } from 'plist';
import type { PlistValue } from 'plist';
import { decodePlist } from '../launchd/job-plist.ts';
import { failed, printed } from './answer.ts';
import type { Answer, Program } from './answer.ts';

export function createPlutil(): Program {
  return ({ args, folder }) => {
    if (args[0] === '-lint') {
      const files = args.slice(1).filter((arg) => arg !== '-s' && arg !== '--');
      const answers = files.map((file) => lint(resolve(folder, file), file));
      return {
        status: answers.some(({ status }) => status !== 0) ? 1 : 0,
        stdout: answers.map(({ stdout }) => stdout).join(''),
        stderr: answers.map(({ stderr }) => stderr).join(''),
      };
    }
    if (args[0] === '-convert' && args[1] === 'xml1' && args[2] === '-o' && args[3] === '-') {
      const file = args.slice(4).find((arg) => arg !== '--') ?? '';
      const value = read(resolve(folder, file));
      if (value.kind === 'missing') {
        return failed(1, `${file}: file does not exist or is not readable or is not a regular file\n`);
      }
      if (value.kind === 'bad') return failed(1, `${file}: Property List error: Unexpected content\n`);
      return printed(`${build(value.value)}\n`);
    }
    return failed(1, 'plutil: only -lint and -convert xml1 -o - are modelled here\n');
  };
}

function lint(path: string, shown: string): Answer {
  const { kind } = read(path);
  if (kind === 'ok') return printed(`${shown}: OK\n`);
  if (kind === 'missing') {
    return failed(1, `${shown}: file does not exist or is not readable or is not a regular file\n`);
  }
  return failed(1, `${shown}: Property List error: Unexpected content\n`);
}

type Reading =
  | { readonly kind: 'ok'; readonly value: PlistValue }
  | { readonly kind: 'missing' }
  | { readonly kind: 'bad' };

function read(path: string): Reading {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch {
    // plutil has one sentence for every file that it cannot read.
    return { kind: 'missing' };
  }
  const value = decodePlist(bytes);
  return value === undefined ? { kind: 'bad' } : { kind: 'ok', value: value as PlistValue };
}
