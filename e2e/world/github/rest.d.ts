/** What every REST route is given, and the table's row. */
import type { Caller, Level, Need, Permission } from './access.ts';
import type { Answer, Ask, Params } from './http.ts';
import type { Limits } from './limits.ts';
import type { ScopeRef } from './model.ts';
import type { State } from './state.ts';
export interface Context {
  readonly state: State;
  readonly ask: Ask;
  readonly params: Params;
  readonly caller: Caller;
  readonly limits: Limits;
}
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly need: (params: Params) => Need;
  /** `free`: does not count against the limit. */
  readonly cost: 'counted' | 'free';
  readonly answer: (context: Context) => Answer;
}
export declare const repositoryScope: (params: Params) => ScopeRef;
export declare const permission: (scope: ScopeRef, name: Permission, level: Level) => Need;
