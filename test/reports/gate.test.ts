/** A gate's outcome in its forms, against golden files. */
import { describe, expect, it } from 'vitest';
import { DEFAULTS, judge, parseRule } from '../../harness/compare/index.ts';
import { gateJunit, gateMarkdown, gateText } from '../../reports/gate/index.ts';
import { expectGolden } from '../golden/golden.ts';
import { sideAt } from '../support/comparison.ts';

const RULES = ['goodput: -5%', 'inclusion.p99: +30%', 'inclusion.p50: +11%', 'finality.p99: +5%'].map(
  parseRule,
);

function resultOf(warnings: readonly string[] = []) {
  const sides = [sideAt('A', 1, 8), { ...sideAt('B', 0.9, 8), from: 'runs/<b> & "co"' }];
  return judge({ sides, warnings }, RULES, { ...DEFAULTS, resamples: 1000 });
}

it('the rules of the golden files have every outcome', () => {
  expect(resultOf().rules.map(({ outcome }) => outcome)).toEqual([
    'regression',
    'pass',
    'inconclusive',
    'inconclusive',
  ]);
});

it.each([
  ['gate.txt', () => gateText(resultOf(['a word of warning']))],
  ['gate.md', () => gateMarkdown(resultOf(['a word of *warning*']))],
  ['gate-fail.xml', () => gateJunit(resultOf(['a < b & c']), { inconclusivePasses: false })],
  ['gate-pass.xml', () => gateJunit(resultOf(), { inconclusivePasses: true })],
])('%s is what it was', (name, render) => expectGolden(name, render()));

describe('JUnit XML', () => {
  it('has nothing that XML 1.0 cannot hold', () => {
    const xml = gateJunit(resultOf(['bell \u0007, half \ud800, low \u0001, emoji 🚀']), {
      inconclusivePasses: false,
    });
    expect(xml).toContain('bell \ufffd, half \ufffd, low \ufffd, emoji 🚀');
  });

  it('counts what it holds', () => {
    for (const inconclusivePasses of [true, false]) {
      const xml = gateJunit(resultOf(), { inconclusivePasses });
      const count = (what: RegExp) => (xml.match(what) ?? []).length;
      const told = (name: string) => Number(new RegExp(`<testsuite [^>]*${name}="(\\d+)"`).exec(xml)![1]);
      expect(told('tests')).toBe(count(/<testcase /g));
      expect(told('failures')).toBe(count(/<failure /g));
      expect(told('errors')).toBe(count(/<error /g));
      expect(told('skipped')).toBe(count(/<skipped /g));
    }
  });
});
