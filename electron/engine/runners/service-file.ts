/**
 * What `svc.sh install` left in the runner's directory (runner.md 5.1, 5.2). The label is read from there and never
 * computed: its rules have changed, and a long one ends in random digits.
 */
import { basename, isAbsolute, join } from 'node:path';
import { readSmallFile } from '../host/small-file.ts';

const MAX_BYTES = 256 * 1024;

/** The official service of one runner directory. */
export interface ServiceFile {
  /** Absolute path of the LaunchAgent's property list. */
  readonly plistPath: string;
  readonly label: string;
}

/** Reads `.service`. Null: no official service is installed, or the file says nothing usable. */
export async function readServiceFile(directory: string): Promise<ServiceFile | null> {
  const text = await readText(join(directory, '.service'));
  return text === null ? null : parseServiceFile(text);
}

/** `.service` holds one line: the path of the property list, whose name is the label. */
export function parseServiceFile(text: string): ServiceFile | null {
  const plistPath =
    text
      .replace(/^\uFEFF/, '')
      .split(/\r?\n/)[0]
      ?.trim() ?? '';
  if (!isAbsolute(plistPath) || !plistPath.endsWith('.plist')) return null;
  const label = basename(plistPath).slice(0, -'.plist'.length);
  return label === '' ? null : { plistPath, label };
}

/** Reads the label that `svc.sh` would use, whether or not it is installed. Null where there is none. */
export async function readServiceName(directory: string): Promise<string | null> {
  const text = await readText(join(directory, 'svc.sh'));
  return text === null ? null : parseServiceName(text);
}

/** The value that `config.sh` put after `SVC_NAME=`; the script itself then turns blanks into underscores. */
export function parseServiceName(script: string): string | null {
  const name = /^SVC_NAME=(?:"([^"$`{}\n]+)"|'([^'{}\n]+)'|([^\s"'$`{};]+))/m.exec(script);
  const value = (name?.[1] ?? name?.[2] ?? name?.[3] ?? '').trim();
  return value === '' ? null : value.replaceAll(' ', '_');
}

async function readText(path: string): Promise<string | null> {
  const file = await readSmallFile(path, MAX_BYTES);
  return file.kind === 'read' ? new TextDecoder('utf-8').decode(file.bytes) : null;
}
