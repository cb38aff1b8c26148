/**
 * The lots of the market, from options, seed and accounts alone: which token a listing offers, who sells it and what
 * becomes of it. Even indices list a lot each; odd ones end the lot that was listed `lag` lots before. The first few odd
 * ones have nothing to end: they list as well, lots that remain on the market.
 */
import type { Random, Wait, WorkloadContext } from '../../harness/spec/index.ts';
import { keyedRandom, STREAM } from '../../harness/std/index.ts';
import { objectPicker, senderPicker } from '../contention.ts';
import { isContested, type Options } from './options.ts';

/** What the end of a lot is; `rival`: its buyer goes for the hot lot beside it, and it remains on the market. */
type Fate = 'bought' | 'cancelled' | 'rival';

/** A lot is named by the index that lists it. */
export interface Lot {
  readonly index: number;
  readonly seller: number;
  readonly collection: number;
  /** The token's id: the index that minted it. */
  readonly token: number;
  /** The index by which the seller bought the token; `null` where it is new. */
  readonly boughtAt: number | null;
}

export interface Step {
  readonly action: 'mintAndList' | 'list' | 'buy' | 'cancel';
  readonly from: number;
  readonly lot: Lot;
}

interface Draws {
  readonly isResold: boolean;
  readonly fate: Fate;
  readonly collection: number;
}

export class Lots {
  private readonly options: Options;
  private readonly seed: number;
  private readonly isContested: boolean;
  /** Indices from a listing to its end. */
  private readonly life: number;
  /** Indices from a listing to the next one of the same token, when that was bought. */
  private readonly rest: number;
  private readonly sender: (index: number) => number;
  private readonly collection: (number: number, random: Random) => number;
  private readonly random = keyedRandom();

  constructor({ options, accounts, seed }: WorkloadContext<Options>) {
    this.options = options;
    this.seed = seed;
    this.isContested = isContested(options);
    this.life = 2 * options.lag + 1;
    // A quarter round the circle of collections, so that nothing near in time touches the same one.
    this.rest = 2 * (2 * options.lag + Math.max(1, options.collections >> 2));
    this.sender = senderPicker(accounts.length, options.contention);
    this.collection = objectPicker(options.collections, options.contention);
  }

  step(index: number): Step {
    const ended = this.endedBy(index);
    if (ended === null) {
      const lot = this.lot(index);
      return { action: lot.boughtAt === null ? 'mintAndList' : 'list', from: lot.seller, lot };
    }
    const { fate } = this.draws(ended);
    const lot = this.lot(fate === 'rival' ? this.hotBeside(ended) : ended);
    if (fate === 'cancelled') return { action: 'cancel', from: lot.seller, lot };
    return { action: 'buy', from: this.sender(index), lot };
  }

  wait(index: number): Wait | null {
    const { lot } = this.step(index);
    const after = lot.index === index ? lot.boughtAt : lot.index;
    return after === null ? null : { after };
  }

  /** Listings are awaited by their buyers, purchases by the next sale. */
  awaited(index: number): boolean {
    return index % 2 === 0 || this.endedBy(index) !== null;
  }

  /** The lot that ends at an index; `null` where the index lists one. */
  private endedBy(index: number): number | null {
    return index % 2 === 0 || index < this.life ? null : index - this.life;
  }

  private lot(index: number): Lot {
    const draws = this.draws(index);
    const former = index - this.rest;
    if (!draws.isResold || !this.canBeResold(former)) {
      const { collection } = draws;
      return { index, seller: this.sender(index), collection, token: index, boughtAt: null };
    }
    const { collection, token } = this.lot(former);
    const boughtAt = former + this.life;
    return { index, seller: this.sender(boughtAt), collection, token, boughtAt };
  }

  /** Whether it is known who bought the lot, if its end succeeded. */
  private canBeResold(index: number): boolean {
    if (index < 0 || index % 2 === 1 || this.draws(index).fate !== 'bought') return false;
    return !this.isContested || this.hotBeside(index) !== index;
  }

  /** The hot one among the lots listed one after the other. */
  private hotBeside(index: number): number {
    return index - (index % (2 * this.options.rivals));
  }

  /** Always drawn in the same order, whatever is made of it. */
  private draws(index: number): Draws {
    const { cancelled, resold, contention } = this.options;
    const random = this.random.seek(this.seed, STREAM.intent, index);
    const isResold = random.float() < resold;
    const isCancelled = random.float() < cancelled;
    const goesForHot = this.isContested && random.float() < contention.share;
    const isRival = goesForHot && this.hotBeside(index) !== index;
    const collection = this.collection(index >> 1, random);
    return { isResold, fate: isCancelled ? 'cancelled' : isRival ? 'rival' : 'bought', collection };
  }
}
