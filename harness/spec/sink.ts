/** Sinks: live samples out. A sink must not block the loop. */
import type { Ledger, RunRecord } from './record.ts';

/** What is known a few times a second while a run goes on. */
export interface Sample {
  phase: 'setup' | 'warmup' | 'measure' | 'drain' | 'checking';
  /** Since the first due time; negative before it. */
  elapsedMs: number;
  /** Warm-up and window together. */
  totalMs: number;
  ledger: Ledger;
  inFlight: number;
  /** Over the last second or so. */
  sentTps: number;
  goodputTps: number;
  /** Of what was included in the last full second; `null` when nothing was. */
  inclusionP50Ns: number | null;
  inclusionP99Ns: number | null;
  lastBlock: number | null;
}

export interface Sink {
  readonly name: string;
  sample(sample: Sample): void;
  /** A line for people: a fault, a warning, a phase. */
  notice(message: string): void;
  /** The run is over; `record` is missing when nothing was sent. */
  close(record?: RunRecord): Promise<void>;
}
