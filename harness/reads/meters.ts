/** Counts and histograms of reads: of one reader, merged over all when the run ends. */
import { Histogram, type HistogramState } from '../measure/index.ts';
import {
  READ_LATENCIES,
  READ_METHODS,
  type ReadCounts,
  type ReadFailureRow,
  type ReadLatencyName,
  type ReadMethod,
} from '../spec/index.ts';
import type { Fault } from './answers.ts';

/** A read that is decided. Times in nanoseconds since the start; `sentNs` is `null` where it never went. */
export interface Decided {
  readonly method: ReadMethod;
  readonly dueNs: number;
  readonly sentNs: number | null;
  readonly decidedNs: number;
  /** `null`: the answer was right. */
  readonly fault: Fault | null;
}

interface MethodState extends ReadCounts {
  readonly latency: HistogramState;
}

export interface ReadMetersState {
  readonly total: ReadCounts;
  readonly window: ReadCounts;
  readonly happened: { readonly sent: number; readonly ok: number };
  readonly latency: Readonly<Record<ReadLatencyName, HistogramState>>;
  readonly methods: Readonly<Record<ReadMethod, MethodState>>;
  readonly failures: readonly ReadFailureRow[];
  readonly waited: number;
}

const noReads = (): ReadCounts => ({ due: 0, ok: 0, failed: 0 });

/** One of each. */
export function byName<Name extends string, T>(
  names: readonly Name[],
  make: (name: Name) => T,
): Record<Name, T> {
  return Object.fromEntries(names.map((name) => [name, make(name)])) as Record<Name, T>;
}

function add(into: ReadCounts, { due, ok, failed }: ReadCounts): void {
  into.due += due;
  into.ok += ok;
  into.failed += failed;
}

/** Kinds of failure past these are counted together: a node may put anything into its messages. */
const MOST_KINDS = 50;

export class ReadMeters {
  readonly total = noReads();
  /** Of reads due inside the window. */
  readonly window = noReads();
  /** What happened inside the window. */
  readonly happened = { sent: 0, ok: 0 };
  readonly latency = byName(READ_LATENCIES, () => new Histogram());
  readonly methods = byName(READ_METHODS, () => ({ ...noReads(), latency: new Histogram() }));
  waited = 0;
  private readonly kinds = new Map<string, ReadFailureRow>();
  private readonly startNs: number;
  private endNs: number;

  constructor(window: { readonly startNs: number; readonly endNs: number }) {
    this.startNs = window.startNs;
    this.endNs = window.endNs;
  }

  /** The load ends early, and the window with it. */
  endWindow(atNs: number): void {
    this.endNs = Math.min(this.endNs, atNs);
  }

  /** A read came due, and the reader got to it so much later. */
  due(dueNs: number, lagNs: number): void {
    this.total.due++;
    if (!this.inWindow(dueNs)) return;
    this.window.due++;
    this.latency.lag.record(lagNs);
  }

  sent(sentNs: number): void {
    if (this.inWindow(sentNs)) this.happened.sent++;
  }

  decided(read: Decided): void {
    const { method, dueNs, sentNs, decidedNs, fault } = read;
    const key = fault === null ? 'ok' : 'failed';
    this.total[key]++;
    if (fault) this.fail({ ...fault, method, count: 1 });
    else if (this.inWindow(decidedNs)) this.happened.ok++;
    if (!this.inWindow(dueNs)) return;
    this.window[key]++;
    this.methods[method].due++;
    this.methods[method][key]++;
    if (fault) this.latency.failed.record(decidedNs - dueNs);
    else {
      this.latency.due.record(decidedNs - dueNs);
      this.latency.sent.record(decidedNs - (sentNs ?? dueNs));
      this.methods[method].latency.record(decidedNs - dueNs);
    }
  }

  /** The most frequent first. */
  failures(): ReadFailureRow[] {
    return [...this.kinds.values()].sort((a, b) => b.count - a.count || a.detail.localeCompare(b.detail));
  }

  merge(state: ReadMetersState): void {
    add(this.total, state.total);
    add(this.window, state.window);
    this.happened.sent += state.happened.sent;
    this.happened.ok += state.happened.ok;
    this.waited += state.waited;
    for (const name of READ_LATENCIES) this.latency[name].add(Histogram.fromState(state.latency[name]));
    for (const method of READ_METHODS) {
      add(this.methods[method], state.methods[method]);
      this.methods[method].latency.add(Histogram.fromState(state.methods[method].latency));
    }
    for (const row of state.failures) this.fail(row);
  }

  toState(): ReadMetersState {
    const { total, window, happened, waited } = this;
    return {
      total,
      window,
      happened,
      waited,
      latency: byName(READ_LATENCIES, (name) => this.latency[name].toState()),
      methods: byName(READ_METHODS, (method) => ({
        ...this.methods[method],
        latency: this.methods[method].latency.toState(),
      })),
      failures: this.failures(),
    };
  }

  private fail(row: ReadFailureRow): void {
    const kind = `${row.code} ${row.method} ${row.detail}`;
    const known = this.kinds.get(kind);
    if (known) known.count += row.count;
    else if (this.kinds.size < MOST_KINDS) this.kinds.set(kind, { ...row });
    else this.others(row);
  }

  private others({ code, method, count }: ReadFailureRow): void {
    const kind = `${code} ${method}`;
    const row = this.kinds.get(kind) ?? { code, method, detail: 'others', count: 0 };
    row.count += count;
    this.kinds.set(kind, row);
  }

  private inWindow(atNs: number): boolean {
    return atNs >= this.startNs && atNs < this.endNs;
  }
}
