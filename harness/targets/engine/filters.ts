/**
 * Owns filters that are asked for changes. A filter keeps where it was last asked, and finds what came since in the
 * blocks that are kept: nobody who forgets to ask makes memory grow. Whoever does not ask for five minutes loses it.
 */
import { randomBytes } from 'node:crypto';
import type { Hex } from '../../spec/intent.ts';
import type { Clock } from '../../std/clock.ts';
import { toHex } from '../../std/hex.ts';
import type { History } from './history.ts';
import type { LogQuery } from './log-query.ts';
import type { PendingFeed } from './pending-feed.ts';
import { RpcError } from './rpc-error.ts';

const EXPIRY_NS = 300e9;
const MOST_FILTERS = 1_000;
/** Hashes that wait for whoever asks for pending transactions; past it the filter says so and begins anew. */
const MOST_PENDING = 50_000;

/** Logs of blocks `from` to `to`. */
type FindLogs = (query: LogQuery, from: number, to: number) => Promise<unknown[]>;

export interface LogFilter {
  readonly query: LogQuery;
  /** The first and the last block that it is about; `null`: from now on, without end. */
  readonly from: number | null;
  readonly to: number | null;
}

interface Filter {
  usedNs: number;
  /** The first block that was not told of. */
  next: number;
  readonly logs: LogFilter | null;
  readonly pending: { hashes: Hex[]; missed: boolean; readonly end: () => void } | null;
}

export interface FilterParts {
  readonly history: History;
  readonly feed: PendingFeed;
  readonly clock: Clock;
  readonly findLogs: FindLogs;
}

export class Filters {
  private readonly parts: FilterParts;
  private readonly byId = new Map<string, Filter>();

  constructor(parts: FilterParts) {
    this.parts = parts;
  }

  /** Of logs, or without them of blocks. */
  add(logs: LogFilter | null): Hex {
    return this.keep({ logs, pending: null });
  }

  addPending(): Hex {
    const hashes: Hex[] = [];
    const pending = { hashes, missed: false, end: () => {} };
    pending.end = this.parts.feed.listen(({ hash }) => {
      if (pending.hashes.length < MOST_PENDING) pending.hashes.push(hash);
      else pending.missed = true;
    });
    return this.keep({ logs: null, pending });
  }

  remove(id: unknown): boolean {
    const key = typeof id === 'string' ? id : '';
    this.byId.get(key)?.pending?.end();
    return this.byId.delete(key);
  }

  /** What came since the last time. */
  async changes(id: unknown): Promise<unknown[]> {
    const filter = this.use(id);
    if (filter.pending !== null) return takePending(filter.pending);
    const { history } = this.parts;
    const [from, to] = [filter.next, history.head.number];
    filter.next = to + 1;
    if (from < history.from) {
      throw new RpcError(-32000, `blocks ${from} to ${history.from - 1} came and are no longer kept`);
    }
    if (filter.logs === null) {
      return Array.from({ length: to + 1 - from }, (_, index) => history.block(from + index)!.hash);
    }
    const { query, from: first, to: last } = filter.logs;
    return this.parts.findLogs(query, Math.max(from, first ?? 0), Math.min(to, last ?? to));
  }

  /** All logs that the filter means. */
  logs(id: unknown): Promise<unknown[]> {
    const { logs } = this.use(id);
    if (logs === null) throw new RpcError(-32000, 'the filter is not one of logs');
    const head = this.parts.history.head.number;
    return this.parts.findLogs(logs.query, logs.from ?? head, logs.to ?? head);
  }

  /** The chain went back to block `head`: what comes after it is new again. */
  rewind(head: number): void {
    for (const filter of this.byId.values()) filter.next = Math.min(filter.next, head + 1);
  }

  private keep(filter: Pick<Filter, 'logs' | 'pending'>): Hex {
    this.expire();
    if (this.byId.size >= MOST_FILTERS) {
      filter.pending?.end();
      throw new RpcError(-32005, `there are ${MOST_FILTERS} filters already: uninstall some`);
    }
    const id = toHex(randomBytes(16));
    const { history, clock } = this.parts;
    this.byId.set(id, { ...filter, usedNs: clock.nowNs(), next: history.head.number + 1 });
    return id;
  }

  private use(id: unknown): Filter {
    this.expire();
    const filter = typeof id === 'string' ? this.byId.get(id) : undefined;
    if (filter === undefined) throw new RpcError(-32000, 'filter not found');
    filter.usedNs = this.parts.clock.nowNs();
    return filter;
  }

  private expire(): void {
    const now = this.parts.clock.nowNs();
    for (const [id, filter] of this.byId) if (now - filter.usedNs > EXPIRY_NS) this.remove(id);
  }
}

function takePending(pending: NonNullable<Filter['pending']>): Hex[] {
  const { hashes, missed } = pending;
  pending.hashes = [];
  pending.missed = false;
  if (missed) throw new RpcError(-32000, `more than ${MOST_PENDING} transactions came: ask more often`);
  return hashes;
}
