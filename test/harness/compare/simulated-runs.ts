/** Sides of simulated runs, and records that differ in nothing but the figures that a test gives them. */
import type { Side, SideRun } from '../../../harness/compare/index.ts';
import type { RunRecord } from '../../../harness/spec/index.ts';
import { keyedRandom } from '../../../harness/std/index.ts';
import { makeRecord } from '../../support/record.ts';

export interface Noise {
  /** Standard deviation of a run about its centre, as a share. */
  readonly spread: number;
  /** Share of runs that something else disturbs: they get worse, by five spreads on average. */
  readonly disturbed: number;
  /** Standard deviation of what two runs of a pair have in common. */
  readonly drift?: number;
}

/** A source of runs: every call of `next` is another run. */
export function noisySource(seed: number) {
  const random = keyedRandom(seed);
  /** Box and Muller 1958. */
  const normal = () => Math.sqrt(-2 * Math.log(1 - random.float())) * Math.cos(2 * Math.PI * random.float());
  const exponential = () => -Math.log(1 - random.float());
  return {
    normal,
    /** A factor about 1; `worse` is the direction in which a disturbed run goes. */
    next({ spread, disturbed }: Noise, worse: 1 | -1): number {
      const blow = random.float() < disturbed ? exponential() * 5 * spread : 0;
      return Math.exp(spread * normal() + worse * blow);
    },
  };
}

let made = 0;
const template = makeRecord();

/** A record of its own with these figures. */
export function recordWith(
  figures: { goodput?: number; inclusionP99Ns?: number | null; rejected?: number },
  more: Partial<RunRecord> = {},
): RunRecord {
  const { goodput = 1000, inclusionP99Ns = 1e9, rejected = 0 } = figures;
  return {
    ...template,
    id: `run-${++made}`,
    throughput: { ...template.throughput, goodputTps: goodput },
    latency: {
      ...template.latency,
      inclusion: { ...template.latency.inclusion, p99Ns: inclusionP99Ns },
    },
    windowLedger: { ...template.windowLedger, admitted: 10_000, rejected },
    ...more,
  };
}

export function sideOf(label: string, records: readonly RunRecord[]): Side {
  const runs: SideRun[] = records.map((record, at) => ({ name: String(at + 1).padStart(2, '0'), record }));
  return { label, from: `runs/${label.toLowerCase()}`, runs };
}
