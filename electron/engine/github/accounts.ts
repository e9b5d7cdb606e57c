/** The logins as a person sees them: which one is used for a host and what it may do; giving and forgetting a token. */
import * as z from 'zod';
import { fail, ok, type Reply } from '../../../shared/contract.ts';
import type { GitHubLogin } from '../../../shared/set-up.ts';
import type { Host } from '../host/host.ts';
import { redact } from '../redact.ts';
import { loginAbilities } from './abilities.ts';
import type { Answered, Asking } from './asking.ts';
import { NO_KEYCHAIN, type Login, type Logins } from './logins.ts';
import { TOKEN_PERMISSIONS, tokenPage } from './token-page.ts';

export type Keep = 'keychain' | 'session';

export interface Accounts {
  login(host: string): Promise<GitHubLogin>;
  /** Asks GitHub whose token it is; one that GitHub refuses is not taken into use. */
  useToken(host: string, token: string, keep: Keep): Promise<Reply<GitHubLogin>>;
  forgetToken(host: string): Promise<Reply<GitHubLogin>>;
}

export interface AccountParts {
  readonly asking: Asking;
  readonly logins: Logins;
  readonly host: Pick<Host, 'githubToken' | 'tool'>;
  readonly clientId: () => string | null;
  /** Another login is used for this host from now on. */
  readonly onChange: (host: string) => void;
}

const userSchema = z.object({ login: z.string() });
/** The shape of a registration or removal token (github.md 1.6): a person may take one for the other. */
const RUNNER_TOKEN = /^[A-Z0-9]{29}$/;
const GH_LIMIT_MS = 5_000;

export function createAccounts(parts: AccountParts): Accounts {
  const { asking, logins } = parts;

  const whoIs = (host: string, login: Login): Promise<Answered<z.infer<typeof userSchema>>> =>
    asking.ask({ host, subject: 'your account', path: '/user', schema: userSchema }, login);

  async function ghState(host: string): Promise<GitHubLogin['gh']> {
    const token = await parts.host.githubToken(host);
    if (!token.ok) return 'unknown';
    if (token.value !== null) return 'logged-in';
    const asked = await parts.host.tool('gh', ['--version'], { timeoutMs: GH_LIMIT_MS });
    if (asked.kind === 'not-found') return 'not-installed';
    return asked.kind === 'exited' ? 'not-logged-in' : 'unknown';
  }

  async function report(host: string): Promise<GitHubLogin> {
    // A person who looks wants to know what gh says now, above all right after having logged in with it.
    logins.drop(host);
    const { login, keptTrouble } = await logins.look(host);
    const troubles = keptTrouble === null ? [] : [keptTrouble];
    const common = {
      host,
      gh: await ghState(host),
      keychain: (await logins.canKeep()) ? ('available' as const) : ('not-available' as const),
      deviceFlow: parts.clientId() === null ? ('no-client-id' as const) : ('available' as const),
      tokenPage: tokenPage(host),
      tokenPermissions: TOKEN_PERMISSIONS,
    };
    const nobody = { way: null, account: null, abilities: [] } as const;
    if (!login.ok) {
      return { ...common, ...nobody, problem: redact([...new Set([...troubles, login.why])].join(' ')) };
    }
    if (login.value === null) return { ...common, ...nobody, problem: sentences(troubles) };
    const { way } = login.value;
    const who = await whoIs(host, login.value);
    if (!who.ok) {
      const { message, hint } = who.failure;
      const said = hint === undefined ? [message] : [message, hint];
      return { ...common, way, account: null, abilities: [], problem: sentences([...troubles, ...said]) };
    }
    const account = who.data.login;
    const abilities = loginAbilities({ host, way, scopes: who.scopes }, account);
    return { ...common, way, account, abilities, problem: sentences(troubles) };
  }

  return {
    login: report,
    useToken: async (host, token, keep) => {
      if (RUNNER_TOKEN.test(token)) {
        return fail(
          'wrong-answer',
          'This looks like a registration token, which registers one runner and is no login.',
          'Choose “paste a registration token” for it, or give a personal access token here.',
        );
      }
      if (keep === 'keychain' && !(await logins.canKeep())) return NO_KEYCHAIN;
      const given: Login = { way: 'session-token', token, mark: '' };
      const who = await whoIs(host, given);
      if (!who.ok) {
        return who.problem.kind === 'login-refused'
          ? fail(
              'login-refused',
              `${host} does not accept this token, so it was not taken into use.`,
              'Check that it was copied whole, that it has not expired, and that it belongs to this host.',
            )
          : who.failure;
      }
      const used = await logins.use(host, token, keep);
      if (!used.ok) return used;
      parts.onChange(host);
      return ok(await report(host));
    },
    forgetToken: async (host) => {
      const forgotten = await logins.forget(host);
      parts.onChange(host);
      return forgotten.ok ? ok(await report(host)) : forgotten;
    },
  };
}

const sentences = (parts: readonly string[]): string | null =>
  parts.length === 0 ? null : redact(parts.join(' '));
