/**
 * Whether the app may end now. While an operation is under way a person is asked once, for it goes on only at the next
 * start. Knows Electron only through its options, so that the rule is tested without it.
 */
import type { Operation } from '../../shared/operation.ts';
import { isUnderWay } from '../../shared/operation-view.ts';

export interface QuitGateOptions {
  /** Every operation that is known now. */
  readonly operations: () => readonly Operation[];
  /** Puts the question. A question that could not be put must not keep the app from ending. */
  readonly ask: (operation: Operation) => Promise<'quit' | 'stay'>;
  /** Asks the app to end, by which the gate is asked again. */
  readonly quit: () => void;
  /** Milliseconds, as they pass. */
  readonly now: () => number;
}

export interface QuitGate {
  /** The app has been asked to end. `no`: it must not yet; a person is asked, or has been asked already. */
  mayQuit(): 'yes' | 'no';
  /** Ends the app without a question: nobody is there to answer, e.g. it was told by a signal. */
  quitUnasked(): void;
  /** The system ends every app. It may still be called off, so this holds for a while only. */
  systemEnds(): void;
  /** True once the app ends for certain. */
  isQuitting(): boolean;
}

/** So long after the system has said that it ends, nobody is asked. */
const SYSTEM_ENDS_MS = 2 * 60_000;

export function createQuitGate(options: QuitGateOptions): QuitGate {
  let course: 'stays' | 'asks' | 'told' | 'quits' = 'stays';
  let systemEndsAt = Number.NEGATIVE_INFINITY;

  const toAskAbout = (): Operation | null => {
    if (course === 'told' || options.now() - systemEndsAt < SYSTEM_ENDS_MS) return null;
    return options.operations().find(isUnderWay) ?? null;
  };
  const put = async (operation: Operation): Promise<'quit' | 'stay'> => {
    try {
      return await options.ask(operation);
    } catch {
      return 'quit'; // e.g. no window could be made: nobody would see why the app stays
    }
  };
  const quitUnasked = (): void => {
    course = 'told';
    options.quit();
  };
  return {
    mayQuit: () => {
      if (course === 'quits') return 'yes';
      const operation = toAskAbout();
      if (operation === null) {
        course = 'quits';
        return 'yes';
      }
      if (course === 'asks') return 'no';
      course = 'asks';
      void put(operation).then((answer) => {
        // It may have ended meanwhile, and the app with it.
        if (course !== 'asks') return;
        course = 'stays';
        if (answer === 'quit') quitUnasked();
      });
      return 'no';
    },
    quitUnasked,
    systemEnds: () => {
      systemEndsAt = options.now();
    },
    isQuitting: () => course === 'quits',
  };
}
