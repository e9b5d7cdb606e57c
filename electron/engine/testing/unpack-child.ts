/**
 * Unpacks in a process of its own, which a test can kill. Its only argument is JSON: source, folder, part. Prints
 * `taken` when bytes have come, and `flushing` when they only have to be flushed, which here takes for ever.
 */
import { unpackPackage, type UnpackOptions } from '../install/unpack-package.ts';

const asked = JSON.parse(process.argv[2] ?? '') as Pick<UnpackOptions, 'source' | 'folder' | 'part'>;
const say = (word: string): void => void process.stdout.write(`${word}\n`);
setInterval(() => undefined, 60_000);
const reply = await unpackPackage({
  ...asked,
  signal: new AbortController().signal,
  onProgress: () => say('taken'),
  program: () => {
    say('flushing');
    return new Promise(() => undefined);
  },
});
say(JSON.stringify(reply));
