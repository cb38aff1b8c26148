/** The result of scaling for the terminal: what was measured in one table, what was computed in another. */
import type { Scale, ScaleLevel } from '../../harness/scale/index.ts';
import { formatRate, formatShare } from '../format.ts';
import { tableLines, wrapLines } from '../table.ts';
import {
  COMPUTED,
  engineOf,
  hasOversubscribed,
  headlines,
  interval,
  levelFacts,
  levelName,
  MEASURED,
  method,
  milliseconds,
  OVERSUBSCRIBED,
  remark,
  shownPoints,
  subject,
  times,
} from './words.ts';

const WIDTH = 80;
const MEASURED_HEAD = ['measured', 'ms a block', 'speed-up', 'interval', 'efficiency', 'everything', 'TPS'];

export function scaleText(scale: Scale): string {
  const notes = [remark(scale), ...scale.warnings.map((warning) => `warning: ${warning}`)];
  const paragraph = (text: string) => wrapLines(text, WIDTH, 0);
  return [
    ...headlines(scale).flatMap(paragraph),
    ...notes.filter((note) => note !== null).flatMap(paragraph),
    ...paragraph(subject(scale)),
    ...paragraph(method(scale)),
    ...scale.levels.flatMap((level) => [
      '',
      ...paragraph(`${levelName(level)}: ${levelFacts(level)}`),
      ...measured(level),
    ]),
    '',
    ...paragraph(MEASURED),
    ...(hasOversubscribed(scale) ? [OVERSUBSCRIBED] : []),
    '',
    ...computed(scale),
    '',
    ...paragraph(COMPUTED),
    '',
  ].join('\n');
}

function measured({ rows }: ScaleLevel): string[] {
  const cells = rows.map((row) => [
    engineOf(row),
    milliseconds(row.executionMs),
    `${times(row.speedUp.median)}×`,
    interval(row.speedUp),
    formatShare(row.efficiency),
    `${times(row.wholeSpeedUp.median)}×`,
    formatRate(row.tps),
  ]);
  return tableLines(
    [MEASURED_HEAD, ...cells],
    ['left', ...MEASURED_HEAD.slice(1).map(() => 'right' as const)],
  );
}

/** A row a contention, a column a number of threads: floor to bound. */
function computed({ levels }: Scale): string[] {
  const points = levels.map(shownPoints);
  const threads = points[0]!.map((point) => String(point.threads));
  const rows = (['floor', 'schedule', 'bound'] as const).flatMap((what) =>
    points.map((of, at) => [
      `contention ${levels[at]!.contention}, ${what}`,
      ...of.map((point) => times(point[what])),
    ]),
  );
  return tableLines(
    [['computed, by threads', ...threads], ...rows],
    ['left', ...threads.map(() => 'right' as const)],
  );
}
