/**
 * The engine with its web host, alone in a process. Prints `{address}` when it has looked; then, for each line on
 * standard input, what it has used so far: processor time, programs started, memory.
 */
import { createInterface } from 'node:readline';
import { fail } from '../../shared/contract.ts';
import { createEngine } from '../../electron/engine/engine.ts';
import { createMacHost, macHostOptionsFromEnvironment } from '../../electron/engine/host/macos/host.ts';
import { programsStarted } from '../../electron/engine/host/run-program.ts';
import { engineOptionsFromEnvironment } from '../../electron/options.ts';
import { serveWeb } from '../../electron/web/web-server.ts';

export interface Used {
  readonly at: number;
  readonly cpuMs: number;
  readonly spawns: number;
  readonly rssBytes: number;
  readonly idle: number;
}

const none = async () => fail('not-supported-here', 'Not in the benchmark.');
const engine = createEngine(createMacHost(macHostOptionsFromEnvironment(process.env)), {
  version: 'bench',
  host: 'headless',
  ...engineOptionsFromEnvironment(process.env),
});
const web = await serveWeb({
  pages: process.env['TRACKSIDE_PAGES'] ?? '',
  connect: () =>
    engine.connect({
      chooseFolder: none,
      openLink: none,
      openSystemSettings: none,
      quit: none,
      openWizard: none,
    }),
  port: 0,
});
await engine.start();
console.log(JSON.stringify({ address: web.address }));

createInterface({ input: process.stdin })
  .on('line', () => {
    const { user, system } = process.cpuUsage();
    const used: Used = {
      at: performance.now(),
      cpuMs: (user + system) / 1000,
      spawns: programsStarted(),
      rssBytes: process.memoryUsage().rss,
      idle: Object.values(engine.state().runners).filter((runner) => runner.state.kind === 'idle').length,
    };
    console.log(JSON.stringify(used));
  })
  .on('close', () => {
    void web
      .close()
      .then(() => engine.stop())
      .then(() => process.exit(0));
  });
