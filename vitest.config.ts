import { defineConfig } from 'vitest/config';

/** Slow suites that measure time, rates or capacities, of loads below what a core can do: apart from what computes all the time. */
const MEASURING = ['ab', 'anvil-load', 'dashboard', 'planted', 'saturate'].map(
  (name) => `test/slow/${name}.test.ts`,
);
/** It looks at milliseconds. */
const ALONE = 'test/slow/reads.test.ts';

/** One looks which libraries its process has loaded; two change its folder, which esbuild remembers as it is loaded. */
const APART = [
  'test/harness/cli/runs.test.ts',
  'test/harness/cli/calibrate.test.ts',
  'test/docs/command-lines.test.ts',
];

/** `npm test` runs `quick`; the slower suites need real browsers, chains or time: `npm run test:slow`. */
const quick = {
  name: 'quick',
  include: ['test/**/*.test.ts'],
  exclude: ['test/slow/**', ...APART],
  // Nothing in the quick tests is about time: every core may have a file.
  maxWorkers: '100%',
  // Files share what they import, a third of their time otherwise: each must leave the process as it found it.
  isolate: false,
};
const apart = { name: 'quick, apart', include: APART, maxWorkers: '100%' };
const together = {
  name: 'slow, together',
  include: ['test/slow/**/*.test.ts'],
  exclude: [...MEASURING, ALONE],
  // They mostly wait for chains and browsers.
  maxWorkers: 2,
  sequence: { groupOrder: 1 },
};
const measuring = {
  name: 'slow, measuring',
  include: MEASURING,
  maxWorkers: 2,
  sequence: { groupOrder: 2 },
};
const alone = { name: 'slow, alone', include: [ALONE], maxWorkers: 1, sequence: { groupOrder: 3 } };

export default defineConfig({
  test: {
    reporters: ['default'],
    setupFiles: ['test/support/built-threads.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Of tests that are said to be concurrent, in a file.
    maxConcurrency: 2,
    // In the gate one that met a busy moment of the machine may show that it passes; here it is looked into.
    retry: process.env.CI ? 1 : 0,
    projects: (process.env.LAKH_SLOW ? [together, measuring, alone] : [quick, apart]).map((test) => ({
      extends: true,
      test,
    })),
  },
});
