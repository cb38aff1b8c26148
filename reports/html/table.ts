/** Tables of a report: headers that name their rows and columns, and a box that scrolls where the page is narrow. */
import { type Content, html, type Markup } from './markup.ts';

export interface Column {
  readonly title: string;
  /** Figures stand to the right. */
  readonly figure?: boolean;
}

export interface Row {
  /** What the row is about. */
  readonly name: Content;
  readonly cells: readonly Content[];
}

/** `label` is read out where the table scrolls; `columns` counts the name's too. A snug one is as wide as its text. */
export function table(
  label: string,
  columns: readonly Column[],
  rows: readonly Row[],
  options: { readonly caption?: string; readonly tall?: boolean; readonly snug?: boolean } = {},
): Markup {
  const figure = (index: number) => (columns[index]?.figure ? html` class="figure"` : null);
  return html`<div class="scroll${options.tall ? ' tall' : ''}${options.snug ? ' snug' : ''}" role="region" aria-label="${label}" tabindex="0"><table>
${options.caption === undefined ? null : html`<caption>${options.caption}</caption>`}
<thead><tr>${columns.map((column, index) => html`<th scope="col"${figure(index)}>${column.title}</th>`)}</tr></thead>
<tbody>${rows.map(
    (row) => html`<tr><th scope="row" class="name">${row.name}</th>${row.cells.map(
      (cell, index) => html`<td${figure(index + 1)}>${cell}</td>`,
    )}</tr>
`,
  )}</tbody>
</table></div>`;
}

/** Names and values, one a row. */
export function pairs(label: string, rows: readonly (readonly [name: string, value: Content])[]): Markup {
  return table(
    label,
    [{ title: '' }, { title: '' }],
    rows.map(([name, value]) => ({ name, cells: [value] })),
  );
}
