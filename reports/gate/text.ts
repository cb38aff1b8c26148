/** The outcome of a gate in the terminal. */
import pc from 'picocolors';
import type { GateResult, Outcome } from '../../harness/compare/index.ts';
import { plural, printable } from '../format.ts';
import { tableLines, wrapLines } from '../table.ts';
import { ruleCells } from './words.ts';

const PAINTS: Readonly<Record<Outcome, 'green' | 'red' | 'yellow'>> = {
  pass: 'green',
  regression: 'red',
  inconclusive: 'yellow',
};

export function gateText(result: GateResult, color = false): string {
  const colors = pc.createColors(color);
  const { outcome, rules, baseline, candidate, warnings } = result;
  const [head, ...body] = tableLines(
    [
      ['Rule', 'baseline', 'candidate', 'difference', 'interval', 'outcome'],
      ...rules.map((rule) => [printable(rule.rule), ...ruleCells(rule), rule.outcome]),
    ],
    ['left', 'right', 'right', 'right', 'right', 'left'],
  );
  const lines = [
    `${colors[PAINTS[outcome]](colors.bold(outcome.toUpperCase()))}  ${printable(candidate.from)} (${plural(candidate.runs, 'run')}) against ${printable(baseline.from)} (${plural(baseline.runs, 'run')})`,
    ...warnings.flatMap((warning) => wrapLines(`warning: ${printable(warning)}`, 80, 0).map(colors.yellow)),
    '',
    colors.dim(head!),
    ...body.flatMap((line, row) => {
      const { outcome: one, why } = rules[row]!;
      return [colors[PAINTS[one]](line), colors.dim(`      ${why}`)];
    }),
  ];
  return `${lines.join('\n')}\n`;
}
