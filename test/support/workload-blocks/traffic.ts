/**
 * The transactions of a scenario, block by block: first its set-up, then its intents, in blocks of any size. Steps of
 * journeys wait for those before them, mostly; some things go wrong on purpose (mischief.ts). What comes next depends on
 * the seed and on what stood before, so a scenario is the same whenever it is made again.
 */
import type { Address, Driver, Random } from '../../../harness/spec/index.ts';
import { keyedRandom, shuffled } from '../../../harness/std/index.ts';
import { accountsFromSeed, kernelSigner, type UnsignedTransaction } from '../../../harness/wallet/index.ts';
import { type Sent, unharmed, upset } from './mischief.ts';
import { between, oneOf } from './options.ts';
import { SCENARIO_STREAM, type Scenario } from './scenario.ts';

export const CHAIN_ID = 1337;
const GWEI = 10 ** 9;
export const BASE_FEE_WEI = BigInt(GWEI);
/** Of set-up. */
const MOST_IN_A_BLOCK = 150;
/** Above what a wave must have to be executed in parallel (block-run.ts). */
const FEWEST_IN_PARALLEL = 8;
/** Intents that are looked at for one that need not wait. */
const MOST_LOOKS = 20;

export interface TrafficBlock {
  readonly sent: readonly Sent[];
  readonly raws: readonly Uint8Array[];
  readonly timestampS: number;
  /** Where the block is cut into waves, for builders that take several at once. */
  readonly cut: number;
}

/** For each transaction of a block: whether it succeeded; `null` where it does not stand in it. */
export type Outcomes = readonly (boolean | null)[];

interface Stood {
  readonly succeeded: boolean;
  readonly block: number;
  readonly second: number;
}

export class Traffic {
  readonly addresses: readonly Address[];
  private readonly scenario: Scenario;
  private readonly signer;
  private readonly driver: Driver;
  private readonly nonces: number[];
  private readonly stood = new Map<number, Stood>();
  private held: number[] = [];
  private due = 0;
  private block = 0;
  private second = 1_800_000_000;

  constructor(scenario: Scenario) {
    const { seed, subject } = scenario;
    const { addresses, keys } = accountsFromSeed(seed, subject.accounts.length + 1);
    this.scenario = scenario;
    this.addresses = addresses;
    this.signer = kernelSigner(keys, 'keyed');
    this.driver = subject.driver();
    this.nonces = addresses.map(() => 0);
  }

  /** What must stand first, and succeed. */
  *setup(): Generator<TrafficBlock> {
    for (const stage of this.scenario.subject.setup().stages) {
      for (let at = 0; at < stage.length; at += MOST_IN_A_BLOCK) {
        const intents = stage.slice(at, at + MOST_IN_A_BLOCK);
        yield this.signed(
          intents.map((intent) => unharmed(intent)),
          this.random(),
        );
      }
    }
  }

  next(): TrafficBlock {
    const random = this.random();
    const size = sizeOf(random);
    const wrong = oneOf(random, [0, 0.05, 0.05, 0.3]);
    const sent: Sent[] = [];
    while (sent.length < size) {
      const index = this.nextIndex(wrong, random);
      if (index === undefined) break;
      const intent = this.scenario.subject.intent(this.driver, index);
      const going = upset(intent, index, wrong, this.addresses.length - 1, random);
      if (going.length === 0) this.settle(index, false);
      sent.push(...going);
    }
    return this.signed(random.below(3) === 0 ? shuffled(sent, random) : sent, random);
  }

  /** What became of the transactions of the last block. */
  told({ sent }: TrafficBlock, outcomes: Outcomes): void {
    sent.forEach(({ index, intent }, at) => {
      const succeeded = outcomes[at]!;
      if (succeeded !== null) this.nonces[intent.from]!++;
      this.settle(index, succeeded ?? false);
    });
  }

  private settle(index: number, succeeded: boolean): void {
    // Of one that was sent twice, the first may have been the good one.
    if (this.stood.get(index)?.succeeded) return;
    this.stood.set(index, { succeeded, block: this.block, second: this.second });
  }

  /** The first of the held that may go, or the next one due that does not wait; undefined where they nearly all wait. */
  private nextIndex(wrong: number, random: Random): number | undefined {
    const ready = this.held.findIndex((index) => this.mayGo(index));
    if (ready >= 0) return this.held.splice(ready, 1)[0]!;
    for (let looks = 0; looks < MOST_LOOKS; looks++) {
      const index = this.due++;
      if (this.mayGo(index) || random.float() < wrong) return index;
      this.held.push(index);
    }
    return undefined;
  }

  /** Its wait is over, or in vain: who waits for one that failed goes all the same, and finds things otherwise. */
  private mayGo(index: number): boolean {
    const wait = this.driver.wait?.(index) ?? null;
    if (wait === null) return true;
    const since = this.stood.get(wait.after);
    if (since === undefined) return false;
    if (!since.succeeded) return true;
    const { blocks = 0, seconds = 0 } = wait;
    return this.block >= since.block + blocks && this.second >= since.second + seconds;
  }

  private signed(sent: readonly Sent[], random: Random): TrafficBlock {
    const nonces = [...this.nonces];
    const unsigned = sent.map(({ intent, skipped, hopeless }): UnsignedTransaction => {
      const nonce = nonces[intent.from]! + skipped;
      if (!hopeless) nonces[intent.from]!++;
      return { chainId: CHAIN_ID, nonce, intent, ...feesOf(random) };
    });
    this.block++;
    this.second += random.below(4);
    return {
      sent,
      raws: this.signer.sign(unsigned).map(({ raw }) => raw),
      timestampS: this.second,
      cut: random.below(4) === 0 ? random.below(sent.length + 1) : sent.length,
    };
  }

  private random(): Random {
    return keyedRandom(this.scenario.seed, SCENARIO_STREAM, this.block + 1);
  }
}

/** Mostly some ten; at times a few, which one thread executes, at times many. */
function sizeOf(random: Random): number {
  if (random.below(10) === 0) return between(random, 1, FEWEST_IN_PARALLEL - 1);
  return FEWEST_IN_PARALLEL + Math.floor((MOST_IN_A_BLOCK - FEWEST_IN_PARALLEL) * random.float() ** 3);
}

function feesOf(random: Random): Pick<UnsignedTransaction, 'type' | 'maxFeeWei' | 'tipWei'> {
  const type = random.below(3) === 0 ? 'legacy' : 'eip1559';
  return { type, maxFeeWei: BigInt(GWEI + random.below(GWEI)), tipWei: BigInt(random.below(GWEI)) };
}
