/** The summary in the terminal beyond its golden files: width, colour, safety. */
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Ledger, RunRecord } from '../../harness/spec/index.ts';
import { wrapLines } from '../../reports/table.ts';
import { text } from '../../reports/text.ts';
import { makeRecord, RECORD_VARIANTS } from '../support/record.ts';

describe('the text report', () => {
  it.each(RECORD_VARIANTS)('fits 80 columns with the record "%s"', (variant) => {
    expect(widest(text.render(makeRecord(variant)))).toBeLessThanOrEqual(80);
  });

  it('fits 80 columns with 100 million transactions and long times', () => {
    expect(widest(text.render(enlarged(makeRecord('rejections'))))).toBeLessThanOrEqual(80);
  });

  it('begins with verdict, goodput and share of the goal', () => {
    expect(firstLine('valid')).toBe('VALID  goodput 998.8 TPS, 1.00 % of 100,000 TPS');
    expect(firstLine('generator-limit')).toMatch(/^INVALID {2}goodput 917\.1 TPS/);
  });

  it('puts thresholds before doubts, and doubts before figures', () => {
    const report = text.render(makeRecord('generator-limit'));
    const places = ['Thresholds', 'Doubts', 'Ledger', 'Throughput', 'Latency'].map((title) =>
      report.indexOf(`\n${title}`),
    );
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  it.each(RECORD_VARIANTS)('is the same with colour, but for the colour, with the record "%s"', (variant) => {
    const plain = text.render(makeRecord(variant));
    const colored = text.render(makeRecord(variant), { color: true });
    expect(colored).not.toBe(plain);
    expect(stripVTControlCharacters(colored)).toBe(plain);
  });

  it('lets no control character of a target through', () => {
    expect(text.render(makeRecord('hostile'))).not.toMatch(/(?!\n)\p{Cc}/u);
  });

  it('shows negative header latencies and counts them', () => {
    const report = text.render(makeRecord('negative-header'));
    expect(report).toMatch(/headerInclusion +21,974 +-810ms/);
    expect(report).toContain('headerInclusion: 8,130 values below zero');
  });

  it('says which law is broken', () => {
    const record = makeRecord('valid');
    record.ledger.accepted -= 1;
    const report = text.render(record);
    expect(report).toContain('OFF admitted = accepted + rejected + unanswered');
    expect(report).toContain('21,974 ≠ 21,973 + 0 + 0');
  });

  it('counts what it does not list', () => {
    const record = makeRecord('valid');
    record.oracle = { passed: false, checks: 9, read: true, failures: Array(9).fill('balance differs') };
    expect(text.render(record)).toContain('and 4 more');
  });
});

describe('wrapping', () => {
  it('cuts a word that is longer than the line', () => {
    expect(wrapLines(`a ${'x'.repeat(25)} b`, 12, 2)).toEqual([
      '  a',
      '  xxxxxxxxxx',
      '  xxxxxxxxxx',
      '  xxxxx b',
    ]);
  });
});

const widest = (report: string) => Math.max(...report.split('\n').map((line) => line.length));
const firstLine = (variant: 'valid' | 'generator-limit') => text.render(makeRecord(variant)).split('\n')[0];

/** The record of a run five thousand times as long. */
function enlarged(record: RunRecord): RunRecord {
  const times = 5000;
  const grow = (ledger: Ledger) =>
    Object.fromEntries(
      Object.entries(ledger).map(([stage, count]) => [stage, count * times]),
    ) as unknown as Ledger;
  const latency = structuredClone(record.latency);
  for (const summary of Object.values(latency)) {
    summary.count *= times;
    summary.maxNs = 3_599e9;
    summary.p999Ns = 754e9;
    summary.negative = summary.count;
  }
  const actions = record.actions.map((row) => ({
    ...row,
    action: 'swapExactTokensForTokensSupportingFeeOnTransferTokens',
    count: row.count * times,
    succeeded: row.succeeded * times,
    reverted: row.reverted * times,
  }));
  return {
    ...record,
    ledger: grow(record.ledger),
    windowLedger: grow(record.windowLedger),
    latency,
    actions,
  };
}
