/** Owns the door of the pool: decodes, recovers senders, asks the pool, in turns that leave room for others. */
import { setImmediate as turn } from 'node:timers/promises';
import {
  type Engine,
  type Invalid,
  NO_HINT,
  type PooledTransaction,
  type SenderAccount,
} from '../../spec/engine.ts';
import type { Address, Hex } from '../../spec/intent.ts';
import type { RejectCode } from '../../spec/stage.ts';
import type { Clock } from '../../std/clock.ts';
import type { Admission, Mempool } from './mempool.ts';

/** What became of one transaction; `hash` where it decoded. */
export type Verdict = Admission & { readonly hash?: Hex };

/** Decoding and admitting go on for this long before a block under construction has its turn. */
const SLICE_NS = 4e6;
/** What the pool takes between two looks at the time. */
const ADMITTED_AT_ONCE = 256;

/** Transactions that are decoded together, once there are so many. */
const MOST_TOGETHER = 8192;
/**
 * With so many waiting, they are decoded while those before them are admitted. Fewer wait for their turn: senders are
 * found the cheaper the more there are at once.
 */
const WORTH_OVERLAPPING = 1024;

/** What somebody handed in and waits for. */
interface Delivery {
  readonly raws: readonly Uint8Array[];
  readonly hints: Uint32Array | undefined;
  readonly resolve: (verdicts: Verdict[]) => void;
  readonly reject: (reason: unknown) => void;
}

/** How an engine's reason begins, and which refusal that is; see `Invalid`. */
const REFUSALS: readonly (readonly [string, RejectCode])[] = [
  ['invalid chain id', 'wrong-chain'],
  ['intrinsic gas too low', 'intrinsic-gas'],
  ['transaction gas limit too high', 'gas-limit-exceeded'],
];

export interface DoorParts {
  readonly engine: Engine;
  readonly pool: Mempool;
  readonly clock: Clock;
  /** Called when there may be something new for a block. */
  readonly admitted: () => void;
  /** Called for each transaction that the pool took. */
  readonly entered: (transaction: PooledTransaction) => void;
}

export class Door {
  private readonly engine: Engine;
  private readonly pool: Mempool;
  private readonly clock: Clock;
  private readonly admitted: () => void;
  private readonly entered: (transaction: PooledTransaction) => void;
  private waiting: Delivery[] = [];
  private waitingCount = 0;
  /** Batches that are decoded or admitted, two at the most. */
  private underWay = 0;
  /** Ends when all batches before the next are admitted. */
  private line: Promise<void> = Promise.resolve();
  private sinceNs = 0;

  constructor({ engine, pool, clock, admitted, entered }: DoorParts) {
    this.engine = engine;
    this.pool = pool;
    this.clock = clock;
    this.admitted = admitted;
    this.entered = entered;
  }

  /** One verdict a transaction, in order; batches are taken as they come. Hints: see `Engine.decode`. */
  submit(raws: readonly Uint8Array[], hints?: Uint32Array): Promise<Verdict[]> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ raws, hints, resolve, reject });
      this.waitingCount += raws.length;
      void this.open();
    });
  }

  /** Takes the next batch in, where it may go. */
  private async open(): Promise<void> {
    if (!this.mayGo()) return;
    this.underWay++;
    // What comes in this turn belongs together, such as the requests of one JSON-RPC batch.
    await Promise.resolve();
    const admitted = this.admitTogether(this.takeTogether(), this.line);
    // Not when this one is through: it may have failed, or be empty, with others still before it.
    this.line = Promise.all([this.line, admitted]).then(() => {});
    await admitted;
    this.underWay--;
    void this.open();
  }

  private mayGo(): boolean {
    if (this.underWay === 0) return this.waiting.length > 0;
    return this.underWay === 1 && this.waitingCount >= WORTH_OVERLAPPING;
  }

  private takeTogether(): Delivery[] {
    let [end, count] = [0, 0];
    while (end < this.waiting.length && count < MOST_TOGETHER) count += this.waiting[end++]!.raws.length;
    this.waitingCount -= count;
    return this.waiting.splice(0, end);
  }

  /** Tells each delivery what became of it, whatever happens; `before` is when it is their turn at the pool. */
  private async admitTogether(together: readonly Delivery[], before: Promise<void>): Promise<void> {
    try {
      const raws = together.flatMap(({ raws }) => raws);
      const verdicts = await this.admitAll(raws, hintsOf(together), before);
      let from = 0;
      for (const { raws, resolve } of together) {
        resolve(verdicts.slice(from, from + raws.length));
        from += raws.length;
      }
    } catch (error) {
      for (const { reject } of together) reject(error);
    }
  }

  private async admitAll(
    raws: readonly Uint8Array[],
    hints: Uint32Array | undefined,
    before: Promise<void>,
  ): Promise<Verdict[]> {
    const verdicts: Verdict[] = [];
    for (let from = 0; from < raws.length; from += this.engine.wave) {
      await this.giveWay();
      const to = from + this.engine.wave;
      const decoded = await this.engine.decode(raws.slice(from, to), hints?.subarray(from, to));
      await before;
      for (let at = 0; at < decoded.length; at += ADMITTED_AT_ONCE) {
        await this.giveWay();
        const some = decoded.slice(at, at + ADMITTED_AT_ONCE);
        for (const verdict of await this.admitDecoded(some)) verdicts.push(verdict);
      }
    }
    this.admitted();
    return verdicts;
  }

  /** After a slice of time others have their turn. */
  private async giveWay(): Promise<void> {
    if (this.clock.nowNs() - this.sinceNs < SLICE_NS) return;
    this.admitted();
    await turn();
    this.sinceNs = this.clock.nowNs();
  }

  /** By what their senders have, all at one head, which is still the head when the pool takes them. */
  private async admitDecoded(decoded: readonly (PooledTransaction | Invalid)[]): Promise<Verdict[]> {
    const { engine } = this;
    const senders = [...new Set(decoded.flatMap((one) => ('invalid' in one ? [] : one.sender)))];
    for (;;) {
      const { head } = engine;
      const accounts = await engine.state.accounts(senders);
      if (engine.head !== head) continue;
      const bySender = new Map(senders.map((sender, index) => [sender, accounts[index]!]));
      return decoded.map((transaction) => this.admit(transaction, bySender));
    }
  }

  private admit(
    transaction: PooledTransaction | Invalid,
    accounts: ReadonlyMap<Address, SenderAccount>,
  ): Verdict {
    if ('invalid' in transaction) {
      const message = transaction.invalid;
      const code = REFUSALS.find(([start]) => message.startsWith(start))?.[1] ?? 'invalid-transaction';
      return { outcome: 'rejected', code, message };
    }
    const admission = this.pool.add(transaction, accounts.get(transaction.sender)!);
    if (admission.outcome === 'accepted' && !admission.alreadyKnown) this.entered(transaction);
    return { ...admission, hash: transaction.hash };
  }
}

/** The hints of all, where anybody gave some. */
function hintsOf(together: readonly Delivery[]): Uint32Array | undefined {
  if (together.every(({ hints }) => hints === undefined)) return undefined;
  const all = new Uint32Array(together.reduce((sum, { raws }) => sum + raws.length, 0)).fill(NO_HINT);
  let from = 0;
  for (const { raws, hints } of together) {
    if (hints) all.set(hints, from);
    from += raws.length;
  }
  return all;
}
