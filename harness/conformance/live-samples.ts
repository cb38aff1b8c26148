/** Samples as a run would tell them that left a given record. */
import { type Distribution, LATENCIES, type RunRecord, type Sample } from '../spec/index.ts';

/** The last sample of the run, with the figures of the record. */
export function sampleOf(record: RunRecord): Sample {
  const { ledger, latency, series, blocks, rejections, unanswered } = record;
  const sum = (of: (block: RunRecord['blocks'][number]) => number) =>
    blocks.reduce((total, block) => total + of(block), 0);
  return {
    phase: 'checking',
    elapsedMs: 22_000,
    totalMs: 20_000,
    ledger,
    sent: ledger.admitted,
    inFlight: 0,
    sentTps: record.throughput.sentTps,
    goodputTps: record.throughput.goodputTps,
    inclusionP50Ns: latency.inclusion.p50Ns,
    inclusionP99Ns: latency.inclusion.p99Ns,
    lastBlock: blocks.at(-1)?.number ?? null,
    blocks: {
      seen: blocks.length,
      transactions: sum((block) => block.transactions),
      gasUsed: sum((block) => block.gasUsed),
      gasLimit: sum((block) => block.gasLimit),
    },
    seconds: series.inclusionMaxNs.flatMap((maxNs, second) =>
      maxNs === null
        ? []
        : {
            second,
            p50Ns: series.inclusionP50Ns[second]!,
            p90Ns: series.inclusionP90Ns[second]!,
            p99Ns: series.inclusionP99Ns[second]!,
            maxNs,
          },
    ),
    rejections,
    unanswered,
    latency: Object.fromEntries(
      LATENCIES.map((name) => [name, distributionOf(record, name)]),
    ) as Sample['latency'],
  };
}

/** As many values at each point of the curve as the curve rises there. */
function distributionOf({ latency, curves }: RunRecord, name: (typeof LATENCIES)[number]): Distribution {
  const { count, minNs, maxNs, meanNs } = latency[name];
  let below = 0;
  const cells = (curves[name] ?? []).flatMap(([percentile, ns]) => {
    const values = Math.round((percentile / 100) * count) - below;
    below += values;
    return values > 0 ? [Math.max(0, ns), values] : [];
  });
  return { count, minNs, maxNs, sumNs: (meanNs ?? 0) * count, cells: Float64Array.from(cells) };
}
