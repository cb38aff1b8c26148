/** Reads: questions to a chain over JSON-RPC that change nothing, as load. */
import type { Hex } from './intent.ts';
import type { LatencySummary } from './record.ts';

/** eth_call, eth_getBalance, eth_getLogs, eth_getBlockByNumber. */
export const READ_METHODS = ['call', 'balance', 'logs', 'block'] as const;
export type ReadMethod = (typeof READ_METHODS)[number];

/** What is read, and how; how fast is for the `reads` section or the load to say. */
export interface ReadOptions {
  /** Connections to each endpoint, of all readers together; one carries one read at a time. */
  readonly connections: number;
  /** Weights. */
  readonly mix: Readonly<Record<ReadMethod, number>>;
  /** Milliseconds from when a read is due until it has failed. */
  readonly timeout: number;
  /** Reader threads; 0 reads in the calling thread. */
  readonly workers: number;
}

/** Why a read failed. */
export const READ_FAILURES = [
  'rpc-error',
  'http-status',
  'timeout',
  'connection-refused',
  'connection-lost',
  'malformed-answer',
  'wrong-id',
  'null-result',
  'wrong-type',
  'wrong-value',
  'run-ended',
] as const;
export type ReadFailureCode = (typeof READ_FAILURES)[number];

/** A call that must go through whatever the load does, for reads beside it. */
export interface View {
  readonly to: Hex;
  readonly data: Hex;
  /** What it must return, where that is known. */
  readonly answer?: Hex;
}

/** Where a chain answers JSON-RPC over HTTP. Address and headers may hold secrets: they never leave the process. */
export interface HttpEndpoint {
  readonly address: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What may be shown of it. */
  readonly shown: string;
  /** Takes the endpoint's secrets out of what somebody else wrote. */
  redact(text: string): string;
}

export interface ReadCounts {
  /** Came due; due = ok + failed. */
  due: number;
  /** Answered, and the answer was right as far as can be told. */
  ok: number;
  failed: number;
}

export interface ReadFailureRow {
  code: ReadFailureCode;
  method: ReadMethod;
  /** The node's code and message, the HTTP status, or what was wrong with the answer. */
  detail: string;
  count: number;
}

/** `due`: answered - due, of right answers. `sent`: answered - sent of the same. `lag`: how late the reader itself was. `failed`: failed - due. */
export const READ_LATENCIES = ['due', 'sent', 'lag', 'failed'] as const;
export type ReadLatencyName = (typeof READ_LATENCIES)[number];

/** What became of the reads of a run. Counts, rates and latencies are of the window where nothing else is said. */
export interface ReadsRecord {
  /** The run only reads: it was asked for no transaction. */
  alone: boolean;
  /** Where they went, without credentials. */
  endpoints: string[];
  /** Of the whole run, warm-up included. */
  total: ReadCounts;
  /** Of reads due inside the window. */
  window: ReadCounts;
  /** Sent and answered rightly inside the window, a second; `offered` came due. */
  rates: { offered: number; sent: number; ok: number };
  latency: Record<ReadLatencyName, LatencySummary>;
  /** Percentile curve of `latency.due`: [percentile 0 to 100, nanoseconds]. */
  curve: [number, number][];
  /** In the order of READ_METHODS, without those that the mix leaves out; latency from the due time, of right answers. */
  methods: (ReadCounts & { method: ReadMethod; latency: LatencySummary })[];
  /** Of the whole run, most frequent first. */
  failures: ReadFailureRow[];
  /** Reads of the whole run for which no connection was free when they were due. */
  waited: number;
  /** A row a reader thread: what it sent, and the busy share of its event loop, 0 to 1. */
  readers: { worker: number; sent: number; eventLoopUtilisation: number }[];
}
