/**
 * Loaded before a program: writes down every child that it starts, whatever function it starts it by, with its command line
 * and its environment. Nothing can be missed, as it is told of it by the starting itself.
 */
import { appendFileSync } from 'node:fs';
import * as childProcess from 'node:child_process';

const file = process.env['TRACKSIDE_CHILDREN'] ?? '';
// How each of them is started in the end (node:child_process); it has no type of its own.
const { prototype } = childProcess.ChildProcess as unknown as { readonly prototype: Starting };

interface Starting {
  spawn: (this: unknown, options: StartOptions) => unknown;
}
interface StartOptions {
  readonly file: string;
  readonly args?: readonly string[];
  readonly envPairs?: readonly string[];
}
export interface RecordedChild {
  readonly args: readonly string[];
  readonly environment: readonly string[];
}

const { spawn } = prototype;
prototype.spawn = function (options) {
  const { file: program, args = [], envPairs = [] } = options;
  const child: RecordedChild = { args: [program, ...args], environment: envPairs };
  appendFileSync(file, `${JSON.stringify(child)}\n`);
  return spawn.call(this, options);
};
