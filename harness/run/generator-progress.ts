/** What a generator reports while it runs, ten times a second. */
import type { ByLatency, SecondState } from '../measure/index.ts';
import type { Distribution, Ledger, ReasonCount, SampleChunk } from '../spec/index.ts';

export interface GeneratorProgress {
  readonly ledger: Ledger;
  readonly sent: number;
  /** Admitted and neither included nor refused. */
  readonly awaited: number;
  /** Sent, and the answer has not come. */
  readonly asked: number;
  readonly arrivalsDone: boolean;
  /** Latencies of seconds that are over. */
  readonly seconds: SecondState[];
  /** Transactions of ours by block number, since the last time. */
  readonly ours: [number, number][];
  /** Rows of transactions that are done with, since the last time. */
  readonly samples: SampleChunk[];
  readonly rejections: readonly ReasonCount[];
  readonly unanswered: readonly ReasonCount[];
  /** Once a second; `null` in between. */
  readonly latency: ByLatency<Distribution> | null;
}
