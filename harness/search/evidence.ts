/** What a run's record says of what ran full. */
import type { RunRecord } from '../spec/record.ts';

export const CAUSES = ['generator', 'block-gas-limit', 'mempool', 'node-cpu', 'unknown'] as const;
export type Cause = (typeof CAUSES)[number];

export interface Evidence {
  readonly lagP99Ns: number | null;
  /** Busy share of the busiest generator's event loop. */
  readonly generatorBusy: number;
  /** Cores that the target used on average; `null` where it does not tell. */
  readonly targetCores: number | null;
  /** Rejections for a full pool or a sender's limit, as a share of what was admitted. */
  readonly poolRejections: number;
  /** Share of the window's blocks that are practically full of gas. */
  readonly fullBlocks: number;
}

/** One core, less what the system takes. */
const WHOLE_CORE = 0.9;
const FULL_BLOCK = 0.95;
/** Most blocks are full, or some transactions are refused: more than an accident. */
const MOST = 0.5;
const SOME = 0.001;

export function evidenceOf(record: RunRecord): Evidence {
  const { generators, latency, window, blocks, ledger } = record;
  const inside = blocks.filter(({ seenNs }) => seenNs >= window.startNs && seenNs <= window.endNs);
  const full = inside.filter(({ gasUsed, gasLimit }) => gasLimit > 0 && gasUsed > FULL_BLOCK * gasLimit);
  const refused = record.rejections
    .filter(({ code }) => code === 'pool-full' || code === 'sender-limit')
    .reduce((sum, { count }) => sum + count, 0);
  return {
    lagP99Ns: latency.lag.p99Ns,
    generatorBusy: Math.max(0, ...generators.map(({ eventLoopUtilisation }) => eventLoopUtilisation)),
    targetCores: coresOf(record),
    poolRejections: ledger.admitted === 0 ? 0 : refused / ledger.admitted,
    fullBlocks: inside.length === 0 ? 0 : full.length / inside.length,
  };
}

/** The target's CPU time over the whole load, to the last block that mattered. */
function coresOf({ harness, window, blocks }: RunRecord): number | null {
  if (harness.targetCpuMicros === null) return null;
  const lastNs = blocks.filter(({ ours }) => ours > 0).at(-1)?.seenNs ?? 0;
  return harness.targetCpuMicros / (Math.max(window.endNs, lastNs) / 1e3);
}

/**
 * What saturated, most telling first: full blocks and a full pool are stated by the chain itself, a whole core is a
 * sign.
 */
export function causeOf({ targetCores, poolRejections, fullBlocks }: Evidence): Cause {
  if (fullBlocks > MOST) return 'block-gas-limit';
  if (poolRejections > SOME) return 'mempool';
  if (targetCores !== null && targetCores > WHOLE_CORE) return 'node-cpu';
  return 'unknown';
}
