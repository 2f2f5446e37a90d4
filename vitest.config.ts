import { defineConfig } from 'vitest/config';

/**
 * Threads of TypeScript have their types stripped by WebAssembly, and V8 (13.6) can crash where two threads make the wrappers
 * of the same imports faster at a time: it need not make them faster.
 */
const execArgv = ['--wasm-wrapper-tiering-budget=2000000000'];

/** Tiers of the tests: `unit` needs neither root nor network; `linux` runs real sandboxes and real peers. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['packages/*/test/**/*.test.ts', 'test/{architecture,setup}/**/*.test.ts'],
          exclude: ['**/*.linux.test.ts', '**/node_modules/**'],
          setupFiles: ['./test/setup/seed.ts'],
          execArgv,
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'linux',
          include: ['packages/*/test/**/*.linux.test.ts', 'test/{e2e,security,conformance}/**/*.test.ts'],
          exclude: ['**/node_modules/**'],
          setupFiles: ['./test/setup/seed.ts'],
          execArgv,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
