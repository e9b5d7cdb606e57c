/** `trackside inspect`: how Trackside reads a file, for bug reports. Prints JSON; secrets stay out of it. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { FILE_KINDS, inspectFile, type FileKind } from '../engine/inspect/inspect-file.ts';
import { inspectLog } from '../engine/jobs/inspect-log.ts';
import type { LogKind } from '../engine/jobs/log-event.ts';

const LOG_KINDS: readonly LogKind[] = ['runner-console', 'runner-diag', 'worker-diag'];
/** Outputs of programs and settings are small; logs are streamed and may have any size. */
const MAX_BYTES = 64 * 1024 * 1024;

/** @param form `text` prints the same JSON, indented. Gives the exit status. */
export async function inspectCommand(file: string, kind: string, form: 'text' | 'json'): Promise<number> {
  const source = await openSource(file);
  if (typeof source === 'string') return complain(source);
  const logKind = LOG_KINDS.find((known) => known === kind);
  const fileKind = FILE_KINDS.find((known) => known === kind);
  if (logKind === undefined && fileKind === undefined) {
    return complain(`“${kind}” is none of: ${[...LOG_KINDS, ...FILE_KINDS].join(', ')}`);
  }
  try {
    const result =
      logKind === undefined ? await inspectWhole(source, fileKind) : await inspectLog(logKind, source);
    if (typeof result === 'string') return complain(result);
    process.stdout.write(`${JSON.stringify(result, null, form === 'json' ? undefined : 2)}\n`);
    return 0;
  } catch (error) {
    return complain(`It could not be read: ${(error as NodeJS.ErrnoException).code ?? 'unknown reason'}`);
  }
}

async function openSource(file: string): Promise<AsyncIterable<Uint8Array> | string> {
  if (file === '-') return process.stdin;
  const info = await stat(file).catch(() => null);
  if (info === null) return 'There is no such file.';
  return info.isDirectory()
    ? 'This is a folder, not a file.'
    : createReadStream(file, { highWaterMark: 1024 * 1024 });
}

async function inspectWhole(
  source: AsyncIterable<Uint8Array>,
  kind: FileKind | undefined,
): Promise<object | string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of source) {
    size += chunk.length;
    if (size > MAX_BYTES) return `It is larger than ${MAX_BYTES / 1024 / 1024} MB; this kind of file is not.`;
    chunks.push(chunk);
  }
  return kind === undefined ? 'This kind is not known.' : inspectFile(kind, Buffer.concat(chunks));
}

function complain(sentence: string): number {
  process.stderr.write(`${sentence}\n`);
  return 2;
}
