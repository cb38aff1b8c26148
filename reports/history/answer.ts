/** The answer of a query: as a table for people, as CSV (RFC 4180) or as JSON. */
import { formatCount, printable } from '../format.ts';
import { tableLines } from '../table.ts';

export interface Answer {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}

export const ANSWER_FORMATS = ['table', 'csv', 'json'] as const;
export type AnswerFormat = (typeof ANSWER_FORMATS)[number];

/** Ends with a line break. JSON is a list of objects, one a row, by the columns' names. */
export function renderAnswer(answer: Answer, format: AnswerFormat): string {
  switch (format) {
    case 'table':
      return asTable(answer);
    case 'csv':
      return asCsv(answer);
    case 'json':
      return `${JSON.stringify(asObjects(answer), null, 2)}\n`;
  }
}

/** Characters past which a cell is cut. */
const WIDEST = 60;

function asTable({ columns, rows }: Answer): string {
  const align = columns.map((_, column) =>
    rows.some((row) => typeof row[column] === 'number') ? ('right' as const) : ('left' as const),
  );
  const cells = rows.map((row) => row.map((value) => printable(wordOf(value, '-'), WIDEST)));
  const lines = tableLines([columns.map((name) => printable(name, WIDEST)), ...cells], align, 0);
  const total = rows.length === 1 ? '1 row' : `${formatCount(rows.length)} rows`;
  return `${lines.join('\n')}\n(${total})\n`;
}

/** Numbers in full, so that they can be worked on. */
function wordOf(value: unknown, nothing: string): string {
  if (value === null || value === undefined) return nothing;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function asCsv({ columns, rows }: Answer): string {
  const lines = [columns, ...rows].map((row) => row.map((value) => quoted(wordOf(value, ''))).join(','));
  return `${lines.join('\r\n')}\r\n`;
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

function asObjects({ columns, rows }: Answer): object[] {
  return rows.map((row) => Object.fromEntries(columns.map((name, column) => [name, row[column]])));
}
