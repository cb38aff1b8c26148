/** A rule's values as every form of a gate's outcome shows them. */
import { describeDifference, type RuleResult } from '../../harness/compare/index.ts';
import { intervalOf } from '../compare/words.ts';
import { formatFigure, NOTHING } from '../format.ts';

/** Baseline, candidate, difference, interval. */
export function ruleCells(rule: RuleResult): [string, string, string, string] {
  return [
    formatFigure(rule.baseline.median, rule.unit),
    formatFigure(rule.candidate.median, rule.unit),
    rule.difference === null ? NOTHING : describeDifference(rule.difference, rule.kind),
    intervalOf(rule),
  ];
}

/** `goodput: 950/s against 1,000/s, -5.00 % (-6.00 to -4.00 %): the whole interval is past -3.00 %`. */
export function ruleSentence(rule: RuleResult): string {
  const [baseline, candidate, difference, interval] = ruleCells(rule);
  return `${rule.metric}: ${candidate} against ${baseline}, ${difference} (${interval}): ${rule.why}`;
}
