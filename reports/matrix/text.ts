/** A matrix for the terminal: a table a workload and contention, what is inside each clock, and remarks. */
import type { Matrix } from '../../harness/matrix/index.ts';
import { formatSetting, NOTHING } from '../format.ts';
import { tableLines, wrapLines } from '../table.ts';
import {
  absence,
  CELL_COLUMNS,
  cellFigures,
  groupsOf,
  LEGEND,
  MARKED,
  remark,
  remarksOn,
  settingsLine,
  subject,
} from './words.ts';

const WIDTH = 100;

export function matrixText(matrix: Matrix): string {
  const paragraph = (text: string, indent = 0) => wrapLines(text, WIDTH, indent);
  const remarks = matrix.cells.flatMap(remarksOn);
  const absences = matrix.targets.map(absence).filter((one) => one !== null);
  const note = remark(matrix);
  return [
    ...(note === null ? [] : [note]),
    ...paragraph(subject(matrix)),
    ...paragraph(settingsLine(matrix)),
    '',
    ...clocks(matrix),
    '',
    ...figures(matrix),
    '',
    ...paragraph(LEGEND),
    ...(remarks.length === 0 ? [] : ['', MARKED]),
    ...[...absences, ...remarks.map(({ text }) => text)].flatMap((text) => paragraph(text, 2)),
    '',
  ].join('\n');
}

function clocks({ targets }: Matrix): string[] {
  return tableLines(
    [
      ['target', 'blocks', 'way', 'inside the clock'],
      ...targets.map(({ name, blockTimeMs, inProcess, insideTheClock }) => [
        name,
        formatSetting(blockTimeMs),
        inProcess ? 'in process' : 'HTTP',
        insideTheClock,
      ]),
    ],
    ['left', 'right', 'left', 'left'],
  );
}

/** One table, so that columns stand below each other; a line names each workload and contention. */
function figures(matrix: Matrix): string[] {
  const groups = groupsOf(matrix);
  const rows = groups.flatMap(({ cells }) => cells.map((cell) => [cell.target, ...cellFigures(cell)]));
  const blank = CELL_COLUMNS.map(() => NOTHING);
  const lines = tableLines(
    [['', ...CELL_COLUMNS], ...rows, ['', ...blank]],
    ['left', ...CELL_COLUMNS.map(() => 'right' as const)],
    4,
  );
  let at = 1;
  return [lines[0]!, ...groups.flatMap(({ name, cells }) => [`  ${name}`, ...cells.map(() => lines[at++]!)])];
}
