/** Plain text laid out in columns. */

/** A column is ruled to the right (figures) or to the left (words). */
export type Align = 'left' | 'right';

/** Rows as lines, columns two spaces apart; no trailing blanks. Cells must be on one line and without colour. */
export function tableLines(
  rows: readonly (readonly string[])[],
  align: readonly Align[],
  indent = 2,
): string[] {
  const widths = align.map((_, column) => Math.max(0, ...rows.map((row) => (row[column] ?? '').length)));
  return rows.map((row) => {
    const cells = align.map((side, column) => {
      const cell = row[column] ?? '';
      return side === 'right' ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!);
    });
    return (' '.repeat(indent) + cells.join('  ')).trimEnd();
  });
}

/** Words on lines of at most `width` characters, each line after `indent` blanks. A longer word is cut in pieces. */
export function wrapLines(text: string, width: number, indent = 2): string[] {
  const room = width - indent;
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((long) => piecesOf(long, room))) {
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  if (line !== '') lines.push(line);
  return lines.map((content) => ' '.repeat(indent) + content);
}

function piecesOf(word: string, longest: number): string[] {
  const pieces = [];
  for (let at = 0; at < word.length; at += longest) pieces.push(word.slice(at, at + longest));
  return pieces;
}
