/**
 * `npm run bench`: measures and prints a table. `-- --json [--only NAME]…` prints
 * `{"figures":[…]}` and nothing else on standard output. Never part of the tests.
 */
import { parseArgs } from 'node:util';
import type { Figure, Measurement } from './figure.ts';
import { bundleSize } from './figures/bundle-size.ts';
import { diagParse } from './figures/diag-parse.ts';
import { githubIdle } from './figures/github-idle.ts';
import { idleEngine } from './figures/idle-engine.ts';
import { install } from './figures/install.ts';
import { jobVisible } from './figures/job-visible.ts';
import { largeLog } from './figures/large-log.ts';
import { crashes, setUpInWorld } from './figures/set-up.ts';
import { popoverOpen } from './figures/popover-open.ts';

const MEASUREMENTS: readonly Measurement[] = [
  largeLog,
  diagParse,
  jobVisible,
  popoverOpen,
  idleEngine,
  bundleSize,
  githubIdle,
  setUpInWorld,
  crashes,
  install,
];

const LIMIT_MS = 6 * 60_000;

function table(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => [
    figure.name,
    `${figure.value} ${figure.unit}`,
    `≤ ${figure.target} ${figure.unit}`,
    figure.met ? 'met' : 'NOT MET',
    figure.reference === undefined ? '' : `${figure.reference.command}: ${figure.reference.value}`,
  ]);
  const all = [['figure', 'measured', 'to reach', '', 'instead'], ...rows];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function asked(): { readonly form: 'json' | 'table'; readonly only: readonly string[] } | string {
  try {
    const { values } = parseArgs({
      options: { json: { type: 'boolean', default: false }, only: { type: 'string', multiple: true } },
    });
    return { form: values.json ? 'json' : 'table', only: values.only ?? [] };
  } catch (error) {
    return error instanceof Error ? error.message : 'The arguments are not understood.';
  }
}

/** Rejects when it takes longer than the longest of them does by far. */
async function limited(measurement: Measurement): Promise<readonly Figure[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new Error(`it took longer than ${LIMIT_MS / 60_000} minutes.`)),
      LIMIT_MS,
    );
  });
  try {
    return await Promise.race([measurement.run(), late]);
  } finally {
    clearTimeout(timer);
  }
}

async function main(): Promise<number> {
  const question = asked();
  if (typeof question === 'string') {
    process.stderr.write(`${question}\nUsage: npm run bench -- [--json] [--only NAME]…\n`);
    return 2;
  }
  const { form, only } = question;
  const names = MEASUREMENTS.flatMap((measurement) => measurement.names);
  const unknown = only.filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    process.stderr.write(`No such figure: ${unknown.join(', ')}. There are: ${names.join(', ')}.\n`);
    return 2;
  }
  const wanted = (name: string): boolean => only.length === 0 || only.includes(name);
  const figures: Figure[] = [];
  let failed = 0;
  for (const measurement of MEASUREMENTS.filter((one) => one.names.some(wanted))) {
    process.stderr.write(`measuring ${measurement.names.join(', ')}…\n`);
    try {
      figures.push(...(await limited(measurement)).filter((figure) => wanted(figure.name)));
    } catch (error) {
      // The others' figures are not to be lost for it.
      failed += 1;
      process.stderr.write(`  not measured: ${error instanceof Error ? error.message : String(error)}\n`);
    }
  }
  process.stdout.write(form === 'json' ? `${JSON.stringify({ figures })}\n` : `${table(figures)}\n`);
  return failed === 0 ? 0 : 1;
}

const status = await main();
// What a measurement that was given up still holds open must not keep the benchmark waiting; all was written before.
process.stdout.write('', () => process.exit(status));
