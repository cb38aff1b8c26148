/** What a matrix found, in the words and figures that all its forms share. */
import {
  type CellDoubt,
  type Cost,
  isInvalid,
  type Matrix,
  type MatrixCell,
  type Phase,
  type TargetFacts,
} from '../../harness/matrix/index.ts';
import {
  formatBytes,
  formatDuration,
  formatMaybeDuration,
  formatRate,
  formatSetting,
  NOTHING,
  plural,
  printable,
} from '../format.ts';

/** Behind a figure: its run is invalid, or something weakens it. */
export const MARKS = { invalid: '!', warning: '~' } as const;

export const LEGEND =
  'TPS: succeeded transactions a second of a closed load, the best of several with more and more under way, from the first block of its window to the last. Then a load at half of that, evenly due: latency from the due time to the moment the block was seen; CPU and growth of memory of all its transactions, over their number. "a + b" are generator and node apart; "as one" is both, as they are one process.';
export const MARKED = `${MARKS.invalid} the run is invalid; ${MARKS.warning} something weakens the figure: see the remarks`;

export interface Group {
  readonly name: string;
  readonly cells: readonly MatrixCell[];
}

/** The cells by workload and contention, as they are shown. */
export function groupsOf({ cells }: Pick<Matrix, 'cells'>): Group[] {
  const groups = new Map<string, MatrixCell[]>();
  for (const cell of cells) {
    const name = `${cell.workload}, contention ${cell.contention}`;
    groups.set(name, [...(groups.get(name) ?? []), cell]);
  }
  return [...groups].map(([name, of]) => ({ name, cells: of }));
}

/** Which target got the most through, for each workload and contention; what is invalid is passed over. */
export function headlines(matrix: Matrix): string[] {
  return groupsOf(matrix).map(({ name, cells }) => {
    const ranked = cells
      .filter((cell) => cell.capacity !== null && !isInvalid(cell, 'capacity'))
      .sort((a, b) => b.capacity!.tps - a.capacity!.tps)
      .map(({ target, capacity }) => `${target} ${formatRate(capacity!.tps)}`);
    return `${name}: ${ranked.length === 0 ? 'no valid figure' : ranked.join(', ')}`;
  });
}

export function remark({ ending, cells, planned }: Matrix): string | null {
  return ending === 'finished' ? null : `interrupted: ${cells.length} of ${plural(planned, 'cell')}`;
}

export function subject({ machine: { cpu, cores, node }, loadBefore, startedAt, tookMs }: Matrix): string {
  const busy = `load average ${loadBefore.toFixed(1)} before the start`;
  return printable(
    `${cpu}, ${plural(cores, 'core')}, node ${node}, ${busy}; ${startedAt.slice(0, 16).replace('T', ' ')} UTC, took ${formatDuration(tookMs * 1e6)}`,
  );
}

/** What was the same for all. */
export function settingsLine({ settings }: Matrix): string {
  const { blockTimeMs, gasLimit, accounts, seed, signer, batch, workers, durationMs, warmupMs, lagP99Ms } =
    settings;
  const generators = workers === 0 ? 'generator in the main thread' : plural(workers, 'generator thread');
  return [
    `The same for all: a block every ${formatSetting(blockTimeMs)}, ${formatRate(gasLimit / 1e6)} Mgas a block`,
    `${plural(accounts, 'account')} with ether from genesis, seed ${seed}`,
    `signer ${signer}, ${generators}, batches of up to ${batch}`,
    `${formatSetting(durationMs)} after ${formatSetting(warmupMs)} of warm-up, on a target started afresh, in a process of its own`,
    `invalid past a lag p99 of ${formatSetting(lagP99Ms)}`,
  ].join('; ');
}

/** `10,121 !` */
export function tpsOf(cell: MatrixCell): string {
  if (cell.state !== 'measured' || cell.capacity === null) return cell.state;
  return marked(formatRate(cell.capacity.tps), cell, 'capacity');
}

export function marked(figure: string, cell: MatrixCell, phase: Phase): string {
  const levels = cell.doubts.filter((doubt) => doubt.phase === phase).map(({ level }) => level);
  if (levels.length === 0) return figure;
  return `${figure} ${levels.includes('invalid') ? MARKS.invalid : MARKS.warning}`;
}

export const CELL_COLUMNS = ['TPS', 'Mgas/s', 'half load', 'p50', 'p99', 'CPU a tx', 'memory a tx'] as const;

/** A string a column of `CELL_COLUMNS`. */
export function cellFigures(cell: MatrixCell): string[] {
  const { capacity, half } = cell;
  if (capacity === null) return [tpsOf(cell), ...CELL_COLUMNS.slice(1).map(() => NOTHING)];
  return [
    tpsOf(cell),
    formatRate(capacity.gasPerSecond / 1e6),
    half === null ? NOTHING : marked(`${formatRate(half.rate)}/s`, cell, 'half'),
    formatMaybeDuration(half?.inclusionP50Ns ?? null),
    formatMaybeDuration(half?.inclusionP99Ns ?? null),
    half === null ? NOTHING : costText(half.cpuMicros, (micros) => formatDuration(micros * 1000)),
    half === null ? NOTHING : costText(half.memoryBytes, (bytes) => formatBytes(Math.round(bytes))),
  ];
}

export function costText({ together, generator, node }: Cost, format: (value: number) => string): string {
  if (generator === null && node === null) return together === null ? NOTHING : `${format(together)} as one`;
  const part = (value: number | null) => (value === null ? NOTHING : format(value));
  return `${part(generator)} + ${part(node)}`;
}

export function stagesText({ capacity }: MatrixCell): string {
  const stages = capacity?.stagesMicros;
  if (!stages) return NOTHING;
  return Object.entries(stages)
    .map(([stage, micros]) => `${stage} ${formatDuration(micros * 1000)}`)
    .join(', ');
}

/** Everything that is to be said of a cell beside its figures, a line each. */
export function remarksOn(cell: MatrixCell): { level: 'invalid' | 'warning'; text: string }[] {
  const name = `${cell.workload} ${cell.contention} ${cell.target}`;
  const reason =
    cell.reason === null || cell.state === 'absent'
      ? []
      : [{ level: 'invalid' as const, text: printable(`${name}: ${cell.reason}`, 500) }];
  return [...reason, ...cell.doubts.map((doubt) => ({ level: doubt.level, text: doubtText(name, doubt) }))];
}

function doubtText(name: string, { phase, level, code, message }: CellDoubt): string {
  const load = phase === 'capacity' ? 'closed load' : 'half load';
  return printable(`${name}, ${load}: ${level === 'invalid' ? 'invalid, ' : ''}${code}: ${message}`, 500);
}

/** `null` where the target was there. */
export function absence({ name, absent }: TargetFacts): string | null {
  return absent === null ? null : printable(`${name} is absent: ${absent}`, 500);
}

/** What one cell came to, while others are still to come. */
export function matrixLine(cell: MatrixCell): string {
  const name = `${cell.workload} ${cell.contention} ${cell.target}`;
  if (cell.capacity === null) return `${name}: ${cell.state}: ${printable(cell.reason ?? '')}`;
  const [tps, , rate, p50, p99] = cellFigures(cell);
  const half = cell.half === null ? (cell.reason ?? 'no half load') : `p50 ${p50}, p99 ${p99} at ${rate}`;
  return `${name}: ${tps} TPS; ${half}`;
}
