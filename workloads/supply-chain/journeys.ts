/**
 * Which step of which product an index is, by arithmetic alone.
 *
 * Products travel in lanes: transactions take the lanes in turn, and in each lane a product follows the one before. The
 * first product of lane l stops l steps early (modulo a journey), so that from then on all kinds of steps are under way at
 * any time. Between two steps of a product lies one round of all lanes, so the load goes on while a step finds its block.
 * The share of contention is taken out before, evenly spread: those transactions are about hot products.
 */
import { keyedRandom } from '../../harness/std/index.ts';
import { type Action, PLACE } from './calls.ts';
import type { Options } from './options.ts';

export interface Step {
  /** Products count from 0; the hot ones are not among them. */
  readonly product: number;
  /** 0 is the registration. */
  readonly slot: number;
}

/** Random numbers of products; what `STREAM` has are other uses. */
const PRODUCT_STREAM = 101;

export class Journeys {
  /** Steps of a whole journey. */
  readonly length: number;
  private readonly plan: readonly Action[];
  private readonly lanes: number;
  private readonly hotShare: number;
  private readonly options: Options;
  private readonly seed: number;

  constructor(options: Options, accounts: number, seed: number) {
    this.options = options;
    this.seed = seed;
    const onTheWay = Array.from({ length: options.handovers - 1 }, (): Action => 'handOver');
    this.plan = ['register', 'inspect', ...onTheWay, 'certify', 'handOver', 'recall'];
    this.length = this.plan.length;
    // Senders go round in turn: with as many lanes as a multiple of them, a product would never change hands.
    this.lanes = options.products % accounts === 0 ? options.products + 1 : options.products;
    this.hotShare = options.contention.share;
  }

  /** The step that an index is; `null` for an entry about a hot product. */
  stepAt(index: number): Step | null {
    if (this.isHot(index)) return null;
    const ordinal = this.ordinal(index);
    const lane = ordinal % this.lanes;
    const round = Math.floor(ordinal / this.lanes);
    const first = this.firstLength(lane);
    if (round < first) return { product: lane, slot: round };
    const turn = 1 + Math.floor((round - first) / this.length);
    return { product: lane + this.lanes * turn, slot: (round - first) % this.length };
  }

  /** The index of a step; the inverse of `stepAt`. A step past the product's end belongs to the next one of its lane. */
  indexOf({ product, slot }: Step): number {
    const lane = product % this.lanes;
    const turn = Math.floor(product / this.lanes);
    const start = turn === 0 ? 0 : this.firstLength(lane) + (turn - 1) * this.length;
    return this.indexAt((start + slot) * this.lanes + lane);
  }

  /** How many steps a product takes. */
  lengthOf(product: number): number {
    return product < this.lanes ? this.firstLength(product) : this.length;
  }

  /** What is done at a step: a product that is not inspected, certified or recalled has an entry logged instead. */
  actionOf({ product, slot }: Step): Action {
    const action = this.plan[slot]!;
    if (action === 'register' || action === 'handOver') return action;
    const { inspected, certified, recalled } = this.options;
    const random = keyedRandom(this.seed, PRODUCT_STREAM, product);
    const drawn = { inspect: random.float(), certify: random.float(), recall: random.float() };
    const shares = { inspect: inspected, certify: certified, recall: recalled };
    const kind = action as keyof typeof shares;
    return drawn[kind] < shares[kind] ? kind : 'log';
  }

  /** The next slot at which the product is handed over, at or behind `slot`; where there is none, `slot` itself. */
  handOverFrom(slot: number): number {
    const next = this.plan.indexOf('handOver', slot);
    return next < 0 ? slot : next;
  }

  /** Where a product is when it was handed over at `slot`: with carriers and in warehouses in turn, at last at a retailer. */
  placeAfter(slot: number): number {
    if (this.plan.indexOf('handOver', slot + 1) < 0) return PLACE.retailer;
    return (slot - this.plan.indexOf('handOver')) % 2 === 0 ? PLACE.carrier : PLACE.warehouse;
  }

  /** A number that no product begun by the first `scheduled` indices reaches. */
  productsEnd(scheduled: number): number {
    const rounds = Math.ceil(this.ordinal(scheduled) / this.lanes);
    if (rounds === 0) return 0;
    return this.lanes * (1 + Math.ceil(rounds / this.length));
  }

  isHot(index: number): boolean {
    return Math.floor((index + 1) * this.hotShare) > Math.floor(index * this.hotShare);
  }

  /** How many indices before this one are not hot. */
  private ordinal(index: number): number {
    return index - Math.floor(index * this.hotShare);
  }

  /** The index that is not hot and has so many of its like before it. */
  private indexAt(ordinal: number): number {
    let index = Math.floor(ordinal / (1 - this.hotShare));
    // The division may round to a neighbour.
    while (this.ordinal(index) > ordinal) index--;
    while (this.ordinal(index) < ordinal || this.isHot(index)) index++;
    return index;
  }

  private firstLength(lane: number): number {
    return this.length - (lane % this.length);
  }
}
