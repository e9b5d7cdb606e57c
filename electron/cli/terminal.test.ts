import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const TERMINAL = join(import.meta.dirname, 'terminal.ts');
/** A program that says what it reads and which interruptions it hears, and ends at `terminate`. */
const PROGRAM = `
  import { processTerminal } from ${JSON.stringify(TERMINAL)};
  const terminal = processTerminal();
  terminal.onInterruption((what) => {
    terminal.print(what);
    if (what === 'terminate') terminal.flushed().then(() => process.exit(0));
  });
  terminal.print('interactive ' + terminal.interactive);
  terminal.print('read ' + JSON.stringify(await terminal.readLine(20)));
  setInterval(() => undefined, 1000);
`;

function start(input: string) {
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', PROGRAM]);
  let printed = '';
  child.stdout.on('data', (part: Buffer) => (printed += part.toString()));
  child.stdin.end(input);
  const until = async (text: string): Promise<void> => {
    while (!printed.includes(text)) await once(child.stdout, 'data');
  };
  return { child, printed: () => printed, until };
}

describe('the terminal of a command', { timeout: 60_000 }, () => {
  it('takes the signals of one press for one, and tells of the next', async () => {
    const { child, printed, until } = start('first\nsecond\n');
    await until('read "first"');
    // A Node that started it passes Control-C on, although it arrives by itself: many come in a moment.
    const pressed = performance.now();
    const pressing = setInterval(() => child.kill('SIGINT'), 20);
    await until('interrupt\ninterrupt');
    clearInterval(pressing);
    expect(performance.now() - pressed).toBeGreaterThan(350);
    child.kill('SIGTERM');
    expect(await once(child, 'close')).toEqual([0, null]);
    expect(printed()).toBe('interactive false\nread "first"\ninterrupt\ninterrupt\nterminate\n');
  });

  it('reads no more than a token can be long, and goes on when its reader has gone', async () => {
    const { child, until } = start('x'.repeat(21));
    await until('read null');
    child.stdout.destroy();
    child.kill('SIGINT');
    child.kill('SIGTERM');
    expect(await once(child, 'close')).toEqual([0, null]);
  });
});
