/** A comparison in its forms: golden files, and a page that is whole, offline and escaped. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { overlaidCharts } from '../../reports/compare/charts.ts';
import { COMPARISON_FORMS } from '../../reports/compare/index.ts';
import { expectGolden } from '../golden/golden.ts';
import { COMPARISONS, type ComparisonVariant } from '../support/comparison.ts';

const VARIANTS = Object.keys(COMPARISONS) as ComparisonVariant[];
const { text, markdown, html, json } = COMPARISON_FORMS;
const content = (page: string) => page.replace(/<(script|style)>[\s\S]*?<\/\1>/g, '');

describe.each(VARIANTS)('the comparison "%s"', (variant) => {
  it('is in text and Markdown what it was', () => {
    const compared = COMPARISONS[variant]();
    expectGolden(`comparison-${variant}.txt`, text.render(compared));
    expectGolden(`comparison-${variant}.md`, markdown.render(compared));
  });

  it.each(
    Object.entries(COMPARISON_FORMS),
  )('is a pure function in %s, with a figure or a dash everywhere', (_, form) => {
    const rendered = form.render(COMPARISONS[variant]());
    expect(form.render(structuredClone(COMPARISONS[variant]()))).toBe(rendered);
    expect(rendered.endsWith('\n')).toBe(true);
    expect(content(rendered)).not.toMatch(/\b(undefined|NaN|Infinity|\[object)\b/);
  });

  it('is a page that asks for nothing and runs its own scripts alone', () => {
    const page = html.render(COMPARISONS[variant]());
    expect(content(page)).not.toMatch(/<[^>]*\s(src|href|action|data)="(?!data:,")/);
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)![1]!;
    const inside = [...page.matchAll(/<(script|style)>([\s\S]*?)<\/\1>/g)].map((match) => match[2]!);
    expect(inside).toHaveLength(5);
    for (const source of inside) {
      expect(policy).toContain(`'sha256-${createHash('sha256').update(source).digest('base64')}'`);
    }
    expect(policy).not.toContain('unsafe');
    expect(page).not.toContain('<img');
  });
});

it('JSON is the comparison itself', () => {
  const compared = COMPARISONS.slower();
  expect(JSON.parse(json.render(compared))).toEqual(JSON.parse(JSON.stringify(compared.comparison)));
});

describe('the charts', () => {
  const data = overlaidCharts(COMPARISONS.slower().sides);

  it('have a line a side over the same seconds and percentiles', () => {
    expect(data.labels).toEqual(['A', 'B', 'C']);
    for (const column of data.throughput.sides) expect(column).toHaveLength(data.throughput.seconds.length);
    for (const column of data.curves.sides) expect(column).toHaveLength(data.curves.nines.length);
    expect(data.throughput.sides[1]![10]! / data.throughput.sides[0]![10]!).toBeCloseTo(0.9, 2);
  });

  it('have curves that ascend, and agree with the percentiles of the records', () => {
    const values = data.curves.sides[0]!.filter((value) => value !== null);
    expect(values).toEqual([...values].sort((a, b) => a - b));
    const p99 = data.curves.sides[0]![data.curves.nines.indexOf(2)]!;
    const medianRun = COMPARISONS.single().sides[0]!.runs[0]!.record.latency.inclusion.p99Ns!;
    expect(Math.abs(p99 / medianRun - 1)).toBeLessThan(0.03);
  });
});
