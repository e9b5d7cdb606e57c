import { defineConfig } from 'vitest/config';

/** What stands in for a module of Node's own needs modules that nobody has loaded yet. */
const MOCKING = ['electron/engine/runners/registry.test.ts', 'electron/engine/host/run-program.test.ts'];

/** `unit` stands beside what it tests, `unit-mocking` too; `world` holds the practice world to the facts. */
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
          exclude: MOCKING,
          // Loading every module anew for each file takes twice as long as the tests do.
          isolate: false,
          maxWorkers: 3,
        },
      },
      {
        extends: true,
        test: { name: 'unit-mocking', include: MOCKING },
      },
      {
        extends: true,
        test: {
          name: 'world',
          include: ['e2e/world/**/*.test.ts', 'e2e/electron/**/*.test.ts', 'e2e/crash/**/*.test.ts'],
          // They wait more than they compute.
          maxWorkers: 4,
        },
      },
    ],
  },
});
