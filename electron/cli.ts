/** Trackside from a terminal: `status` prints what the popover shows, `inspect` how a file is read. */
import { parseArgs } from 'node:util';

const USAGE = `Usage:
  trackside status [--json]
      What the popover shows: the runners, their jobs, the machine.
  trackside inspect FILE --as KIND [--json]
      How Trackside reads a file, for bug reports. FILE may be - for standard input.
      KIND: runner-console, runner-diag, worker-diag, launchctl-print, launchctl-list,
            launchctl-print-disabled, vm_stat, ps, runner-json, plist

Exit status of inspect: 0 read, 1 could not be read (in JSON: {"error": why}), 2 wrong usage.
Exit status of status:  0 all is known, 1 something is unknown (it says what), 2 wrong usage.
`;

async function main(args: readonly string[]): Promise<number> {
  const parsed = parse(args);
  if ('problem' in parsed) {
    process.stderr.write(`${parsed.problem}\n\n${USAGE}`);
    return 2;
  }
  const { values, positionals } = parsed;
  const [command, file, ...more] = positionals;
  if (values.help || command === undefined) {
    process.stdout.write(USAGE);
    return values.help ? 0 : 2;
  }
  const form = values.json ? 'json' : 'text';
  // Only what is asked for is loaded: `inspect` in a pipe should start at once.
  if (command === 'status' && file === undefined) {
    const { statusCommand } = await import('./cli/status.ts');
    // A probe that still hangs must not hold back the answer's end; everything is written by now.
    process.exit(await statusCommand(form));
  }
  if (command === 'inspect' && file !== undefined && more.length === 0 && values.as !== undefined) {
    const { inspectCommand } = await import('./cli/inspect.ts');
    return await inspectCommand(file, values.as, form);
  }
  process.stderr.write(USAGE);
  return 2;
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        as: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    return { problem: error instanceof Error ? error.message : 'The arguments are not understood.' };
  }
}

process.exitCode = await main(process.argv.slice(2));
