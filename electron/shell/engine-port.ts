/**
 * The engine as the shell sees it. Structural: `createEngine` satisfies it, and so does a test's small fake.
 */
import type { ViewState } from '../../shared/contract.ts';
import type { Job, Notice, Runner } from '../../shared/domain.ts';
import type { Connection, ShellPort } from '../engine/server.ts';

export interface EnginePort {
  start(): Promise<void>;
  /** Ends the engine's own work; never touches a runner. */
  stop(): Promise<void>;
  state(): ViewState;
  /** Gives the way to stop listening. */
  onChange(listener: (state: ViewState) => void): () => void;
  onJobEnded(listener: (job: Job, runner: Runner) => void): () => void;
  /** Shows a notice (one per id), or takes it back. */
  notice(notice: Notice | { readonly remove: string }): void;
  connect(shell: ShellPort): Connection;
  /** Whether that address may be opened in a browser. */
  allowsLink(url: string): boolean;
}
