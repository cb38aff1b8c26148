/** All readers of a run: opened before the clock starts, told what happens, and added up in the end. */
import { windowOf } from '../pacing/index.ts';
import {
  type Address,
  type Chain,
  type HttpEndpoint,
  type Plan,
  READ_LATENCIES,
  READ_METHODS,
  type ReadOptions,
  type ReadsRecord,
  type RunRecord,
  type Workload,
  type WorkloadContext,
} from '../spec/index.ts';
import { LakhError } from '../std/errors.ts';
import { byName, ReadMeters } from './meters.ts';
import type { Ground } from './questions.ts';
import { type HostedReads, inlineReader, type ReaderHost, threadReader } from './reader-host.ts';
import type { OpenLoad, ReaderOrder } from './reader-order.ts';

/** What is to be read in a run. */
export interface Reading {
  readonly options: ReadOptions;
  /** When. */
  readonly load: OpenLoad;
  /** No transaction goes with it. */
  readonly alone: boolean;
}

/** Reads beside the load, or in its place; `null` for none. */
export function readingOf(plan: Plan, workload: Workload): Reading | null {
  const { load, reads } = plan;
  if (workload.reads && load.arrival !== 'closed') {
    return { options: workload.reads(plan.workload.options), load, alone: true };
  }
  if (reads === null) return null;
  const { startNs, endNs } = windowOf(load);
  const { rate, ...options } = reads;
  const { warmupMs, drainMs, maxInFlight } = load;
  const durationMs = (endNs - startNs) / 1e6;
  return {
    options,
    load: { arrival: 'constant', rate, warmupMs, durationMs, drainMs, maxInFlight },
    alone: false,
  };
}

/** Where the chain can be read. Throws `bad-scenario` where it cannot. */
export function endpointsOf(chain: Chain, plan: Plan): readonly HttpEndpoint[] {
  if (chain.http && chain.http.length > 0) return chain.http;
  throw new LakhError('bad-scenario', `reads: the target ${plan.target.name} answers no JSON-RPC over HTTP`, {
    hint: 'read from anvil, or from a chain by its http or https URL',
  });
}

/** What became of the reads of a run. */
export interface ReadsResult {
  readonly record: ReadsRecord;
  readonly meters: ReadMeters;
  /** Readers that died; what they counted is missing. */
  readonly lost: number;
}

type Window = Readonly<RunRecord['window']>;

export interface ReadersParts {
  readonly plan: Plan;
  readonly reading: Reading;
  readonly workload: Workload;
  readonly chain: Chain;
  readonly context: WorkloadContext<unknown>;
  readonly deployment: unknown;
  readonly contracts: readonly Address[];
  log(message: string): void;
}

/** Accounts whose balance is asked for; of more, these stand for all. */
const MOST_ACCOUNTS = 1_000;

export class Readers {
  private readonly parts: ReadersParts;
  private readonly endpoints: readonly HttpEndpoint[];
  private readonly hosts: readonly ReaderHost[];

  private constructor(parts: ReadersParts, endpoints: readonly HttpEndpoint[], hosts: ReaderHost[]) {
    this.parts = parts;
    this.endpoints = endpoints;
    this.hosts = hosts;
  }

  /** Throws `target-unreachable` where a connection does not open. */
  static async open(parts: ReadersParts): Promise<Readers> {
    const { plan, reading, workload, chain } = parts;
    const endpoints = endpointsOf(chain, plan);
    const { workers } = reading.options;
    const own = reading.alone ? null : workload;
    const order: Omit<ReaderOrder, 'worker' | 'workers'> = {
      load: reading.load,
      pacing: plan.pacing,
      options: reading.options,
      endpoints: endpoints.map(({ address, headers, shown }) => ({ address, headers, shown })),
      ground: await groundOf(parts),
      head: await headOf(chain),
      workloadModule: own?.module,
      context: parts.context,
      deployment: parts.deployment,
    };
    const count = Math.max(1, workers);
    const opening = await Promise.allSettled(
      Array.from({ length: count }, (_, worker) =>
        workers === 0
          ? inlineReader({ ...order, worker, workers: count }, own)
          : threadReader({ ...order, worker, workers: count }, (why) => parts.log(`a reader died: ${why}`)),
      ),
    );
    const hosts = opening.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    const readers = new Readers(parts, endpoints, hosts);
    const failed = opening.find((one) => one.status === 'rejected');
    if (!failed) return readers;
    await readers.abandon();
    throw failed.reason;
  }

  start(epochNs: number): void {
    for (const host of this.hosts) host.start(epochNs);
  }

  moveHead(number: number): void {
    for (const host of this.hosts) host.moveHead(number);
  }

  stopArrivals(atNs: number): void {
    for (const host of this.hosts) host.stopArrivals(atNs);
  }

  cut(): void {
    for (const host of this.hosts) host.cut();
  }

  get done(): boolean {
    return this.hosts.every((host) => host.isDone());
  }

  /** Resolves when every read is decided. */
  async finish(window: Window): Promise<ReadsResult> {
    const results = await Promise.all(this.hosts.map((host) => host.finish()));
    const meters = new ReadMeters(window);
    for (const result of results) if (result) meters.merge(result.meters);
    const lost = results.filter((result) => result === null).length;
    return { record: this.record(meters, results, window), meters, lost };
  }

  /** Ends what has not ended, so that no thread is left behind. May follow `finish`. */
  async abandon(): Promise<void> {
    this.cut();
    await Promise.all(this.hosts.map((host) => host.finish()));
  }

  private record(meters: ReadMeters, results: readonly (HostedReads | null)[], window: Window): ReadsRecord {
    const { reading } = this.parts;
    const seconds = (window.endNs - window.startNs) / 1e9;
    const rate = (count: number) => (seconds > 0 ? count / seconds : 0);
    const { total, happened, latency, waited } = meters;
    return {
      alone: reading.alone,
      endpoints: this.endpoints.map(({ shown }) => shown),
      total,
      window: meters.window,
      rates: { offered: rate(meters.window.due), sent: rate(happened.sent), ok: rate(happened.ok) },
      latency: byName(READ_LATENCIES, (name) => latency[name].summary()),
      curve: latency.due.curve(),
      methods: READ_METHODS.filter((method) => reading.options.mix[method] > 0).map((method) => {
        const { due, ok, failed, latency } = meters.methods[method];
        return { method, due, ok, failed, latency: latency.summary() };
      }),
      failures: meters.failures().map((row) => ({ ...row, detail: this.redacted(row.detail) })),
      waited,
      readers: results.flatMap((result, worker) =>
        result ? [{ worker, sent: result.sent, eventLoopUtilisation: result.utilisation }] : [],
      ),
    };
  }

  private redacted(detail: string): string {
    return this.endpoints.reduce((text, endpoint) => endpoint.redact(text), detail);
  }
}

async function groundOf({ reading, chain, context, contracts }: ReadersParts): Promise<Ground> {
  const accounts = context.accounts.slice(0, MOST_ACCOUNTS);
  if (!reading.alone) return { accounts, contracts, balancesWei: null };
  // Nothing of the run moves their ether, so what they have now is what they must have.
  const calls = accounts.map((one) => ({ method: 'eth_getBalance', params: [one, 'latest'] }));
  const balancesWei = (await chain.requestAll(calls)).map((balance) => BigInt(String(balance)));
  return { accounts, contracts, balancesWei };
}

async function headOf(chain: Chain): Promise<number> {
  const block = (await chain.request('eth_getBlockByNumber', ['latest', false])) as {
    number?: string;
  } | null;
  return Number(block?.number ?? 0);
}
