/** Stand-in for bin/Runner.Listener: configure, remove, run, --check, --version (runner.md 3 to 6). */
import { check } from './check.ts';
import { parseCommandLine } from './command-line.ts';
import { configure, remove } from './configure.ts';
import { commit, logHeader } from './identity.ts';
import { readContext } from './context.ts';
import { runListener } from './run-listener.ts';
import { applyEnvFile } from './settings.ts';
import { createTerminal } from './terminal.ts';
import { openTraceLog } from './trace-log.ts';

async function main(): Promise<number> {
  const context = readContext(process.argv.slice(2));
  process.umask(0o022);
  applyEnvFile(context.root, process.env);
  const log = openTraceLog(context.diag, 'Runner');
  const terminal = createTerminal(log);
  const commandLine = parseCommandLine(context.args, process.env);
  logHeader(log, context, 'RunnerProcess');
  if (commandLine.unknown.length > 0) {
    const words = commandLine.unknown.map((word) => `'${word}'`).join(', ');
    terminal.error(
      `Unrecognized command-line input arguments for command ${commandLine.command ?? ''}: ${words}. For usage refer to: .\\config.cmd --help or ./config.sh --help`,
    );
  }
  for (const name of ['configure', 'remove', 'run', 'warmup'] as const) {
    log.info('CommandSettings', `Command '${name}': '${commandLine.command === name ? 'True' : 'False'}'`);
  }
  const done = (code: number): number => {
    log.info('Runner', `Runner execution has finished with return code ${code}`);
    return code;
  };
  if (commandLine.flag('version')) {
    terminal.line(context.version);
    return done(0);
  }
  if (commandLine.flag('commit')) {
    terminal.line(commit);
    return done(0);
  }
  if (commandLine.flag('help')) {
    terminal.line('Commands: ./config.sh [options], ./config.sh remove [options], ./run.sh [options]');
    return done(0);
  }
  if (commandLine.flag('check')) return done(await check(context, commandLine, terminal));
  switch (commandLine.command) {
    case 'configure':
    case 'remove': {
      // Ctrl-C while configuring: a word, and exit code 1.
      process.once('SIGINT', () => {
        terminal.line('Exiting...');
        process.exit(done(1));
      });
      const run = commandLine.command === 'configure' ? configure : remove;
      return done(await run(context, commandLine, { terminal, log }));
    }
    case 'warmup':
      return done(0);
    case 'run':
    case null:
      return done(await runListener(context, commandLine, { terminal, log }));
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`An error occurred: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(2);
  },
);
