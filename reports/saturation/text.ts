/** The result of a saturation search for the terminal. */
import { formatMaybeDuration, formatRate, printable } from '../format.ts';
import { tableLines, wrapLines } from '../table.ts';
import type { Saturation } from './result.ts';
import { byRate, cause, evidence, headline, objectives, remark, subject } from './words.ts';

const WIDTH = 80;

export function saturationText(saturation: Saturation): string {
  const rows = byRate(saturation).map((step) => [
    formatRate(step.rate),
    formatRate(step.goodputTps),
    formatMaybeDuration(step.inclusionP50Ns),
    formatMaybeDuration(step.inclusionP99Ns),
    step.outcome === 'limited' ? 'generator' : step.outcome,
    step.record,
  ]);
  const head = ['rate', 'goodput', 'p50', 'p99', 'result', 'record'];
  const notes = [remark(saturation), cause(saturation)].filter((note) => note !== null);
  const last = byRate(saturation).find(
    ({ outcome, rate }) => outcome !== 'passed' && rate > (saturation.knee.tps ?? 0),
  );
  return [
    ...wrapLines(headline(saturation), WIDTH, 0),
    ...notes.flatMap((note) => wrapLines(note, WIDTH, 0)),
    ...wrapLines(subject(saturation), WIDTH, 0),
    ...wrapLines(objectives(saturation), WIDTH, 0),
    '',
    ...tableLines([head, ...rows], ['right', 'right', 'right', 'right', 'left', 'left']),
    '',
    ...(last
      ? wrapLines(
          `at ${formatRate(last.rate)}/s: ${printable([...last.failed, evidence(last)].join('; '))}`,
          WIDTH,
          0,
        )
      : []),
    '',
  ].join('\n');
}
