/** Every text report of the records that differ most, against its golden file. */
import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../../harness/spec/index.ts';
import { REPORTERS, reporterByName } from '../../reports/index.ts';
import { expectGolden } from '../golden/golden.ts';
import { makeRecord, RECORD_VARIANTS } from '../support/record.ts';

const GOLDEN = ['text', 'markdown', 'csv', 'json'] as const;

describe.each(GOLDEN)('the %s report', (name) => {
  const reporter = reporterByName(name)!;

  it.each(
    name === 'csv' || name === 'json' ? (['valid', 'rejections'] as const) : RECORD_VARIANTS,
  )('of the record "%s" is what it was', (variant) =>
    expectGolden(`${variant}.${reporter.extension}`, reporter.render(makeRecord(variant))));
});

describe.each(REPORTERS.map((reporter) => [reporter.name, reporter] as const))('%s', (_, reporter) => {
  it.each(RECORD_VARIANTS)('is a pure function of the record "%s"', (variant) => {
    const record = deepFreeze(makeRecord(variant));
    const report = reporter.render(record);
    expect(reporter.render(structuredClone(record) as RunRecord)).toBe(report);
    expect(report.endsWith('\n')).toBe(true);
    const words = report.replace(/<(script|style)>[\s\S]*?<\/\1>/g, '');
    expect(words).not.toMatch(/\b(undefined|NaN|Infinity|\[object)\b/);
  });
});

describe('the list of reporters', () => {
  it('finds each by its name, and nothing else', () => {
    expect(REPORTERS.map((reporter) => reporter.name)).toEqual(['text', 'html', 'markdown', 'json', 'csv']);
    for (const reporter of REPORTERS) expect(reporterByName(reporter.name)).toBe(reporter);
    expect(reporterByName('pdf')).toBeUndefined();
    expect(new Set(REPORTERS.map((reporter) => reporter.extension)).size).toBe(REPORTERS.length);
  });
});

/** A reporter that writes into the record throws. */
function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) for (const part of Object.values(value)) deepFreeze(part);
  return Object.freeze(value);
}
