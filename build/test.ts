/**
 * `npm test`: lint, types, unit, world, end to end. `npm test -- unit e2e` runs just those.
 * The last line is `N passed, N failed` over all suites; the exit status is 1 when anything failed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { bundle } from './bundle.ts';
import { ensureChromium } from './chromium.ts';
import { COMPILE_CACHE } from './compile-cache.ts';
import { inRoot, ROOT } from './paths.ts';

interface Count {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}
interface Suite {
  readonly name: string;
  readonly run: () => Promise<Count>;
}

const RESULTS = inRoot('test-results', 'counts');
/** Far above what a suite needs on two busy cores; a hang ends. */
const SUITE_LIMIT_MS = 40 * 60_000;

function succeeds(
  program: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): boolean {
  const result = spawnSync(program, args, {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { NODE_COMPILE_CACHE: COMPILE_CACHE, ...process.env, ...environment },
    timeout: SUITE_LIMIT_MS,
  });
  return result.status === 0;
}

const tool = (name: string): string => inRoot('node_modules', '.bin', name);
const one = (ok: boolean): Count => ({ passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 });

async function vitest(name: string, projects: readonly string[]): Promise<Count> {
  const file = `${RESULTS}/${name}.json`;
  const ok = succeeds(process.execPath, [
    inRoot('node_modules', 'vitest', 'vitest.mjs'),
    'run',
    ...projects.flatMap((project) => ['--project', project]),
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
  ]);
  if (!existsSync(file)) return one(false);
  const report = JSON.parse(await readFile(file, 'utf8')) as {
    numPassedTests: number;
    numFailedTests: number;
    numPendingTests: number;
  };
  const failed = report.numFailedTests;
  // A suite that could not even be loaded has no failed test of its own.
  return {
    passed: report.numPassedTests,
    failed: ok || failed > 0 ? failed : 1,
    skipped: report.numPendingTests,
  };
}

async function playwright(): Promise<Count> {
  const chromium = ensureChromium();
  await bundle();
  const file = `${RESULTS}/e2e.json`;
  const ok = succeeds(
    process.execPath,
    [inRoot('node_modules', '@playwright', 'test', 'cli.js'), 'test', '--reporter=list,json'],
    { PLAYWRIGHT_JSON_OUTPUT_NAME: file, TRACKSIDE_CHROMIUM: chromium },
  );
  if (!existsSync(file)) return one(false);
  const { stats } = JSON.parse(await readFile(file, 'utf8')) as {
    stats: { expected: number; unexpected: number; flaky: number; skipped: number };
  };
  const failed = stats.unexpected + stats.flaky;
  return { passed: stats.expected, failed: ok || failed > 0 ? failed : 1, skipped: stats.skipped };
}

const suites: readonly Suite[] = [
  { name: 'format', run: async () => one(succeeds(tool('oxfmt'), ['--check'])) },
  { name: 'lint', run: async () => one(succeeds(tool('oxlint'), ['--type-aware', '--deny-warnings'])) },
  { name: 'types', run: async () => one(succeeds(tool('tsc'), ['-b'])) },
  { name: 'unit', run: () => vitest('unit', ['unit', 'unit-mocking']) },
  { name: 'world', run: () => vitest('world', ['world']) },
  { name: 'e2e', run: playwright },
];

async function main(wanted: readonly string[]): Promise<void> {
  const unknown = wanted.filter((name) => suites.every((suite) => suite.name !== name));
  if (unknown.length > 0) {
    process.stderr.write(
      `No such suite: ${unknown.join(', ')}. There are: ${suites.map((suite) => suite.name).join(', ')}.\n`,
    );
    process.exitCode = 2;
    return;
  }
  await rm(RESULTS, { recursive: true, force: true });
  await mkdir(RESULTS, { recursive: true });
  const counts: Count[] = [];
  for (const suite of suites.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
    process.stdout.write(`\n== ${suite.name}\n`);
    const count = await suite.run().catch((error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
      return one(false);
    });
    counts.push(count);
    const skipped = count.skipped === 0 ? '' : `, ${count.skipped} skipped`;
    process.stdout.write(`== ${suite.name}: ${count.passed} passed, ${count.failed} failed${skipped}\n`);
  }
  const sum = (part: keyof Count): number => counts.reduce((total, count) => total + count[part], 0);
  process.exitCode = sum('failed') > 0 ? 1 : 0;
  process.stdout.write(`\n${sum('passed')} passed, ${sum('failed')} failed\n`);
}

await main(process.argv.slice(2));
