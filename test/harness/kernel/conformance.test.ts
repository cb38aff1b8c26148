import { afterAll, describe, expect, it } from 'vitest';
import { createKernel } from '../../../harness/kernel/index.ts';
import { checkEncodings, checkSenders, fixtureFiles } from '../../support/kernel-fixtures.ts';

const kernel = createKernel({ windowBits: 8 });
afterAll(() => kernel.close());
const transactionTests = fixtureFiles('transaction-tests');
const stateTests = fixtureFiles('state-tests');

describe('the official fixtures (../shared/conformance or LAKH_CONFORMANCE_DIR; skipped where the folder is absent)', () => {
  it.skipIf(!transactionTests)('transaction-tests: senders and hashes of all that are valid', () => {
    const results = transactionTests!.map((file) => checkSenders(kernel, file));
    expect(results.flatMap(({ faults }) => faults)).toEqual([]);
    expect(results.reduce((sum, { checked }) => sum + checked, 0)).toBeGreaterThan(50);
  });

  it.skipIf(!stateTests)(
    'state-tests: every 40th file, signed with its key, byte for byte',
    { timeout: 120_000 },
    () => {
      const results = stateTests!.filter((_, i) => i % 40 === 0).map((file) => checkEncodings(kernel, file));
      expect(results.flatMap(({ faults }) => faults)).toEqual([]);
      expect(results.reduce((sum, { checked }) => sum + checked, 0)).toBeGreaterThan(50);
    },
  );
});
