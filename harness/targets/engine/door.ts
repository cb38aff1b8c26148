/** Owns the door of the pool: decodes, recovers senders, asks the pool, in turns that leave room for others. */
import { setImmediate as turn } from 'node:timers/promises';
import type { Engine, Invalid, PooledTransaction } from '../../spec/engine.ts';
import type { Address, Hex } from '../../spec/intent.ts';
import type { RejectCode } from '../../spec/stage.ts';
import type { Clock } from '../../std/clock.ts';
import type { Admission, Mempool, SenderAccount } from './mempool.ts';

/** What became of one transaction; `hash` where it decoded. */
export type Verdict = Admission & { readonly hash?: Hex };

/** Decoding goes on for this long before a block under construction has its turn. */
const SLICE_NS = 4e6;

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
  private line: Promise<unknown> = Promise.resolve();
  private sinceNs = 0;

  constructor({ engine, pool, clock, admitted, entered }: DoorParts) {
    this.engine = engine;
    this.pool = pool;
    this.clock = clock;
    this.admitted = admitted;
    this.entered = entered;
  }

  /** One verdict a transaction, in order; batches are taken as they come. */
  submit(raws: readonly Uint8Array[]): Promise<Verdict[]> {
    const verdicts = this.line.then(() => this.admitAll(raws));
    this.line = verdicts.catch(() => undefined);
    return verdicts;
  }

  private async admitAll(raws: readonly Uint8Array[]): Promise<Verdict[]> {
    const verdicts: Verdict[] = [];
    for (let from = 0; from < raws.length; from += this.engine.wave) {
      if (this.clock.nowNs() - this.sinceNs >= SLICE_NS) {
        this.admitted();
        await turn();
        this.sinceNs = this.clock.nowNs();
      }
      const decoded = await this.engine.decode(raws.slice(from, from + this.engine.wave));
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

/** Nonce and balance of one and the same head. */
async function accountAtHead(engine: Engine, address: Address): Promise<SenderAccount> {
  for (;;) {
    const { head } = engine;
    const nonce = await engine.state.nonce(address);
    const balanceWei = await engine.state.balance(address);
    if (engine.head === head) return { nonce, balanceWei };
  }
}
