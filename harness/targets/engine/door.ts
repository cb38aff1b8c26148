/** Owns the door of the pool: decodes, recovers senders, asks the pool, in turns that leave room for others. */
import { setImmediate as turn } from 'node:timers/promises';
import { type Engine, type Invalid, NO_HINT, type PooledTransaction } from '../../spec/engine.ts';
import type { Address, Hex } from '../../spec/intent.ts';
import type { RejectCode } from '../../spec/stage.ts';
import type { Clock } from '../../std/clock.ts';
import type { Admission, Mempool, SenderAccount } from './mempool.ts';

/** What became of one transaction; `hash` where it decoded. */
export type Verdict = Admission & { readonly hash?: Hex };

/** Decoding goes on for this long before a block under construction has its turn. */
const SLICE_NS = 4e6;

/** Transactions that are decoded together, once there are so many. */
const MOST_TOGETHER = 8192;

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
  private isOpen = true;
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
      if (this.isOpen) void this.admitWaiting();
    });
  }

  /** What came while others were admitted goes in together: senders are found the cheaper the more there are at once. */
  private async admitWaiting(): Promise<void> {
    this.isOpen = false;
    // What comes in this turn belongs together, such as the requests of one JSON-RPC batch.
    await Promise.resolve();
    while (this.waiting.length > 0) {
      const together = this.takeTogether();
      try {
        const verdicts = await this.admitAll(
          together.flatMap(({ raws }) => raws),
          hintsOf(together),
        );
        let from = 0;
        for (const { raws, resolve } of together) {
          resolve(verdicts.slice(from, from + raws.length));
          from += raws.length;
        }
      } catch (error) {
        for (const { reject } of together) reject(error);
      }
    }
    this.isOpen = true;
  }

  private takeTogether(): Delivery[] {
    let [end, count] = [0, 0];
    while (end < this.waiting.length && count < MOST_TOGETHER) count += this.waiting[end++]!.raws.length;
    return this.waiting.splice(0, end);
  }

  private async admitAll(raws: readonly Uint8Array[], hints?: Uint32Array): Promise<Verdict[]> {
    const verdicts: Verdict[] = [];
    for (let from = 0; from < raws.length; from += this.engine.wave) {
      if (this.clock.nowNs() - this.sinceNs >= SLICE_NS) {
        this.admitted();
        await turn();
        this.sinceNs = this.clock.nowNs();
      }
      const to = from + this.engine.wave;
      const decoded = await this.engine.decode(raws.slice(from, to), hints?.subarray(from, to));
      for (const transaction of decoded) verdicts.push(await this.admit(transaction));
    }
    this.admitted();
    return verdicts;
  }

  private async admit(transaction: PooledTransaction | Invalid): Promise<Verdict> {
    if ('invalid' in transaction) {
      const message = transaction.invalid;
      const code = REFUSALS.find(([start]) => message.startsWith(start))?.[1] ?? 'invalid-transaction';
      return { outcome: 'rejected', code, message };
    }
    const account = await accountAtHead(this.engine, transaction.sender);
    const admission = this.pool.add(transaction, account);
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

/** Nonce and balance of one and the same head. */
async function accountAtHead(engine: Engine, address: Address): Promise<SenderAccount> {
  for (;;) {
    const { head } = engine;
    const nonce = await engine.state.nonce(address);
    const balanceWei = await engine.state.balance(address);
    if (engine.head === head) return { nonce, balanceWei };
  }
}
