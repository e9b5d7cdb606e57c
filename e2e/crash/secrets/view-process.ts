/**
 * Trackside in a process of its own with a keychain, driven by a view on the other end of the channel. Everything that a view
 * gets to see is written down, and what goes wrong inside is told on standard error, as the real programs do.
 */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { fail } from '../../../shared/contract.ts';
import type { OperationId } from '../../../shared/operation.ts';
import { createEngine } from '../../../electron/engine/engine.ts';
import { createMacHost, macHostOptionsFromEnvironment } from '../../../electron/engine/host/macos/host.ts';
import { engineOptionsFromEnvironment } from '../../../electron/options.ts';
import { createSecrets } from '../../../electron/shell/secrets.ts';
import { createSafeStorage } from '../../electron/safe-storage.ts';
import { ended } from '../orders.ts';

/** One question; `ended` waits for the operation of that id, `stop` ends the process. */
export interface Ask {
  readonly id: number;
  readonly name: string;
  readonly input: unknown;
}
export interface Answer {
  readonly id: number;
  readonly reply: unknown;
}

const records = process.env['TRACKSIDE_RECORDS'] ?? '';
const see = (what: unknown): void => appendFileSync(join(records, 'view.jsonl'), `${JSON.stringify(what)}\n`);
const NOT_HERE = async () => fail('not-supported-here', 'Not in this process.');

const engine = createEngine(
  createMacHost({
    ...macHostOptionsFromEnvironment(process.env),
    secrets: (data) =>
      createSecrets({
        folder: data,
        safe: createSafeStorage(() => join(records, 'keychain'), {
          keychain: 'available',
          signature: 'practice',
        }),
      }),
  }),
  {
    version: '0.0.0',
    host: 'electron',
    ...engineOptionsFromEnvironment(process.env),
    report: (where, error) => process.stderr.write(`${where}: ${String(error)}\n`),
  },
);
// More than a view is sent, which gets ten of them a second at most.
engine.onChange(({ operations, notices }) => see({ operations, notices }));
const connection = engine.connect({
  chooseFolder: NOT_HERE,
  openLink: NOT_HERE,
  openSystemSettings: NOT_HERE,
  quit: NOT_HERE,
  openWizard: NOT_HERE,
});
connection.onPush(see);

async function answer({ name, input }: Ask): Promise<unknown> {
  switch (name) {
    case 'start':
      await engine.start();
      return await connection.request('state.subscribe', {});
    case 'ended':
      return await ended(engine, input as OperationId);
    case 'stop':
      await engine.stop();
      return null;
    default:
      return await connection.request(name, input);
  }
}

process.on('message', (ask: Ask) => {
  void answer(ask).then((reply) => {
    see(reply);
    const sent: Answer = { id: ask.id, reply: reply ?? null };
    process.send?.(sent, () => {
      if (ask.name === 'stop') process.exit(0);
    });
  });
});
