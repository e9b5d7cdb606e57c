/** `trackside inspect`: how Trackside reads a file, for bug reports. Secrets stay out of it. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { FILE_KINDS, inspectFile, type FileKind, type Inspection } from '../engine/inspect/inspect-file.ts';
import { readLog } from '../engine/jobs/inspect-log.ts';
import type { LogKind } from '../engine/jobs/log-event.ts';
import { messageOf } from '../engine/jobs/file-errors.ts';
import { eventLine, NO_EVENTS, outcomeText, outline } from './inspect-text.ts';
import { createOutput, ReaderGone, type Output } from './output.ts';

const LOG_KINDS: readonly LogKind[] = ['runner-console', 'runner-diag', 'worker-diag'];
/** Outputs of programs and settings are small; logs are streamed and may have any size. */
const MAX_BYTES = 64 * 1024 * 1024;

/** Exit statuses, as the usage has them. */
const READ = 0;
const UNREADABLE = 1;
const MISUSED = 2;

type Form = 'text' | 'json';

/** Prints how `file` is read. Gives the exit status. */
export async function inspectCommand(file: string, kind: string, form: Form): Promise<number> {
  const logKind = LOG_KINDS.find((known) => known === kind);
  const fileKind = FILE_KINDS.find((known) => known === kind);
  if (logKind === undefined && fileKind === undefined) {
    return complain(`“${kind}” is none of: ${[...LOG_KINDS, ...FILE_KINDS].join(', ')}`, MISUSED);
  }
  const source = await openSource(file);
  if (typeof source === 'string') return complain(source, UNREADABLE);
  const output = createOutput(process.stdout);
  try {
    if (logKind !== undefined) return await printLog(logKind, source, form, output);
    return fileKind === undefined ? MISUSED : await printFile(fileKind, source, form, output);
  } catch (error) {
    if (error instanceof ReaderGone) return READ;
    return complain(`It could not be read: ${messageOf(error)}.`, UNREADABLE);
  }
}

/** Event by event: a log may be larger than memory. */
async function printLog(
  kind: LogKind,
  source: AsyncIterable<Uint8Array>,
  form: Form,
  output: Output,
): Promise<number> {
  let count = 0;
  if (form === 'json') await output.write('{"events":[');
  const outcome = await readLog(kind, source, (event) => {
    count += 1;
    if (form === 'text') return output.write(`${eventLine(event)}\n`);
    return output.write(`${count === 1 ? '' : ','}${JSON.stringify(event)}`);
  });
  if (form === 'json') await output.write(`],${JSON.stringify(outcome).slice(1)}\n`);
  else await output.write(`${count === 0 ? `${NO_EVENTS}\n` : ''}${outcomeText(outcome)}`);
  await output.end();
  return READ;
}

async function printFile(
  kind: FileKind,
  source: AsyncIterable<Uint8Array>,
  form: Form,
  output: Output,
): Promise<number> {
  const result = await inspectWhole(source, kind);
  const { error } = result;
  if (form === 'text' && typeof error === 'string') return complain(error, UNREADABLE);
  await output.write(form === 'json' ? `${JSON.stringify(result)}\n` : `${outline(result).join('\n')}\n`);
  await output.end();
  return error === undefined ? READ : UNREADABLE;
}

async function openSource(file: string): Promise<AsyncIterable<Uint8Array> | string> {
  if (file === '-') return process.stdin;
  const info = await stat(file).catch(() => null);
  if (info === null) return 'There is no such file.';
  return info.isDirectory()
    ? 'This is a folder, not a file.'
    : createReadStream(file, { highWaterMark: 1024 * 1024 });
}

async function inspectWhole(source: AsyncIterable<Uint8Array>, kind: FileKind): Promise<Inspection> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of source) {
    size += chunk.length;
    if (size > MAX_BYTES) {
      return { error: `It is larger than ${MAX_BYTES / 1024 / 1024} MB; this kind of file is not.` };
    }
    chunks.push(chunk);
  }
  return inspectFile(kind, Buffer.concat(chunks));
}

function complain(sentence: string, status: number): number {
  process.stderr.write(`${sentence}\n`);
  return status;
}
