import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inRoot } from './paths.ts';

type Arrow = readonly [file: string, imported: string];

const BROKEN: readonly Arrow[] = [
  ['shared/format.ts', 'node:fs'],
  ['shared/format.ts', '../electron/options.ts'],
  ['shared/format.test.ts', '../renderer/words.ts'],
  ['renderer/popover/App.tsx', 'fs/promises'],
  ['renderer/popover/App.tsx', 'node:os'],
  ['renderer/popover/App.tsx', 'electron/renderer'],
  ['renderer/popover/App.tsx', '../../electron/engine/pace.ts'],
  ['renderer/engine.ts', '../e2e/specs/fixtures.ts'],
  ['renderer/mirror.test.ts', '../e2e/specs/popover-page.ts'],
  ['electron/engine/engine.ts', 'electron'],
  ['electron/engine/engine.ts', 'child_process'],
  ['electron/engine/engine.ts', '../shell/tray.ts'],
  ['electron/engine/engine.ts', '../web/web-server.ts'],
  ['electron/engine/engine.ts', '../cli/status.ts'],
  ['electron/engine/runners/find.ts', '../../options.ts'],
  ['electron/engine/runners/find.ts', '../../../renderer/words.ts'],
  ['electron/engine/runners/find.ts', '../../../e2e/world/world.ts'],
  ['electron/engine/runners/find.test.ts', '../../../e2e/electron/practice/states.ts'],
  ['electron/engine/host/host.ts', '../state/store.ts'],
  ['electron/engine/host/host.ts', './../state/store.ts'],
  ['electron/engine/host/host.ts', '../../../electron/engine/state/store.ts'],
  ['electron/engine/host/host.ts', '../upkeep/findings.ts'],
  ['electron/engine/host/host.ts', '../log-access.ts'],
  ['electron/engine/host/host.ts', 'node:child_process'],
  ['electron/engine/host/macos/facts.ts', '../../state/store.ts'],
  ['electron/engine/host/macos/facts.ts', '../../runners/record.ts'],
  ['electron/engine/host/macos/facts.ts', '../../machine/sampler.ts'],
  ['electron/engine/host/macos/facts.ts', 'child_process'],
  ['electron/engine/host/macos/parse/ps.ts', '../../../settings.ts'],
  ['electron/engine/host/macos/parse/ps.ts', '../../../../options.ts'],
  ['electron/engine/host/macos/parse/ps.ts', '../../../../../renderer/words.ts'],
  ['electron/engine/host/macos/parse/ps.ts', 'node:child_process'],
  ['electron/engine/host/run-program.ts', '../state/store.ts'],
  ['electron/web/asset.ts', '../shell/windows.ts'],
  ['electron/web/asset.ts', '../../renderer/words.ts'],
  ['electron/web/asset.ts', '../../e2e/driver/app.ts'],
  ['electron/web/web-server.test.ts', '../../e2e/driver/app.ts'],
  ['electron/cli/status.ts', '../shell/windows.ts'],
  ['electron/cli/status.ts', 'node:child_process'],
  ['electron/options.ts', './shell/places.ts'],
  ['electron/options.ts', '../renderer/words.ts'],
  ['electron/headless.ts', 'electron/main'],
  ['electron/main.ts', '../build/paths.ts'],
  ['electron/shell/tray.ts', 'node:child_process'],
  ['electron/shell/tray.ts', '../main.ts'],
  ['electron/shell/tray.test.ts', '../../e2e/specs/fixtures.ts'],
  ['e2e/world/mac/mac.ts', '../../../electron/engine/host/host.ts'],
];

const ALLOWED: readonly Arrow[] = [
  ['shared/contract.ts', './domain.ts'],
  ['renderer/popover/Gauges.tsx', '../../shared/domain.ts'],
  ['renderer/popover/Gauges.tsx', 'react'],
  ['renderer/popover/order.test.ts', '../../e2e/specs/fixtures.ts'],
  ['electron/engine/server.ts', './host/host.ts'],
  ['electron/engine/server.ts', 'node:fs/promises'],
  ['electron/engine/runners/actions.ts', '../host/host.ts'],
  ['electron/engine/github/watch.test.ts', '../../../e2e/world/github/start.ts'],
  ['electron/engine/host/run-program.ts', 'node:child_process'],
  ['electron/engine/host/small-file.test.ts', 'node:child_process'],
  ['electron/engine/host/macos/tool.ts', '../run-program.ts'],
  ['electron/engine/host/macos/tool.ts', './parse/ps.ts'],
  ['electron/engine/host/macos/parse/vm-stat.ts', '../../host.ts'],
  ['electron/engine/host/macos/parse/vm-stat.ts', '../../../../../shared/domain.ts'],
  ['electron/web/web-server.ts', '../engine/server.ts'],
  ['electron/web/web-server.test.ts', '../../e2e/driver/conformance.ts'],
  ['electron/cli/inspect.ts', '../options.ts'],
  ['electron/preload.ts', 'electron'],
  ['electron/main.ts', './shell/places.ts'],
  ['electron/shell/menu.ts', 'electron'],
  ['electron/shell/menu.ts', '../engine/host/host.ts'],
  ['electron/shell/menu.test.ts', '../../e2e/electron/practice/states.ts'],
  ['e2e/world/world.test.ts', '../../electron/engine/host/host.ts'],
  ['e2e/bench/main.ts', '../../electron/engine/engine.ts'],
];

/** All that lies beside the host in the engine, as files at each depth of the host would import it. */
function besideTheHost(): readonly Arrow[] {
  const neighbours = readdirSync(inRoot('electron', 'engine'), { withFileTypes: true })
    .filter(({ name }) => name !== 'host' && !/\.test\.ts$|\.json$/.test(name))
    .map((entry) => (entry.isDirectory() ? `${entry.name}/any.ts` : entry.name));
  const files = ['any.ts', 'macos/any.ts', 'macos/parse/any.ts', 'macos/parse/deep/any.ts'];
  return files.flatMap((file) =>
    neighbours.map((name): Arrow => {
      const up = '../'.repeat(file.split('/').length);
      return [`electron/engine/host/${file}`, `${up}${name}`];
    }),
  );
}

const spelled = ([file, imported]: Arrow): string => `${file} → ${imported}`;

/** The arrows that the project's own rules refuse, on files of the same names in a folder of the test's own. */
async function refusedOf(folder: string, arrows: readonly Arrow[]): Promise<ReadonlySet<string>> {
  const rules = JSON.parse(readFileSync(inRoot('.oxlintrc.json'), 'utf8')) as object;
  // The files are made up: there are no types to be aware of.
  writeFileSync(join(folder, '.oxlintrc.json'), JSON.stringify({ ...rules, options: { typeAware: false } }));
  const files = Map.groupBy(arrows, ([file]) => file);
  for (const [file, lines] of files) {
    mkdirSync(join(folder, dirname(file)), { recursive: true });
    writeFileSync(join(folder, file), lines.map(([, imported]) => `import '${imported}';\n`).join(''));
  }
  const report = await lint(folder);
  const found = report.diagnostics.filter(({ code }) => code === 'eslint(no-restricted-imports)');
  return new Set(
    found.map(({ filename, labels }) => {
      const arrow = files.get(filename)?.[(labels[0]?.span.line ?? 0) - 1];
      if (arrow === undefined) throw new Error(`The linter speaks of ${filename}, which is not ours.`);
      return spelled(arrow);
    }),
  );
}

interface Report {
  readonly diagnostics: readonly {
    readonly code: string;
    readonly filename: string;
    readonly labels: readonly { readonly span: { readonly line: number } }[];
  }[];
}

async function lint(folder: string): Promise<Report> {
  const linter = inRoot('node_modules', 'oxlint', 'bin', 'oxlint');
  const options = { cwd: folder, timeout: 60_000, maxBuffer: 16 * 1024 * 1024 };
  const run = promisify(execFile)(process.execPath, [linter, '--format=json'], options);
  // It ends with 1 where it found something, which is what is wanted here.
  const { stdout } = await run.catch((error: unknown) => error as { stdout: string });
  return JSON.parse(stdout) as Report;
}

describe('the arrows between the layers', () => {
  const folder = mkdtempSync(join(tmpdir(), 'trackside-layers-'));
  const beside = besideTheHost();
  let refused: ReadonlySet<string> = new Set();
  beforeAll(async () => {
    refused = await refusedOf(folder, [...BROKEN, ...ALLOWED, ...beside]);
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(BROKEN.map(spelled))('refuses %s', (arrow) => {
    expect([...refused]).toContain(arrow);
  });
  it.each(ALLOWED.map(spelled))('allows %s', (arrow) => {
    expect([...refused]).not.toContain(arrow);
  });
  it('refuses an arrow from the host to anything that lies beside it in the engine', () => {
    expect(beside.map(spelled).filter((arrow) => !refused.has(arrow))).toEqual([]);
  });
});
