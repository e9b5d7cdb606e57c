/**
 * A runner package whose programs write down how they were started: command line and environment, as the system keeps them.
 * So nothing that is handed to a runner, or from one of its programs to the next, can be missed.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildRunnerDirectory, type PackageOptions } from '../../world/runner/package.ts';

const PROGRAMS = [
  'config.sh',
  'run.sh',
  'run-helper.sh.template',
  'bin/runsvc.sh',
  'bin/darwin.svc.sh.template',
  'bin/Runner.Listener',
  'bin/Runner.Worker',
  'externals/node20/bin/node',
];

/** `records`: a folder for what they write. `shouting`: config.sh prints its token everywhere, and fails. */
export async function buildRecordingArchive(
  path: string,
  options: PackageOptions & { readonly records: string; readonly config?: 'usual' | 'shouting' },
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'trackside-recording-'));
  try {
    buildRunnerDirectory(folder, options);
    for (const program of PROGRAMS) {
      edit(join(folder, program), (text) =>
        text.replace(/^#!.*\n/, (first) => first + recording(options.records)),
      );
    }
    if (options.config === 'shouting') {
      edit(join(folder, 'config.sh'), (text) => text.replace(/^cd /m, `${SHOUTING}cd `));
    }
    await promisify(execFile)('/usr/bin/tar', ['-czf', path, '-C', folder, '.'], { timeout: 60_000 });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function edit(path: string, change: (text: string) => string): void {
  const before = readFileSync(path, 'utf8');
  const after = change(before);
  if (after === before) throw new Error(`${path} is not as it was thought to be.`);
  writeFileSync(path, after);
}

/** The kernel's own words (proc(5)): what `ps` would show of it. The file's name tells the program and its first argument. */
const recording = (records: string): string => `{
  printf '%s\\n' "$(tr '\\0' ' ' < /proc/$$/cmdline)" >> '${records}/arguments'
  tr '\\0' '\\n' < /proc/$$/environ >> "${records}/environment of $(basename "$0") $1"
}
`;

/** What a version of config.sh that is broken could do. */
const SHOUTING = `echo "Using token $ACTIONS_RUNNER_INPUT_TOKEN"
echo "{\\"message\\":\\"Bad token $ACTIONS_RUNNER_INPUT_TOKEN\\"}" >&2
echo "Unexpected: $ACTIONS_RUNNER_INPUT_TOKEN is of no use" >&2
exit 1
`;
