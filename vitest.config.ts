import { defineConfig } from 'vitest/config';

/** `npm test` runs `quick`; the slower suites need real browsers, chains or time: `npm run test:slow`. */
export default defineConfig({
  test: {
    reporters: ['default'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    retry: 0,
    include: process.env.LAKH_SLOW ? ['test/slow/**/*.test.ts'] : ['test/**/*.test.ts'],
    exclude: process.env.LAKH_SLOW ? [] : ['test/slow/**'],
    fileParallelism: !process.env.LAKH_SLOW,
    // Nothing in the quick tests is about time: every core may have a file.
    maxWorkers: '100%',
  },
});
