/** The figures behind the charts of a comparison: each side in one line, the median of its runs. */
import { median, type Side } from '../../harness/compare/index.ts';
import type { RunRecord } from '../../harness/spec/index.ts';

type Column = (number | null)[];

export interface OverlaidCharts {
  readonly labels: readonly string[];
  /** Goodput by second since the first arrival; `window` is where all the runs were measured, s. */
  readonly throughput: {
    readonly seconds: number[];
    readonly sides: Column[];
    readonly window: [number, number];
  };
  /** Inclusion latency over log10(1 / (1 - p)), ns. */
  readonly curves: { readonly nines: number[]; readonly sides: Column[] };
}

export function overlaidCharts(sides: readonly Side[]): OverlaidCharts {
  const records = sides.map(({ runs }) => runs.map(({ record }) => record));
  const seconds = Math.max(0, ...records.flat().map(({ series }) => series.succeeded.length));
  const nines = steps(records.flat());
  const starts = records.flat().map(({ window }) => window.startNs);
  const ends = records.flat().map(({ window }) => window.endNs);
  return {
    labels: sides.map(({ label }) => label),
    throughput: {
      seconds: Array.from({ length: seconds }, (_, second) => second + 0.5),
      sides: records.map((runs) =>
        Array.from({ length: seconds }, (_, second) =>
          median(runs.flatMap(({ series }) => series.succeeded[second] ?? [])),
        ),
      ),
      window: [Math.min(...starts) / 1e9, Math.max(...ends) / 1e9],
    },
    curves: {
      nines,
      sides: records.map((runs) =>
        nines.map((at) => median(runs.flatMap((record) => latencyAt(record, at) ?? []))),
      ),
    },
  };
}

const STEP = 0.05;
/** The lowest value that a logarithmic chart shows: the resolution of the histograms. */
const FLOOR_NS = 1000;

/** As far as one value in all that a run recorded, of the run that recorded most. */
function steps(records: readonly RunRecord[]): number[] {
  const most = Math.max(1, ...records.map(({ latency }) => latency.inclusion.count));
  const count = Math.floor(Math.log10(most) / STEP) + 1;
  return Array.from({ length: count }, (_, step) => Number((step * STEP).toFixed(2)));
}

/** The least latency that this share of the values does not exceed; `null` past what a run's count can tell. */
function latencyAt({ curves, latency }: RunRecord, nines: number): number | null {
  if (10 ** nines > latency.inclusion.count * 1.001) return null;
  const percentile = 100 * (1 - 10 ** -nines);
  const point = curves.inclusion?.find(([upTo]) => upTo >= percentile);
  return point === undefined ? null : Math.max(FLOOR_NS, point[1]);
}
