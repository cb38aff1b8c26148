/**
 * Owns the pool: transactions that wait for a block, a queue a sender.
 *
 * What follows the sender's nonce without a gap is pending and may enter a block; what comes after a gap is queued
 * until the gap closes. The rules and their order are geth's (core/txpool), the limits fewer. No clock and no state:
 * whoever adds a transaction says what its sender has at the head of the chain.
 */
import type { PooledTransaction, SenderAccount } from '../../spec/engine.ts';
import type { Address, Hex } from '../../spec/intent.ts';
import type { RejectCode } from '../../spec/stage.ts';

export interface PoolLimits {
  /** Transactions in all. */
  readonly size: number;
  readonly perSender: number;
  /** No block takes less than this for gas. */
  readonly baseFeeFloorWei: bigint;
  readonly blockGasLimit: number;
}

export type Admission =
  | { readonly outcome: 'accepted'; readonly alreadyKnown?: true }
  | { readonly outcome: 'rejected'; readonly code: RejectCode; readonly message: string };

/** One waiting transaction; `arrival` counts up, and a replacement arrives anew. */
export interface Waiting {
  readonly transaction: PooledTransaction;
  readonly arrival: number;
}

interface Lane {
  nonce: number;
  readonly byNonce: Map<number, Waiting>;
  /** Of all that wait, pending or queued. */
  costWei: bigint;
  /** The first nonce from `nonce` on that nothing here has. */
  pendingEnd: number;
}

const ACCEPTED: Admission = { outcome: 'accepted' };
const KNOWN: Admission = { outcome: 'accepted', alreadyKnown: true };

/** Both fees of a replacement must be higher by this many percent (geth's `--txpool.pricebump`). */
const PRICE_BUMP_PERCENT = 10n;

export class Mempool {
  private readonly limits: PoolLimits;
  private readonly lanes = new Map<Address, Lane>();
  private readonly byHash = new Map<Hex, PooledTransaction>();
  private arrivals = 0;

  constructor(limits: PoolLimits) {
    this.limits = limits;
  }

  get size(): number {
    return this.byHash.size;
  }

  /** Arrivals so far: what comes later has a number at or above this. */
  get arrived(): number {
    return this.arrivals;
  }

  /** How many may enter a block; the others wait for a gap to close. */
  get pendingSize(): number {
    let size = 0;
    for (const lane of this.lanes.values()) size += Math.max(0, lane.pendingEnd - lane.nonce);
    return size;
  }

  find(hash: Hex): PooledTransaction | undefined {
    return this.byHash.get(hash);
  }

  *contents(): Generator<{ readonly transaction: PooledTransaction; readonly isPending: boolean }> {
    for (const lane of this.lanes.values()) {
      for (const [nonce, { transaction }] of lane.byNonce) {
        yield { transaction, isPending: nonce < lane.pendingEnd };
      }
    }
  }

  /** Forgets all of them. */
  clear(): void {
    this.lanes.clear();
    this.byHash.clear();
  }

  add(transaction: PooledTransaction, account: SenderAccount): Admission {
    if (this.byHash.has(transaction.hash)) return KNOWN;
    this.settle(transaction.sender, account.nonce);
    const lane = this.lanes.get(transaction.sender);
    const replaced = lane?.byNonce.get(transaction.nonce)?.transaction;
    const refusal =
      this.refuseAlone(transaction, account) ??
      refuseFunds(transaction, account, (lane?.costWei ?? 0n) - (replaced?.costWei ?? 0n)) ??
      (replaced ? refuseReplacement(transaction, replaced) : this.refuseRoom(lane));
    if (refusal !== null) return refusal;
    this.keep(transaction, account, replaced);
    return ACCEPTED;
  }

  /** The sender's nonce moved on to `nonce`: forgets what is below it. */
  settle(sender: Address, nonce: number): void {
    const lane = this.lanes.get(sender);
    if (lane === undefined || nonce <= lane.nonce) return;
    for (const waiting of [...lane.byNonce.values()]) {
      if (waiting.transaction.nonce < nonce) this.forget(lane, waiting.transaction);
    }
    lane.nonce = nonce;
    this.tidy(sender, lane);
  }

  /** Takes out one that cannot stand in a block; those of its sender that follow wait for another in its place. */
  drop(transaction: PooledTransaction): void {
    const lane = this.lanes.get(transaction.sender);
    if (lane?.byNonce.get(transaction.nonce)?.transaction !== transaction) return;
    this.forget(lane, transaction);
    this.tidy(transaction.sender, lane);
  }

  /** The next nonce of a sender whose account says `nonce`, counting what is pending here. */
  pendingNonce(sender: Address, nonce: number): number {
    return Math.max(nonce, this.lanes.get(sender)?.pendingEnd ?? 0);
  }

  /** The pending transaction of `sender` with this nonce. */
  pending(sender: Address, nonce: number): Waiting | undefined {
    const lane = this.lanes.get(sender);
    return lane !== undefined && nonce >= lane.nonce && nonce < lane.pendingEnd
      ? lane.byNonce.get(nonce)
      : undefined;
  }

  /** The first pending transaction of each sender that has one. */
  *heads(): Generator<Waiting> {
    for (const lane of this.lanes.values()) {
      if (lane.pendingEnd > lane.nonce) yield lane.byNonce.get(lane.nonce)!;
    }
  }

  private refuseAlone(transaction: PooledTransaction, account: SenderAccount): Admission | null {
    const { blockGasLimit, baseFeeFloorWei } = this.limits;
    const { gasLimit, maxFeeWei, nonce } = transaction;
    if (gasLimit > blockGasLimit) {
      return reject('gas-limit-exceeded', `exceeds block gas limit: gas ${gasLimit}, limit ${blockGasLimit}`);
    }
    if (maxFeeWei < baseFeeFloorWei) {
      return reject(
        'underpriced',
        `transaction underpriced: fee cap ${maxFeeWei}, minimum needed ${baseFeeFloorWei}`,
      );
    }
    if (nonce < account.nonce) {
      return reject('nonce-too-low', `nonce too low: next nonce ${account.nonce}, tx nonce ${nonce}`);
    }
    return null;
  }

  private refuseRoom(lane: Lane | undefined): Admission | null {
    const { size, perSender } = this.limits;
    if ((lane?.byNonce.size ?? 0) >= perSender) {
      return reject(
        'sender-limit',
        `account limit exceeded: ${perSender} transactions of this sender wait already`,
      );
    }
    if (this.size >= size) return reject('pool-full', `txpool is full: ${size} transactions wait already`);
    return null;
  }

  private keep(transaction: PooledTransaction, account: SenderAccount, replaced?: PooledTransaction): void {
    const { sender, nonce } = transaction;
    const lane = this.lanes.get(sender) ?? {
      nonce: account.nonce,
      byNonce: new Map(),
      costWei: 0n,
      pendingEnd: account.nonce,
    };
    this.lanes.set(sender, lane);
    if (replaced !== undefined) this.forget(lane, replaced);
    lane.byNonce.set(nonce, { transaction, arrival: this.arrivals++ });
    lane.costWei += transaction.costWei;
    this.byHash.set(transaction.hash, transaction);
    while (lane.byNonce.has(lane.pendingEnd)) lane.pendingEnd++;
  }

  private forget(lane: Lane, transaction: PooledTransaction): void {
    lane.byNonce.delete(transaction.nonce);
    lane.costWei -= transaction.costWei;
    this.byHash.delete(transaction.hash);
  }

  /** After something was taken out: where the pending ones end now, and whether anything is left. */
  private tidy(sender: Address, lane: Lane): void {
    if (lane.byNonce.size === 0) {
      this.lanes.delete(sender);
      return;
    }
    lane.pendingEnd = Math.max(lane.pendingEnd, lane.nonce);
    for (let nonce = lane.nonce; nonce < lane.pendingEnd; nonce++) {
      if (!lane.byNonce.has(nonce)) lane.pendingEnd = nonce;
    }
    while (lane.byNonce.has(lane.pendingEnd)) lane.pendingEnd++;
  }
}

function refuseFunds(
  transaction: PooledTransaction,
  account: SenderAccount,
  othersWei: bigint,
): Admission | null {
  const neededWei = othersWei + transaction.costWei;
  if (neededWei <= account.balanceWei) return null;
  const message = `insufficient funds for gas * price + value: balance ${account.balanceWei}, queued cost ${othersWei}, tx cost ${transaction.costWei}`;
  return reject('insufficient-funds', message);
}

function refuseReplacement(transaction: PooledTransaction, replaced: PooledTransaction): Admission | null {
  const bumped = (wei: bigint) => (wei * (100n + PRICE_BUMP_PERCENT) + 99n) / 100n;
  const higher = transaction.maxFeeWei > replaced.maxFeeWei && transaction.tipWei > replaced.tipWei;
  const enough =
    transaction.maxFeeWei >= bumped(replaced.maxFeeWei) && transaction.tipWei >= bumped(replaced.tipWei);
  if (higher && enough) return null;
  return reject(
    'replacement-underpriced',
    `replacement transaction underpriced: both fees must be ${PRICE_BUMP_PERCENT} % higher than those of ${replaced.hash}`,
  );
}

function reject(code: RejectCode, message: string): Admission {
  return { outcome: 'rejected', code, message };
}
