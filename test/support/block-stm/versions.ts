/**
 * Multi-version memory, the readable twin of harness/kernel/evm/assembly/versions.ts. A location holds its committed
 * value and a list of nodes, highest transaction first; a node is never removed, its state is replaced as a whole.
 */
import { Atomic, type Steps } from './atomic.ts';

/** As of an account: what deltas add to, and what weak reads look at. */
export interface Value {
  readonly balance: number;
  readonly code: number;
}

/** A delta adds its balance to whatever lies below. */
export interface Version {
  readonly tx: number;
  readonly kind: 'value' | 'delta';
  readonly value: Value;
  readonly estimate: boolean;
}

interface VersionNode {
  readonly tx: number;
  /** Undefined: the transaction wrote here once and does not any more. */
  readonly version: Atomic<Version | undefined>;
  readonly next: Atomic<VersionNode | undefined>;
}

/** What a read came to: a value, and the highest transaction that wrote it or -1; or who has to finish first. */
export type Reading =
  | { readonly value: Value; readonly writer: number; readonly blocker: undefined }
  | { readonly blocker: number };

export class Location {
  readonly committed: Value;
  readonly head = new Atomic<VersionNode | undefined>(undefined);
  /** The highest transaction that waits for this location: it is taken for one that will write it. -1: none. */
  readonly awaited = new Atomic(-1);

  constructor(committed: Value) {
    this.committed = committed;
  }

  /** What transaction `reader` sees. A weak read asks for the code only and passes over deltas. */
  *read(reader: number, weak: boolean): Steps<Reading> {
    let balance = 0;
    let writer = -1;
    for (let node = yield* this.head.load(); node !== undefined; node = yield* node.next.load()) {
      if (node.tx >= reader) continue;
      const version = yield* node.version.load();
      if (version === undefined || (weak && version.kind === 'delta')) continue;
      if (version.estimate) return { blocker: node.tx };
      if (writer < 0) writer = node.tx;
      balance += version.value.balance;
      if (version.kind === 'value') {
        return { value: { balance, code: version.value.code }, writer, blocker: undefined };
      }
    }
    const { committed } = this;
    return {
      value: { balance: committed.balance + balance, code: committed.code },
      writer,
      blocker: undefined,
    };
  }

  /** Publishes what a transaction wrote; whether somebody above may have passed by without noticing it. */
  *publish(version: Version): Steps<{ node: VersionNode; isNew: boolean; isNewKind: boolean }> {
    const node = yield* this.nodeOf(version.tx);
    const old = yield* node.version.swap(version);
    const isNewKind = old !== undefined && old.kind === 'delta' && version.kind === 'value';
    return { node, isNew: old === undefined, isNewKind };
  }

  /** The node of a transaction, put in its place where there is none. */
  private *nodeOf(tx: number): Steps<VersionNode> {
    for (;;) {
      let link = this.head;
      let next = yield* link.load();
      while (next !== undefined && next.tx > tx) {
        link = next.next;
        next = yield* link.load();
      }
      if (next?.tx === tx) return next;
      const node = {
        tx,
        version: new Atomic<Version | undefined>(undefined),
        next: new Atomic<VersionNode | undefined>(next),
      };
      if (yield* link.compareAndSet(next, node)) return node;
    }
  }
}

/** The failed incarnation's values become estimates. */
export function* markEstimates(nodes: readonly VersionNode[]): Steps<void> {
  for (const node of nodes) {
    const version = yield* node.version.load();
    if (version !== undefined) yield* node.version.store({ ...version, estimate: true });
  }
}

/** After a new incarnation has published: what is an estimate still was not written again. */
export function* removeEstimates(nodes: readonly VersionNode[]): Steps<void> {
  for (const node of nodes) {
    const version = yield* node.version.load();
    if (version?.estimate) yield* node.version.store(undefined);
  }
}

export type { VersionNode };
