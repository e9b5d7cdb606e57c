/**
 * The engine's door: every call of the contract comes through here, whatever carries it.
 * Checks the input against the contract, asks the engine or the shell, and gives errors as values.
 */
import type { Bridge, CallName, Input, Output, Push, Reply } from '../../shared/contract.ts';

/** What only the program around the engine can do. A host without it answers `not-supported-here`. */
export interface ShellPort {
  /** Opens a folder chooser; null when none was chosen. */
  chooseFolder(): Promise<Reply<string | null>>;
  /** `url` has been checked against the hosts of known runners. */
  openLink(url: string): Promise<Reply<null>>;
  openSystemSettings(pane: Input<'app.openSettings'>['pane']): Promise<Reply<null>>;
  quit(): Promise<Reply<null>>;
}

/** One view's end of the line. `close` ends its subscription and its open logs. */
export interface Connection extends Bridge {
  close(): void;
}

export type Handler<N extends CallName> = (input: Input<N>) => Promise<Reply<Output<N>>>;
export type PushListener = (push: Push) => void;
