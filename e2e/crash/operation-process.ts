/**
 * An engine in a process of its own that does one operation, and ends itself by SIGKILL at a chosen moment of it: what a
 * crash or a power cut does. Reads its orders as one line of JSON from standard input; prints one line of JSON.
 */
import { createInterface } from 'node:readline';
import { fail } from '../../shared/contract.ts';
import { createEngine } from '../../electron/engine/engine.ts';
import { createMacHost, macHostOptionsFromEnvironment } from '../../electron/engine/host/macos/host.ts';
import { engineOptionsFromEnvironment } from '../../electron/options.ts';
import { ask, ended, type Orders, type Outcome } from './orders.ts';
import { createPoints } from './points.ts';

const NOT_HERE = async () => fail('not-supported-here', 'Not in this process.');

createInterface({ input: process.stdin }).once('line', (line) => {
  void run(JSON.parse(line) as Orders);
});

async function run(orders: Orders): Promise<void> {
  const points = createPoints(orders.crashAt, () => process.kill(process.pid, 'SIGKILL'));
  const engine = createEngine(createMacHost(macHostOptionsFromEnvironment(process.env)), {
    version: '0.0.0',
    host: 'headless',
    ...engineOptionsFromEnvironment(process.env),
    observeOperations: (moment) => points.see(moment),
    report: (where, error) => process.stderr.write(`${where}: ${String(error)}\n`),
  });
  const connection = engine.connect({
    chooseFolder: NOT_HERE,
    openLink: NOT_HERE,
    openSystemSettings: NOT_HERE,
    quit: NOT_HERE,
    openWizard: NOT_HERE,
  });
  await engine.start();
  const startedAt = performance.now();
  const asked = await ask(connection, orders);
  const shown = 'refused' in asked ? asked.refused : await ended(engine, asked.begun);
  const outcome: Outcome = {
    shown,
    points: points.passed(),
    milliseconds: performance.now() - startedAt,
  };
  process.stdout.write(`${JSON.stringify(outcome)}\n`);
  await engine.stop();
  process.exit(0);
}
