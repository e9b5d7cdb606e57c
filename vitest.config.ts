import { defineConfig } from 'vitest/config';

/** Two projects: `unit` stands beside what it tests; `world` holds the practice world to the facts. */
export default defineConfig({
  test: {
    testTimeout: 20_000,
    hookTimeout: 30_000,
    setupFiles: ['build/seeded.ts'],
    env: { TZ: 'UTC', LC_ALL: 'C' },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [
            'shared/**/*.test.ts',
            'electron/**/*.test.ts',
            'renderer/**/*.test.ts',
            'build/**/*.test.ts',
          ],
        },
      },
      {
        extends: true,
        test: {
          name: 'world',
          include: ['e2e/world/**/*.test.ts', 'e2e/electron/**/*.test.ts', 'e2e/crash/**/*.test.ts'],
        },
      },
    ],
  },
});
