/** The outcome of a gate in GitHub's Markdown, for a step summary or a comment. */
import type { GateResult, Outcome } from '../../harness/compare/index.ts';
import { plural } from '../format.ts';
import { markdownTable, plain } from '../markdown-text.ts';
import { ruleCells } from './words.ts';

const MARKS: Readonly<Record<Outcome, string>> = {
  pass: '✅ pass',
  regression: '❌ **regression**',
  inconclusive: '❔ **inconclusive**',
};

export function gateMarkdown({
  outcome,
  rules,
  baseline,
  candidate,
  warnings,
  settings,
}: GateResult): string {
  const rows = rules.map((rule) => [
    plain(rule.rule),
    ...ruleCells(rule),
    MARKS[rule.outcome],
    plain(rule.why),
  ]);
  const confidence = Number((settings.confidence * 100).toFixed(2));
  const parts = [
    `### ${MARKS[outcome]}`,
    `${plain(candidate.from)} (${plural(candidate.runs, 'run')}) against ${plain(baseline.from)} (${plural(baseline.runs, 'run')})`,
    ...warnings.map((warning) => `> **Warning.** ${plain(warning)}`),
    markdownTable(
      ['Rule', 'baseline', 'candidate', 'difference', 'interval', 'outcome', 'because'],
      rows,
      [5, 6],
    ),
    `<sub>${confidence} % intervals, bootstrap over ${settings.paired ? 'pairs of runs' : 'whole runs'}</sub>`,
  ];
  return `${parts.join('\n\n')}\n`;
}
