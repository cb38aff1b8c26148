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

/** A delta adds its balance to whatever lies below; a promise is an estimate of a transaction that is expected to write. */
export interface Version {
  readonly tx: number;
  readonly kind: 'value' | 'delta' | 'promise';
  readonly value: Value;
  readonly estimate: boolean;
}

interface VersionNode {
  readonly tx: number;
  /** Undefined: the transaction wrote here once and does not any more. */
  readonly version: Atomic<Version | undefined>;
  readonly next: Atomic<VersionNode | undefined>;
}

export interface PromiseMade {
  readonly location: Location;
  readonly node: VersionNode;
  readonly version: Version;
}

/** What a promise that was not kept costs a location's score; less than in the kernel, so that both sides of zero are met. */
const MISTAKE = 2;

/** What a read came to: a value; or who has to finish first. */
export type Reading = { readonly value: Value; readonly blocker: undefined } | { readonly blocker: number };

export class Location {
  readonly committed: Value;
  readonly head = new Atomic<VersionNode | undefined>(undefined);
  /** How well promises were kept: readers promise where it is above zero, nobody does below. */
  readonly score = new Atomic(0);

  constructor(committed: Value) {
    this.committed = committed;
  }

  /** What transaction `reader` sees. A weak read asks for the code only and passes over deltas and promises. */
  *read(reader: number, weak: boolean): Steps<Reading> {
    let balance = 0;
    for (let node = yield* this.head.load(); node !== undefined; node = yield* node.next.load()) {
      if (node.tx >= reader) continue;
      const version = yield* node.version.load();
      if (version === undefined || (weak && version.kind !== 'value')) continue;
      if (version.estimate) return { blocker: node.tx };
      balance += version.value.balance;
      if (version.kind === 'value') {
        return { value: { balance, code: version.value.code }, blocker: undefined };
      }
    }
    const { committed } = this;
    return {
      value: { balance: committed.balance + balance, code: committed.code },
      blocker: undefined,
    };
  }

  /** Publishes what a transaction wrote; why somebody above may have passed by without noticing it. */
  *publish(
    version: Version,
  ): Steps<{ node: VersionNode; isNew: boolean; isNewKind: boolean; wasPromise: boolean }> {
    const node = yield* this.nodeOf(version.tx);
    const old = yield* node.version.swap(version);
    const isNewKind = old?.kind === 'delta' && version.kind === 'value';
    return { node, isNew: old === undefined, isNewKind, wasPromise: old?.kind === 'promise' };
  }

  /** Promises that a transaction will write here, unless too few kept theirs; undefined where nothing was to be done. */
  *promise(tx: number): Steps<PromiseMade | undefined> {
    if ((yield* this.score.load()) < 0) return undefined;
    const node = yield* this.nodeOf(tx);
    if ((yield* node.version.load()) !== undefined) return undefined;
    const version: Version = { tx, kind: 'promise', value: { balance: 0, code: 0 }, estimate: true };
    yield* node.version.store(version);
    return { location: this, node, version };
  }

  /** An execution was thrown away over this location. */
  *heat(): Steps<void> {
    if ((yield* this.score.load()) === 0) yield* this.score.store(1);
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

/** After a transaction has published: takes back what it promised and did not write. */
export function* settlePromises(made: readonly PromiseMade[]): Steps<void> {
  for (const { location, node, version } of made) {
    const isKept = (yield* node.version.load()) !== version;
    if (!isKept) yield* node.version.store(undefined);
    yield* location.score.store((yield* location.score.load()) + (isKept ? 1 : -MISTAKE));
  }
}

export type { VersionNode };
