/** JSON, CSV and Markdown beyond their golden files. */
import { describe, expect, it } from 'vitest';
import { csv } from '../../reports/csv.ts';
import { summaryObject } from '../../reports/index.ts';
import { json } from '../../reports/json.ts';
import { markdown } from '../../reports/markdown.ts';
import { makeRecord, RECORD_VARIANTS } from '../support/record.ts';

describe('JSON', () => {
  it.each(RECORD_VARIANTS)('of the record "%s" is one object that loses nothing', (variant) => {
    const record = makeRecord(variant);
    expect(JSON.parse(json.render(record))).toEqual(JSON.parse(JSON.stringify(summaryObject(record, null))));
  });

  it('has the keys that scripts rely on', () => {
    const summary = summaryObject(makeRecord('valid'), 'runs/one');
    expect(summary.verdict).toBe('valid');
    expect(summary.reasons).toEqual([]);
    expect(summary.record).toBe('runs/one');
    expect(summary.ledger).toMatchObject({ scheduled: 21_974, succeeded: 21_974 });
    expect(Object.keys(summary.throughput)).toEqual([
      'offeredTps',
      'sentTps',
      'acceptedTps',
      'includedTps',
      'goodputTps',
      'gasPerSecond',
    ]);
    for (const name of ['lag', 'submit', 'inclusion', 'inclusionFromSent'] as const) {
      expect(Object.keys(summary.latency[name])).toEqual(
        expect.arrayContaining(['count', 'minNs', 'p50Ns', 'p90Ns', 'p99Ns', 'p999Ns', 'maxNs']),
      );
    }
  });
});

describe('CSV', () => {
  const cells = (variant: 'valid' | 'nothing-sent') =>
    csv
      .render(makeRecord(variant))
      .trimEnd()
      .split('\n')
      .map((line) => line.split(','));

  it('has a row a second, each as wide as the header, and sums to the ledger', () => {
    const { ledger, series } = makeRecord('valid');
    const [header, ...rows] = cells('valid');
    expect(rows).toHaveLength(series.offered.length);
    expect(new Set(rows.map((row) => row.length))).toEqual(new Set([header!.length]));
    const sum = (name: string) => rows.reduce((total, row) => total + Number(row[header!.indexOf(name)]), 0);
    expect(sum('offered_per_s')).toBe(ledger.scheduled);
    expect(sum('included_per_s')).toBe(ledger.included);
    expect(sum('in_window')).toBe(20);
  });

  it('is a header alone where nothing was sent', () => expect(cells('nothing-sent')).toHaveLength(1));

  it('leaves a cell empty where nothing was seen', () => {
    const record = makeRecord('valid');
    record.series.inclusionP50Ns[3] = null;
    expect(csv.render(record).split('\n')[4]).toMatch(/,,\d+,\d+,\d+$/);
  });
});

describe('Markdown', () => {
  const report = markdown.render(makeRecord('hostile'));

  it('lets no markup, mention or table cell of a target through', () => {
    expect(report).not.toMatch(/<(?!\/?(details|summary)>)/);
    expect(report).not.toContain('@everyone');
    expect(report).toContain('\\|\\`&#64;everyone\\`');
  });

  it('keeps every table rectangular', () => {
    const widths = (table: string) =>
      table.split('\n').map((row) => row.replace(/\\\|/g, '').split('|').length);
    const tables = report.split('\n\n').filter((part) => part.startsWith('|'));
    expect(tables.length).toBeGreaterThanOrEqual(5);
    for (const table of tables) expect(new Set(widths(table)).size).toBe(1);
  });
});
