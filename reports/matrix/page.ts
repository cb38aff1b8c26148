/** A matrix as one offline page: what was the same and what is inside each clock, a chart and a table a workload, remarks. */
import {
  MATRIX_TARGETS,
  type Matrix,
  type MatrixCell,
  type TargetFacts,
} from '../../harness/matrix/index.ts';
import { formatCount, formatRate, formatSetting, formatShare, NOTHING, printable } from '../format.ts';
import { fileBeside } from '../html/assets.ts';
import { documentOf } from '../html/document.ts';
import { html, type Markup } from '../html/markup.ts';
import { table } from '../html/table.ts';
import { bars, type Decades, decadesOf } from './bars.ts';
import {
  absence,
  CELL_COLUMNS,
  cellFigures,
  headlines,
  LEGEND,
  MARKED,
  remark,
  remarksOn,
  settingsLine,
  stagesText,
  subject,
} from './words.ts';

const STYLE = fileBeside(import.meta.url, 'matrix.css');
const COLORS = new Map<string, number>(MATRIX_TARGETS.map((name, index) => [name, index]));

export function matrixHtml(matrix: Matrix): string {
  const note = remark(matrix);
  const title = 'Engines and nodes side by side';
  const decades = decadesOf(matrix);
  const workloads = [...new Set(matrix.cells.map(({ workload }) => workload))];
  return documentOf({
    title,
    header: html`<header class="top">
<p class="mark">lakh</p>
<h1>${title}</h1>
<p class="muted">${subject(matrix)}</p>
<p class="muted note">${settingsLine(matrix)}.</p>
</header>`,
    main: html`<section class="card" aria-labelledby="result">
<h2 id="result">TPS at capacity</h2>
${note !== null && html`<p class="warn">${note}</p>`}
${headlines(matrix).map((line) => html`<p>${line}</p>`)}
<p class="note">${LEGEND}</p>
<p class="note">${MARKED}</p>
</section>
${clocks(matrix.targets)}
${workloads.map((workload) => workloadFigure(workload, matrix, decades))}
${remarks(matrix)}
<section class="card" aria-labelledby="again">
<h2 id="again">To look closer</h2>
<p>Each cell is two ordinary runs: <code>lakh report FOLDER/CELL/capacity</code> and <code>lakh report FOLDER/CELL/half</code> render them, with this page's folder as FOLDER and such as <code>${matrix.cells[0]?.folder ?? 'erc20-0-parallel'}</code> as CELL. <code>lakh matrix --render FOLDER</code> makes this page anew from its <code>matrix.json</code>.</p>
</section>`,
    footer: `lakh ${matrix.lakh} · matrix`,
    figures: null,
    scripts: [],
    styles: [STYLE],
  });
}

function clocks(targets: readonly TargetFacts[]): Markup {
  const rows = targets.map((facts) => ({
    name: facts.name,
    cells: [
      facts.absent === null ? facts.insideTheClock : html`<span class="warn">absent</span>`,
      facts.signatures,
      facts.persistence,
      facts.transport,
      formatSetting(facts.blockTimeMs),
      printable(facts.client ?? NOTHING, 120),
    ],
  }));
  const titles = ['Target', 'Inside the clock', 'Signatures', 'Persistence', 'Way', 'Blocks every', 'Client'];
  const notes = targets.filter(({ note }) => note !== null);
  return html`<section class="card" aria-labelledby="clocks">
<h2 id="clocks">Inside the clock</h2>
${table(
  'What is inside the clock of each target',
  titles.map((title) => ({ title })),
  rows,
)}
${notes.map(({ name, note }) => html`<p class="note">${name}: ${note}.</p>`)}
${targets
  .map(absence)
  .filter((line) => line !== null)
  .map((line) => html`<p class="warn">${line}</p>`)}
</section>`;
}

function workloadFigure(workload: string, { cells }: Matrix, decades: Decades): Markup {
  const own = cells.filter((cell) => cell.workload === workload);
  const id = `workload-${workload.replace(/[^\w-]/g, '-')}`;
  return html`<figure class="card" aria-labelledby="${id}">
<figcaption><h2 id="${id}">${workload}</h2>
<p class="note">Succeeded transactions a second at capacity; the axis is logarithmic, and the same for all workloads. A hollow mark is an invalid run.</p></figcaption>
${bars(own, decades, COLORS)}
${table(
  `All figures of ${workload}`,
  [
    { title: 'Contention, target' },
    ...CELL_COLUMNS.map((title) => ({ title, figure: true })),
    { title: 'under way', figure: true },
    { title: 'blocks', figure: true },
    { title: 'generator busy', figure: true },
    { title: 'reverted', figure: true },
    { title: 'stages of a tx, start to end', figure: true },
    { title: 'TPS by what is under way', figure: true },
  ],
  own.map((cell) => ({ name: `${cell.contention} ${cell.target}`, cells: rowOf(cell) })),
  { caption: 'Closed load, then half of it' },
)}
</figure>`;
}

function rowOf(cell: MatrixCell) {
  const { capacity } = cell;
  const more =
    capacity === null
      ? [NOTHING, NOTHING, NOTHING, NOTHING]
      : [
          formatCount(capacity.inFlight),
          formatCount(capacity.blocks),
          formatShare(capacity.generatorBusy),
          formatShare(capacity.reverted),
        ];
  return [...cellFigures(cell), ...more, stagesText(cell), triedText(cell)];
}

/** `10,000: 8,120; 20,000: 9,010`: each closed load that was tried. */
function triedText({ capacity }: MatrixCell): string {
  const tried = capacity?.tried ?? [];
  if (tried.length === 0) return NOTHING;
  return tried.map(({ inFlight, tps }) => `${formatCount(inFlight)}: ${formatRate(tps)}`).join('; ');
}

function remarks({ cells }: Matrix): Markup | null {
  const all = cells.flatMap(remarksOn);
  if (all.length === 0) return null;
  const invalid = all.filter(({ level }) => level === 'invalid').length;
  return html`<section class="card" aria-labelledby="remarks">
<h2 id="remarks">Remarks</h2>
<p class="note">${formatRate(invalid)} of ${formatRate(all.length)} say that a figure does not hold.</p>
<ul class="remarks">
${all.map(({ level, text }) => html`<li class="${level === 'invalid' ? 'bad' : 'warn'}">${text}</li>`)}
</ul>
</section>`;
}
