/** Makes transactions by index: the intent, the sender's next nonce, the signature; several at once where that is cheaper. */
import type { Driver, Transaction } from '../spec/index.ts';
import type { Clock } from '../std/clock.ts';
import { keyedRandom, STREAM } from '../std/random.ts';
import type { NonceLanes, Signer } from '../wallet/index.ts';
import type { Made } from './ahead.ts';

/** The fees that a run bids. `follow` raises the cap when the base fee comes near it. */
export interface Bid {
  readonly type: 'eip1559' | 'legacy';
  readonly maxFeeWei: bigint;
  readonly tipWei: bigint;
  readonly follow: boolean;
}

/** Where a generator has its transactions from. */
export interface Maker {
  /** How many are worth making together. */
  readonly atOnce: number;
  /** Time inside signing so far. */
  readonly signNs: number;
  /** One for each index, in order. */
  make(indices: readonly number[]): Made[];
  /** The account that the index is sent by. */
  senderOf(index: number): number;
  /** What goes in place of one that was made: itself, or one of the same sender that was dropped before. */
  next(made: Made): Made;
  /**
   * An arrival was dropped, made or not. True where the nonce of what was made is free for what is made from now on,
   * false where there is none, or where it is kept for `next`.
   */
  dropped(index: number, made: Made | null): boolean;
  /** The base fee of the chain's last block. */
  follow(baseFeeWei: bigint): void;
  /** Nothing is made any more: keys are overwritten, files closed. */
  close(): void;
}

export interface MakerParts {
  readonly seed: number;
  readonly chainId: number;
  readonly bid: Bid;
  readonly driver: Driver;
  readonly signer: Signer;
  readonly lanes: NonceLanes;
  readonly clock: Clock;
}

/** A fee cap is this many times the base fee: enough for 17 full blocks in a row (EIP-1559: 12.5 % a block). */
export const FEE_HEADROOM = 8n;

export class LiveMaker implements Maker {
  signNs = 0;
  readonly atOnce: number;
  private readonly parts: MakerParts;
  private readonly random = keyedRandom();
  private maxFeeWei: bigint;

  constructor(parts: MakerParts) {
    this.parts = parts;
    this.atOnce = parts.signer.atOnce;
    this.maxFeeWei = parts.bid.maxFeeWei;
  }

  make(indices: readonly number[]): Made[] {
    const { lanes, chainId, bid, signer, clock } = this.parts;
    const { type, tipWei } = bid;
    const { maxFeeWei } = this;
    const unsigned = indices.map((index) => {
      const intent = this.intent(index);
      return { type, chainId, nonce: lanes.take(intent.from), maxFeeWei, tipWei, intent };
    });
    const beganNs = clock.nowNs();
    const signed: Transaction[] = signer.sign(unsigned);
    this.signNs += clock.nowNs() - beganNs;
    return unsigned.map(({ intent: { from, action }, nonce }, i) => {
      return { index: indices[i]!, from, action, nonce, transaction: signed[i]! };
    });
  }

  senderOf(index: number): number {
    return this.intent(index).from;
  }

  next(made: Made): Made {
    return made;
  }

  dropped(_: number, made: Made | null): boolean {
    if (made) this.parts.lanes.giveBack(made.from, made.nonce);
    return made !== null;
  }

  follow(baseFeeWei: bigint): void {
    const { follow, tipWei } = this.parts.bid;
    if (follow && baseFeeWei * 2n > this.maxFeeWei - tipWei) {
      this.maxFeeWei = baseFeeWei * FEE_HEADROOM + tipWei;
    }
  }

  close(): void {
    this.parts.signer.close();
  }

  private intent(index: number) {
    const { driver, seed } = this.parts;
    return driver.intent(index, this.random.seek(seed, STREAM.intent, index));
  }
}
