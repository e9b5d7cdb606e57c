import { type Answer, type Ask } from './http.ts';
import { type Session } from './model.ts';
import { type State } from './state.ts';
/** @returns null when the path is none of the broker's. */
export declare function broker(state: State, ask: Ask): Promise<Answer | null>;
/** Sends RunnerRefresh once per session and version, to a session that may update itself. */
export declare function offerUpdate(state: State, session: Session, origin: string): void;
