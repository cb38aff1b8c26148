/** The figures behind the charts, ready to be drawn: what client.js reads from the page. */
import type { LatencyName, RunRecord, Series, Stage } from '../../harness/spec/index.ts';
import { eachStage } from '../../harness/std/stages.ts';

type Column = (number | null)[];

export interface ChartData {
  /** Middle of each second since the first arrival. */
  seconds: number[];
  /** 1/s, each the mean over `every` seconds around the moment in `seconds`. */
  throughput: {
    every: number;
    seconds: number[];
    offered: Column;
    sent: Column;
    included: Column;
    succeeded: Column;
  };
  /** Inclusion latency, ns. */
  latency: { p50: Column; p90: Column; p99: Column; max: Column };
  /** Percentile curves over `nines`; ns. */
  curves: { nines: number[]; byName: { name: LatencyName | 'reads'; values: Column }[] };
  /** One entry a block: when it was seen, s; share of its gas limit, percent. */
  blocks: { seconds: number[]; fill: number[]; number: number[]; transactions: number[]; ours: number[] };
  /** One entry a block that an engine of ours made: when it was seen, s; its stages from start to end, ms. */
  stages: { seconds: Column; number: number[]; transactions: number[]; ms: Record<Stage, number[]> } | null;
  /** The measurement window, s. */
  window: [start: number, end: number];
  /** Moments of faults, s. */
  faults: number[];
}

/** The lowest value that a logarithmic chart shows: the resolution of the histograms. */
const FLOOR_NS = 1000;

export function chartData(record: RunRecord): ChartData {
  const { series, blocks, window } = record;
  return {
    seconds: series.offered.map((_, second) => second + 0.5),
    throughput: throughputOf(series),
    latency: {
      p50: series.inclusionP50Ns.map(atLeastFloor),
      p90: series.inclusionP90Ns.map(atLeastFloor),
      p99: series.inclusionP99Ns.map(atLeastFloor),
      max: series.inclusionMaxNs.map(atLeastFloor),
    },
    curves: curvesOf(record),
    blocks: {
      seconds: blocks.map((block) => block.seenNs / 1e9),
      fill: blocks.map((block) => fillOf(block) * 100),
      number: blocks.map((block) => block.number),
      transactions: blocks.map((block) => block.transactions),
      ours: blocks.map((block) => block.ours),
    },
    stages: stagesOf(record),
    window: [window.startNs / 1e9, window.endNs / 1e9],
    faults: record.faults.map((fault) => fault.atNs / 1e9),
  };
}

/** More points than this, and the gaps between blocks would paint the chart full. */
const MOST_POINTS = 240;

function throughputOf(series: Series): ChartData['throughput'] {
  const total = series.offered.length;
  const every = Math.max(1, Math.ceil(total / MOST_POINTS));
  const starts = Array.from({ length: Math.ceil(total / every) }, (_, point) => point * every);
  const means = (column: readonly number[]) =>
    starts.map((start) => {
      const part = column.slice(start, start + every);
      return part.reduce((sum, value) => sum + value, 0) / part.length;
    });
  return {
    every,
    seconds: starts.map((start) => (start + Math.min(start + every, total)) / 2),
    offered: means(series.offered),
    sent: means(series.sent),
    included: means(series.included),
    succeeded: means(series.succeeded),
  };
}

function stagesOf({ execution, blocks }: RunRecord): ChartData['stages'] {
  if (execution === null) return null;
  const { number, transactions, wallMs } = execution.byBlock;
  const seenAt = new Map(blocks.map((block) => [block.number, block.seenNs / 1e9]));
  const kept = number.flatMap((one, index) => (seenAt.has(one) ? [index] : []));
  const pick = <T>(column: readonly T[]) => kept.map((index) => column[index]!);
  return {
    seconds: pick(number).map((one) => seenAt.get(one)!),
    number: pick(number),
    transactions: pick(transactions),
    ms: eachStage((stage) => pick(wallMs[stage])),
  };
}

/** Share of a block's gas limit that was used. */
export function fillOf(block: { gasUsed: number; gasLimit: number }): number {
  return block.gasLimit === 0 ? 0 : block.gasUsed / block.gasLimit;
}

const atLeastFloor = (ns: number | null) => (ns === null ? null : Math.max(FLOOR_NS, ns));

const CURVES: readonly LatencyName[] = ['inclusion', 'inclusionFromSent', 'submit', 'lag'];

/** The curves over one common abscissa, with gaps where a curve has no point. */
function curvesOf(record: RunRecord): ChartData['curves'] {
  const { reads } = record;
  const all = [
    ...CURVES.map((name) => ({ name, curve: record.curves[name] ?? [], count: record.latency[name].count })),
    ...(reads ? [{ name: 'reads' as const, curve: reads.curve, count: reads.latency.due.count }] : []),
  ];
  const points = all
    .filter(({ curve }) => curve.length > 0)
    .map(({ name, curve, count }) => ({ name, at: overNines(curve, count) }));
  const nines = [...new Set(points.flatMap(({ at }) => [...at.keys()]))].sort((a, b) => a - b);
  return {
    nines,
    byName: points.map(({ name, at }) => ({ name, values: nines.map((x) => at.get(x) ?? null) })),
  };
}

/**
 * log10(1 / (1 - p)): 90 % is 1, 99 % is 2. The maximum, which would lie at infinity, stands where one value in
 * `count` lies.
 */
function overNines(curve: readonly [number, number][], count: number): Map<number, number> {
  const at = new Map<number, number>();
  let furthest = 0;
  for (const [percentile, ns] of curve) {
    const nines = percentile < 100 ? -Math.log10(1 - percentile / 100) : Math.log10(Math.max(1, count));
    furthest = Math.max(furthest, Number(nines.toFixed(4)));
    at.set(furthest, Math.max(FLOOR_NS, ns));
  }
  return at;
}
