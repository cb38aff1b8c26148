/** From the records of a cell's runs to its figures and the doubts about them. Pure. */
import { sustainedTps } from '../search/index.ts';
import { STAGES, type Stage } from '../spec/execution.ts';
import type { RunRecord } from '../spec/record.ts';
import { isRising } from './climb.ts';
import type { Attempt, Capacity, CellDoubt, Cost, HalfLoad, Phase } from './types.ts';

/** What a process grew by, from the load's beginning to its peak; bytes. `node`: `null` where the chain is no process of its own. */
export interface Growth {
  readonly own: number;
  readonly node: number | null;
}

/** Below this share of the capacity the half load would say nothing of half. */
const HALF = 0.5;
const DIGITS = 3;

/** The rate of the half load, to three digits; `null` where there is nothing to halve. */
export function halfRate({ tps }: Pick<Capacity, 'tps'>): number | null {
  const rate = Number((tps * HALF).toPrecision(DIGITS));
  return rate > 0 ? rate : null;
}

export function capacityOf(record: RunRecord, inFlight: number): Omit<Capacity, 'tried'> {
  const { ledger, generators } = record;
  return {
    ...(blocksInside(record) >= ENOUGH_BLOCKS ? ratesOfWindow(record) : ratesOfWhole(record)),
    blocks: blocksInside(record),
    inFlight,
    reverted: ledger.included === 0 ? 0 : ledger.reverted / ledger.included,
    generatorBusy: Math.max(0, ...generators.map((one) => one.eventLoopUtilisation)),
    stagesMicros: stagesOf(record),
  };
}

type Rates = Pick<Capacity, 'tps' | 'gasPerSecond'>;

/** From the window's first block to its last. */
function ratesOfWindow(record: RunRecord): Rates {
  // What was offered in the window is no bound here: a generator that comes to a halt leaves a backlog to be worked off.
  const throughput = { ...record.throughput, offeredTps: Number.POSITIVE_INFINITY };
  return { tps: sustainedTps({ ...record, throughput }), gasPerSecond: record.throughput.gasPerSecond };
}

/**
 * From the load's beginning to the last block of the drain: in a closed load a backlog is worked off at the same pace, and
 * a window of few blocks is a matter of luck.
 */
function ratesOfWhole({ blocks, ledger }: RunRecord): Rates {
  const ours = blocks.filter((block) => block.ours > 0);
  const lastS = (ours.at(-1)?.seenNs ?? 0) / 1e9;
  if (lastS <= 0) return { tps: 0, gasPerSecond: 0 };
  return {
    tps: ledger.succeeded / lastS,
    gasPerSecond: ours.reduce((sum, { gasUsed }) => sum + gasUsed, 0) / lastS,
  };
}

function blocksInside({ blocks, window }: RunRecord): number {
  return blocks.filter(({ ours, seenNs }) => ours > 0 && seenNs >= window.startNs && seenNs <= window.endNs)
    .length;
}

function stagesOf({ execution }: RunRecord): Record<Stage, number> | null {
  if (execution === null || execution.transactions === 0) return null;
  const micros = (stage: Stage) => (execution.wallMs[stage] * 1000) / execution.transactions;
  return Object.fromEntries(STAGES.map((stage) => [stage, micros(stage)])) as Record<Stage, number>;
}

export function halfLoadOf(record: RunRecord, rate: number, inProcess: boolean, grew: Growth): HalfLoad {
  const { harness, latency, ledger } = record;
  const each = (whole: number | null) =>
    whole === null || ledger.included === 0 ? null : whole / ledger.included;
  const { cpuMicros, targetCpuMicros } = harness;
  return {
    rate,
    goodputTps: record.throughput.goodputTps,
    inclusionP50Ns: latency.inclusion.p50Ns,
    inclusionP99Ns: latency.inclusion.p99Ns,
    included: ledger.included,
    cpuMicros: inProcess
      ? asOne(each(cpuMicros + (targetCpuMicros ?? 0)))
      : apart(each(cpuMicros), each(targetCpuMicros)),
    memoryBytes: inProcess ? asOne(each(grew.own)) : apart(each(grew.own), each(grew.node)),
  };
}

function asOne(together: number | null): Cost {
  return { together, generator: null, node: null };
}

function apart(generator: number | null, node: number | null): Cost {
  return { together: generator === null || node === null ? null : generator + node, generator, node };
}

/** A generator busier than this may be what is measured. */
const BUSY = 0.9;
/** Fewer blocks than this give no rhythm to count from. */
const ENOUGH_BLOCKS = 4;
/** A load that gets less through than this share was above what the target sustains. */
const KEPT_UP = 0.9;

/** What the run itself says, and what only a matrix asks. */
export function capacityDoubts(record: RunRecord): CellDoubt[] {
  const { generatorBusy, blocks } = capacityOf(record, 0);
  return [
    ...doubtsIn(record, 'capacity'),
    ...warnIf(generatorBusy > BUSY, 'capacity', 'generator-busy', () => {
      const busy = (100 * generatorBusy).toFixed(0);
      return `a generator thread was ${busy} % busy: the target may take more`;
    }),
    ...warnIf(blocks < ENOUGH_BLOCKS, 'capacity', 'few-blocks', () => {
      const many = `${blocks} ${blocks === 1 ? 'block' : 'blocks'}`;
      return `${many} in the window: the rate is that of the whole load, with warm-up and drain`;
    }),
  ];
}

/** Where the climb ended while more under way still brought more, or because a run left nothing. */
export function climbDoubts(tried: readonly Attempt[], failure: string | null): CellDoubt[] {
  if (failure !== null) return warnIf(true, 'capacity', 'more-failed', () => failure);
  return warnIf(isRising(tried), 'capacity', 'may-take-more', () => {
    const [before, last] = tried.slice(-2) as [Attempt, Attempt];
    const rose = `${before.tps.toFixed(0)} TPS with ${before.inFlight} under way, ${last.tps.toFixed(0)} with ${last.inFlight}`;
    return `${rose}: the target may take more`;
  });
}

export function halfDoubts(record: RunRecord, rate: number): CellDoubt[] {
  const { goodputTps } = record.throughput;
  const included = goodputTps < KEPT_UP * rate && sustainedTps(record) < KEPT_UP * rate;
  return [
    ...doubtsIn(record, 'half'),
    ...warnIf(included, 'half', 'kept-waiting', () => {
      return `${goodputTps.toFixed(1)} of ${rate} a second got through: latency holds a queue`;
    }),
  ];
}

function warnIf(holds: boolean, phase: Phase, code: string, message: () => string): CellDoubt[] {
  return holds ? [{ phase, level: 'warning', code, message: message() }] : [];
}

/** Doubts that weigh on no figure of a matrix: what a workload means to revert, the oracle's silence about nothing. */
const LEFT_OUT: readonly string[] = ['reverts'];

function doubtsIn({ verdict }: RunRecord, phase: Phase): CellDoubt[] {
  return verdict.reasons
    .filter(({ code }) => !LEFT_OUT.includes(code))
    .map(({ level, code, message }) => ({ phase, level, code, message }));
}
