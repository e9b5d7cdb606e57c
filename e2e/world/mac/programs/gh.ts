/** GitHub's own command line tool, as far as its login goes (github.md 1.2). */
import { failed, printed } from './answer.ts';
import type { Program } from './answer.ts';

/** `hosts`: where the login is good; null: everywhere. */
export interface GitHubLogin {
  readonly token: string;
  readonly hosts: readonly string[] | null;
}

const AUTHENTICATION_NEEDED = 4;

export function createGh(login: () => GitHubLogin | null): Program {
  return ({ args }) => {
    const flag = args.findIndex((arg) => arg === '-h' || arg === '--hostname');
    const host = flag === -1 ? 'github.com' : (args[flag + 1] ?? 'github.com');
    const known = login();
    const loggedIn = known !== null && (known.hosts === null || known.hosts.includes(host));
    if (args[0] === 'auth' && args[1] === 'token') {
      return loggedIn ? printed(`${known.token}\n`) : failed(1, `no oauth token found for ${host}\n`);
    }
    if (args[0] === 'auth' && args[1] === 'status') {
      if (loggedIn) {
        return printed(
          `${host}\n  ✓ Logged in to ${host} account practice (keyring)\n  - Active account: true\n`,
        );
      }
      return failed(
        AUTHENTICATION_NEEDED,
        'You are not logged into any GitHub hosts. To log in, run: gh auth login\n',
      );
    }
    if (args[0] === '--version') return printed('gh version 2.80.0 (2026-09-01)\n');
    return failed(1, `unknown command "${args[0] ?? ''}" for "gh"\n`);
  };
}
