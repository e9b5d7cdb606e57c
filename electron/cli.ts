/** Trackside from a terminal: `setup`, `adopt` and `remove` for scripts, `status` as the popover, `inspect` for bug reports. */
import { parseArgs } from 'node:util';

const USAGE = `Usage:
  trackside status [--json]
      What the popover shows: the runners, their jobs, the machine.
  trackside inspect FILE --as KIND [--json]
      How Trackside reads a file, for bug reports. FILE may be - for standard input.
      KIND: runner-console, runner-diag, worker-diag, launchctl-print, launchctl-list,
            launchctl-print-disabled, vm_stat, ps, runner-json, plist

  trackside setup --url URL [--name NAME] [--labels A,B] [--directory FOLDER] [--work FOLDER]
                  [--group GROUP] [--replace] [--runner-version X.Y.Z] [--no-start-at-login]
                  [--service trackside|official] [--confirm-public OWNER/REPO]
                  [--token-stdin] [--yes] [--json]
      Sets a runner up for the repository or organisation at URL, such as
      https://github.com/acme/rocket: shows the plan, asks, does it. What is left out is
      suggested. --token-stdin reads a registration token from standard input; without it,
      the login of gh is used.
  trackside adopt FOLDER [--service keep|trackside] [--tune] [--yes] [--json]
      Takes a runner that is there already into Trackside's care.
  trackside remove NAME|FOLDER [--keep-registration] [--keep-service] [--keep-hooks]
                  [--keep-shell-profile] [--keep-folder] [--remove-token-stdin] [--yes] [--json]
      Removes a runner once it is idle; each part can be kept.

Exit status of setup, adopt, remove:
                        0 done, 1 failed (what was done is taken back, or what stays is said),
                        2 wrong usage, 130 cancelled by Control-C (a second one ends at once)
With --json they print an object on each line; the last one has "type": "result" or "error".
Exit status of inspect: 0 read, 1 could not be read (in JSON: {"error": why}), 2 wrong usage.
Exit status of status:  0 all is known, 1 something is unknown (it says what), 2 wrong usage.
`;

async function main(args: readonly string[]): Promise<number> {
  const change = args.includes('--help') || args.includes('-h') ? null : await changing(args);
  // Probes that still hang must not hold back the end.
  if (change !== null) process.exit(change);
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

/** Null: it is none of the commands that change something. */
async function changing([command, ...args]: readonly string[]): Promise<number | null> {
  const run = await changingCommand(command);
  if (run === null) return null;
  const [{ openSession }, { processTerminal }] = await Promise.all([
    import('./cli/session.ts'),
    import('./cli/terminal.ts'),
  ]);
  const terminal = processTerminal();
  const status = await run(args, terminal, openSession);
  await terminal.flushed();
  return status;
}

async function changingCommand(command: string | undefined) {
  switch (command) {
    case 'setup':
      return (await import('./cli/set-up.ts')).setUpCommand;
    case 'adopt':
      return (await import('./cli/adopt.ts')).adoptCommand;
    case 'remove':
      return (await import('./cli/remove.ts')).removeCommand;
    default:
      return null;
  }
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
