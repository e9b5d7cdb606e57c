/** What the person has set. */
import { expect, test } from './fixture.ts';

test('settings take effect at once and outlive a restart', async ({ newWorld, open }) => {
  const world = await newWorld();
  const first = await open(world);
  await first.page.getByRole('button', { name: 'Settings' }).click();
  await first.page.getByText('Dark', { exact: true }).click();
  await expect(first.page.locator('html')).toHaveAttribute('data-appearance', 'dark');
  await first.quit();
  const second = await open(world);
  await expect(second.page.locator('html')).toHaveAttribute('data-appearance', 'dark');
});
