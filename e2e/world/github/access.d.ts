/** Tokens, what they may do, and how GitHub says no (github.md 1.3, 1.4). */
import { type Answer, type Ask } from './http.ts';
import type { Repository, ScopeRef } from './model.ts';
import type { State } from './state.ts';
export type Level = 'read' | 'write';
/** The name of a fine-grained permission, as `X-Accepted-GitHub-Permissions` writes it. */
export type Permission = 'administration' | 'actions' | 'metadata' | 'organization_self_hosted_runners';
interface TokenBase {
  readonly token: string;
  readonly login: string;
  /** Which repositories the person can see, `owner/name`. */
  readonly repositories: 'all' | readonly string[];
  /** The person's own right there, whatever the token says. */
  readonly role?: 'admin' | 'write' | 'read';
  /** Organisations whose SAML sign-in this token still lacks. */
  readonly ssoMissing?: readonly string[];
  /** Past this it answers 401. */
  readonly expiresAt?: number;
}
export type Token =
  | (TokenBase & {
      readonly kind: 'classic';
      readonly scopes: readonly string[];
    })
  | (TokenBase & {
      readonly kind: 'fine-grained';
      readonly permissions: Readonly<Partial<Record<Permission, Level>>>;
    });
/** What a route asks for. `nobody`: open to all; `anyone`: any token. */
export type Need =
  | {
      readonly kind: 'nobody';
    }
  | {
      readonly kind: 'anyone';
    }
  | {
      readonly kind: 'permission';
      readonly scope: ScopeRef;
      readonly permission: Permission;
      readonly level: Level;
    };
export type Caller =
  | {
      readonly kind: 'anonymous';
    }
  | {
      readonly kind: 'rejected';
    }
  | {
      readonly kind: 'known';
      readonly token: Token;
    };
export declare function callerOf(tokens: ReadonlyMap<string, Token>, ask: Ask, now: number): Caller;
/** @returns the repository of the path when it may be seen, or the answer that says no. */
export declare function checkAccess(
  state: State,
  caller: Caller,
  need: Need,
):
  | {
      readonly allowed: true;
    }
  | {
      readonly allowed: false;
      readonly answer: Answer;
    };
export declare function repositoryOf(state: State, scope: ScopeRef): Repository | null;
/** Headers that tell a classic or OAuth token what it holds. */
export declare const tokenHeaders: (caller: Caller) => Record<string, string>;
export {};
