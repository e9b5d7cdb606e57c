/** Apple's developer tools, as far as others look for them, and the clients of Docker and Colima. */
import type { Tools } from '../tools.ts';
import { failed, printed } from './answer.ts';
import type { Program } from './answer.ts';

export function createXcodeSelect(tools: Tools): Program {
  return ({ args }) => {
    if (args[0] !== '-p' && args[0] !== '--print-path') {
      return failed(1, 'xcode-select: error: no command option given\n');
    }
    const folder = tools.developerFolder();
    if (folder !== null) return printed(`${folder}\n`);
    return failed(
      2,
      'xcode-select: error: unable to get active developer directory, use `sudo xcode-select --switch path/to/Xcode.app` to set one (or see `man xcode-select`)\n',
    );
  };
}

/** With nothing behind it, git shows an installer on the screen, whatever it was asked (macos.md 3.1). */
export function createGit(tools: Tools): Program {
  return ({ args }) => {
    if (tools.developerFolder() === null) {
      tools.openDialog();
      return failed(1, 'xcode-select: note: No developer tools were found, requesting install.\n');
    }
    return args[0] === '--version'
      ? printed('git version 2.50.1 (Apple Git-155)\n')
      : failed(129, 'git: only --version is modelled here\n');
  };
}

export function createDocker(): Program {
  return ({ args }) =>
    args[0] === '--version'
      ? printed('Docker version 28.4.0, build d8eb465f86\n')
      : failed(
          1,
          'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?\n',
        );
}

export function createColima(): Program {
  return ({ args }) =>
    args[0] === 'version' || args[0] === '--version'
      ? printed('colima version 0.8.4\n')
      : failed(1, 'colima: only version is modelled here\n');
}

/** fdesetup status: the rest needs root. */
export function createFdesetup(fileVault: 'on' | 'off'): Program {
  return ({ args }) =>
    args[0] === 'status'
      ? printed(`FileVault is ${fileVault === 'on' ? 'On' : 'Off'}.\n`)
      : failed(1, 'fdesetup: only status is modelled here\n');
}
