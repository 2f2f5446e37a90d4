import { defineConfig } from 'vitest/config';

/** Tiers of the tests: `unit` needs neither root nor network; `linux` runs real sandboxes and real peers. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['packages/*/test/**/*.test.ts', 'test/architecture/**/*.test.ts'],
          exclude: ['**/*.linux.test.ts', '**/node_modules/**'],
          setupFiles: ['./test/setup/seed.ts'],
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'linux',
          include: ['packages/*/test/**/*.linux.test.ts', 'test/{e2e,security,conformance}/**/*.test.ts'],
          exclude: ['**/node_modules/**'],
          setupFiles: ['./test/setup/seed.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
