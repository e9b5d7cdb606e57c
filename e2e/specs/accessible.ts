/**
 * axe on a page as it stands. Put into the page once and run there: AxeBuilder puts it in anew each time and opens
 * another page for its report, which takes longer than the checks.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, type Page } from '@playwright/test';

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}
interface Axe {
  run(options: object): Promise<{ readonly violations: readonly Violation[] }>;
}

/** The axe that AxeBuilder brings. */
const require = createRequire(createRequire(import.meta.url).resolve('@axe-core/playwright'));
const source = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** `colours`: only what another appearance can change; the rest was checked in the first. */
export async function expectAccessible(page: Page, what: 'everything' | 'colours'): Promise<void> {
  const hasAxe = await page.evaluate(() => 'axe' in window);
  if (!hasAxe) await page.evaluate(source);
  const violations = await page.evaluate(
    async (only) => {
      const { axe } = window as unknown as { axe: Axe };
      const rules = only === null ? {} : { runOnly: { type: 'rule', values: [only] } };
      return (await axe.run({ ...rules, resultTypes: ['violations'] })).violations;
    },
    what === 'colours' ? 'color-contrast' : null,
  );
  const said = violations.map(({ id, nodes }) => ({
    id,
    at: nodes.map((node) => [node.html, node.failureSummary]),
  }));
  expect(said).toEqual([]);
}
