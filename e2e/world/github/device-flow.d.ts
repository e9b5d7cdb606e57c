/** Signing in with a code (github.md 1.5). Errors come with status 200. */
import { type Answer, type Ask } from './http.ts';
import type { Ids } from './ids.ts';
import type { Clock } from './state.ts';
export interface DeviceFlow {
  /** null: the path is none of these. */
  serve(ask: Ask): Answer | null;
  /** What the person does in the browser. False: there is no such code. */
  decide(userCode: string, decision: 'approved' | 'denied'): boolean;
}
/** @param mint makes the token of an approved sign-in. */
export declare function createDeviceFlow(
  clock: Clock,
  ids: Ids,
  mint: (scopes: readonly string[]) => string,
): DeviceFlow;
