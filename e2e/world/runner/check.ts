/** `--check`: four boxes, and always exit code 0 (runner.md 3.5). */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CommandLine } from './command-line.ts';
import type { Context } from './context.ts';
import { request } from './http.ts';
import { fileStamp, stamp } from './pace.ts';
import type { Terminal } from './terminal.ts';

interface Check {
  readonly name: string;
  readonly description: string;
  readonly file: string;
  readonly help: string;
  /** Below the practice GitHub's origin. */
  readonly path: string;
}

const checks: readonly Check[] = [
  {
    name: 'Internet Connection',
    description: 'Check if the Actions runner has internet access.',
    file: 'InternetCheck',
    help: 'internet',
    path: '/zen',
  },
  {
    name: 'GitHub Actions Connection',
    description: 'Check if the Actions runner has access to the GitHub Actions service.',
    file: 'ActionsCheck',
    help: 'actions',
    path: '/_broker/health',
  },
  {
    name: 'Git Certificate/Proxy Validation',
    description: 'Check if the Git CLI can access GitHub.com or GitHub Enterprise Server.',
    file: 'GitCheck',
    help: 'git',
    path: '/',
  },
  {
    name: 'Node.js Certificate/Proxy Validation',
    description: 'Check if Node.js has access to GitHub.com or GitHub Enterprise Server.',
    file: 'NodeJsCheck',
    help: 'nodejs',
    path: '/',
  },
];

const rule = '*'.repeat(118);
const inside = (text: string): string => `**${text.padEnd(114)}**`;

/** Prints one box per check, and writes each one's log. Gives 0, whatever was found. */
export async function check(context: Context, commandLine: CommandLine, terminal: Terminal): Promise<number> {
  const url = commandLine.value('url');
  const origin = context.github ?? (url !== null && URL.canParse(url) ? new URL(url).origin : null);
  for (const one of checks) {
    const log = join(context.diag, `${one.file}_${fileStamp()}-utc.log`);
    const found = await reach(origin, one.path);
    writeFileSync(log, `${stamp()} ${one.name}: ${found.note}\n`);
    terminal.line(rule);
    terminal.line(`**  Check:               ${one.name}`);
    terminal.line(`**  Description:         ${one.description}`);
    terminal.line(rule);
    terminal.line(inside(''));
    terminal.line(inside(`${' '.repeat(44)}${found.passed === 'yes' ? 'P A S S' : 'F A I L'}`));
    terminal.line(inside(''));
    terminal.line(rule);
    terminal.line(`** Log: ${log}`);
    if (found.passed === 'no') {
      terminal.line(`** Help Doc: https://github.com/actions/runner/blob/main/docs/checks/${one.help}.md`);
    }
    terminal.line(rule);
    terminal.line();
    terminal.line();
  }
  return 0;
}

async function reach(
  origin: string | null,
  path: string,
): Promise<{ readonly passed: 'yes' | 'no'; readonly note: string }> {
  if (origin === null) return { passed: 'no', note: 'no address to check' };
  try {
    const answer = await request({ method: 'GET', url: origin + path, timeoutMs: 10_000 });
    return { passed: answer.status < 500 ? 'yes' : 'no', note: `HTTP ${answer.status}` };
  } catch (error) {
    return { passed: 'no', note: error instanceof Error ? error.message : String(error) };
  }
}
