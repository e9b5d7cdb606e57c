/** `trackside status`: one look at everything, printed as the popover shows it. */
import type { ViewState } from '../../shared/contract.ts';
import { createEngine, type Engine } from '../engine/engine.ts';
import { createMacHost, macHostOptionsFromEnvironment } from '../engine/host/macos/host.ts';
import { engineOptionsFromEnvironment, packageVersion } from '../options.ts';
import { createOutput, ReaderGone } from './output.ts';
import { hasUnknown, statusText } from './status-text.ts';

/** However slow a probe is, a person gets an answer by then. */
const LIMIT_MS = 10_000;
/** The gauges are not worth more waiting than this once the runners are known. */
const GAUGES_LIMIT_MS = 2_000;

/** Looks once and prints. Gives the exit status: 0, or 1 when something is unknown. */
export async function statusCommand(form: 'text' | 'json'): Promise<number> {
  const engine = createEngine(createMacHost(macHostOptionsFromEnvironment(process.env)), {
    version: packageVersion(),
    host: 'headless',
    unfinished: 'look',
    ...engineOptionsFromEnvironment(process.env),
  });
  const looked = engine.start();
  await Promise.race([looked, timeUp(LIMIT_MS)]);
  await Promise.race([sampled(engine), timeUp(GAUGES_LIMIT_MS)]);
  const state = engine.state();
  await Promise.race([engine.stop(), timeUp(GAUGES_LIMIT_MS)]);
  return await print(state, form);
}

async function print(state: ViewState, form: 'text' | 'json'): Promise<number> {
  const output = createOutput(process.stdout);
  try {
    await output.write(
      form === 'json' ? `${JSON.stringify(state, null, 2)}\n` : statusText(state, Date.now()),
    );
    await output.end();
  } catch (error) {
    if (!(error instanceof ReaderGone)) throw error;
  }
  return hasUnknown(state) ? 1 : 0;
}

function timeUp(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds).unref();
  });
}

/** Resolves when the machine has been measured once. */
function sampled(engine: Engine): Promise<void> {
  return new Promise((resolve) => {
    const check = (state: ViewState): void => {
      if (state.machine.latest !== null) resolve();
    };
    engine.onChange(check);
    check(engine.state());
  });
}
