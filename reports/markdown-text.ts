/** Text and tables as GitHub's Markdown has them. */
import { printable } from './format.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '@': '&#64;',
  ':': '&#58;',
};

/** Text from outside as Markdown shows it: no markup, no mention, no link, one line. */
export function plain(value: string): string {
  return printable(value).replace(/[&<>@\\`*_~|[\]#!]|:(?=\/\/)/g, (mark) => ENTITIES[mark] ?? `\\${mark}`);
}

/** The first column holds words, and so do those named in `words`; the others hold figures. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  words: readonly number[] = [],
): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, column) => (column === 0 || words.includes(column) ? '---' : '--:'));
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}
