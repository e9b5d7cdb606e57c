import { describe, expect, it } from 'vitest';
import { programPath, runsUnder } from './program-path.ts';

describe('what a launch agent runs', () => {
  it.each<[string, readonly string[], string | null]>([
    ['a program', ['/r/run.sh'], '/r/run.sh'],
    ['a script through a shell', ['/bin/bash', '/r/run.sh', '--once'], '/r/run.sh'],
    ['the same with options', ['/bin/bash', '-l', '-o', 'pipefail', '/r/run.sh'], '/r/run.sh'],
    ['a shell’s command', ['/bin/bash', '-c', '/r/run.sh >> /tmp/log'], '/r/run.sh'],
    ['a command behind a cd', ['/bin/zsh', '-lc', 'cd "/r" && exec ./run.sh'], '/r/run.sh'],
    ['one through others', ['/usr/bin/env', 'A=b', 'nice', '-n', '5', 'bash', '/r/run.sh'], '/r/run.sh'],
    ['a viewer of the runner’s log', ['/usr/bin/tail', '-f', '/r/_diag/x.log'], '/usr/bin/tail'],
    ['a command that shows it', ['/bin/bash', '-c', 'tail -f /r/_diag/x.log'], null],
    ['nothing', [], null],
    ['no whole path', ['run.sh'], null],
  ])('is %s', (_what, program, path) => {
    expect(programPath(program)).toBe(path);
  });
});

describe('a process runs something of a folder', () => {
  it.each([
    '/r/bin/Runner.Listener run',
    '/bin/bash /r/run.sh',
    '-bash -l /r/run.sh',
    '/bin/bash --noprofile --norc -e -o pipefail /r/_work/_temp/x.sh',
    'node /r/bin/RunnerService.js',
    '/bin/sh -c /r/run.sh',
  ])('by %s', (args) => {
    expect(runsUnder('/r', args)).toBe(true);
  });

  it.each([
    '/Applications/Zed.app/Contents/MacOS/zed /r/_diag/x.log',
    'vim /r/.env',
    'tail -f /r/_diag/x.log',
    '/bin/bash /other/run.sh /r/x',
    '/bin/bash /r-2/run.sh',
    '/bin/bash',
    '',
  ])('but not by %s', (args) => {
    expect(runsUnder('/r', args)).toBe(false);
  });
});
