import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Token } from './access.ts';
import type { DeviceFlow } from './device-flow.ts';
import type { Faults } from './faults.ts';
import type { Journal } from './journal.ts';
import type { Limits } from './limits.ts';
import type { State } from './state.ts';
export interface Parts {
  readonly state: State;
  readonly tokens: ReadonlyMap<string, Token>;
  readonly limits: Limits;
  readonly faults: Faults;
  readonly journal: Journal;
  readonly deviceFlow: DeviceFlow;
  readonly origin: () => string;
}
/** Never rejects: what goes wrong is an answer 500, or a connection that the other side closed. */
export declare function handle(
  parts: Parts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void>;
