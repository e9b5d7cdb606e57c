/** `npm run world`: a practice world by hand. Prints what to set so that the app uses it, and its control address. */
import { parseArgs } from 'node:util';
import { startControl } from './control.ts';
import { usage } from './control-requests.ts';
import { USUAL_DISK_BYTES } from './mac/disk.ts';
import type { DiskStatus, DiskWish } from './mac/disk.ts';
import { furnishGitHub } from './practice-github.ts';
import type { RunnerPlan, World } from './types.ts';
import { startWorld } from './world.ts';

const SERVICES = ['official', 'hand-made', 'own', 'none'] as const;
const HELP = `npm run world -- [--runners N] [--speed S] [--seed N] [--service ${SERVICES.join('|')}] [--disk BYTES] [--port P] [--root FOLDER]`;

interface Wish {
  readonly runners: number;
  readonly speed: number;
  readonly seed: number;
  readonly service: (typeof SERVICES)[number];
  readonly disk: DiskWish;
  readonly port: number;
  readonly root: string | null;
}

/** Throws a sentence for what it does not understand. */
function readWish(args: readonly string[]): Wish {
  const text = { type: 'string' } as const;
  const options = {
    runners: text,
    speed: text,
    seed: text,
    service: text,
    disk: text,
    port: text,
    root: text,
  };
  const { values } = parseArgs({ args: [...args], options, strict: true });
  const service = SERVICES.find((one) => one === (values.service ?? 'official'));
  if (service === undefined) throw new Error(`--service is one of ${SERVICES.join(', ')}.`);
  return {
    runners: number('--runners', values.runners, 1, { least: 0, most: 50 }),
    speed: number('--speed', values.speed, 1, { least: 0.01, most: 1_000 }),
    seed: number('--seed', values.seed, 1, { least: 0, most: 2 ** 31 }),
    service,
    disk: diskWish(values.disk),
    port: number('--port', values.port, 0, { least: 0, most: 65_535 }),
    root: values.root ?? null,
  };
}

/** A Mac whose disk was asked for must have it; the usual one is left out where it cannot be had. */
function diskWish(value: string | undefined): DiskWish {
  if (value === undefined) return { kind: 'own-if-possible', bytes: USUAL_DISK_BYTES };
  return { kind: 'own', bytes: number('--disk', value, 0, { least: 2 ** 20, most: 2 ** 40 }) };
}

function number(
  name: string,
  value: string | undefined,
  otherwise: number,
  { least, most }: { readonly least: number; readonly most: number },
): number {
  const read = value === undefined ? otherwise : Number(value);
  if (!(read >= least && read <= most)) throw new Error(`${name} is a number from ${least} to ${most}.`);
  return read;
}

function plans(count: number, service: Wish['service']): readonly RunnerPlan[] {
  return Array.from({ length: count }, (_, index) => {
    const name = index === 0 ? 'mac-mini' : `mac-mini-${index + 1}`;
    return { name, service, ...(service === 'hand-made' ? { label: `com.practice.${name}` } : {}) };
  });
}

function say(world: World, url: string, disk: DiskStatus): void {
  const exports = Object.entries(world.environment).map(([name, value]) => `export ${name}='${value}'`);
  const lines = [
    'Set these, and start the app in the same shell:',
    '',
    ...exports,
    '',
    `Control: ${url}   for example: curl -d '{"job":"build"}' ${url}/jobs`,
    '',
    ...usage(disk).map((line) => `  ${line}`),
    '',
    'Ctrl-C ends the world and everything in it.',
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

async function main(): Promise<void> {
  const wish = readWish(process.argv.slice(2));
  const stop = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve());
  });
  const world = await startWorld({
    speed: wish.speed,
    seed: wish.seed,
    runners: plans(wish.runners, wish.service),
    disk: wish.disk,
    ...(wish.root === null ? {} : { root: wish.root }),
  });
  try {
    await furnishGitHub(world);
    const control = await startControl(world, wish.port);
    say(world, control.url, (await world.mac.status()).disk);
    await stop;
    await control.close();
  } finally {
    await world.close();
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${HELP}\n`);
    process.exit(1);
  },
);
