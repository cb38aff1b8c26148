import { describe, it } from 'vitest';
import { reporterChecks } from '../../harness/conformance/index.ts';
import { REPORTERS } from '../../reports/index.ts';
import { makeRecord, RECORD_VARIANTS } from '../support/record.ts';

const records = Object.fromEntries(RECORD_VARIANTS.map((variant) => [variant, makeRecord(variant)]));

describe.each(
  REPORTERS.map((reporter) => [reporter.name, reporter] as const),
)('the reporter %s', (_, reporter) => {
  for (const { name, run } of reporterChecks(reporter, { records })) it(name, run);
});
