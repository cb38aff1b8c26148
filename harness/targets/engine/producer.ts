/** Owns the making of blocks: when one begins, what goes in, and that the thread stays answerable meanwhile. */
import { setImmediate as turn } from 'node:timers/promises';
import type { BlockBuilder, Engine, PooledTransaction, SealedBlock } from '../../spec/engine.ts';
import type { Address } from '../../spec/intent.ts';
import type { Clock } from '../../std/clock.ts';
import type { Mempool } from './mempool.ts';
import { Picker } from './picker.ts';

export interface Production {
  /** `interval`: by the clock, empty ones too; `full`: whenever something waits; `manual`: by `mine` only. */
  readonly blocks: 'interval' | 'full' | 'manual';
  /** From start to start. */
  readonly blockTimeMs: number;
}

export interface ProducerParts {
  readonly engine: Engine;
  readonly pool: Mempool;
  readonly clock: Clock;
  /** Seconds since 1970, for the headers. */
  readonly wallS: () => number;
  /** Called the moment a block is sealed. */
  readonly sealed: (block: SealedBlock) => void;
}

/** Executing goes on for this long before admissions and questions have their turn. */
const SLICE_NS = 4e6;
/** Nothing costs less gas (Yellow Paper, appendix G). */
const LEAST_GAS = 21_000;

export class Producer {
  private readonly parts: ProducerParts;
  private readonly production: Production;
  private line: Promise<unknown> = Promise.resolve();
  private cancelWake: () => void = () => {};
  private busy = false;
  private stopped = false;

  constructor(production: Production, parts: ProducerParts) {
    this.production = production;
    this.parts = parts;
  }

  start(): void {
    if (this.production.blocks === 'interval') this.schedule(this.parts.clock.nowNs() + this.blockTimeNs);
  }

  /** Something new waits in the pool. */
  poke(): void {
    if (this.production.blocks !== 'full' || this.busy || this.stopped || !this.somethingWaits()) return;
    this.busy = true;
    void this.mine().then(() => {
      this.busy = false;
      this.poke();
    });
  }

  /** Makes one block, after the one under way if there is one. */
  mine(): Promise<SealedBlock> {
    return this.betweenBlocks(() => this.produce());
  }

  /** Runs `task` when no block is under construction, and lets none begin before it is done. */
  betweenBlocks<T>(task: () => Promise<T>): Promise<T> {
    const done = this.line.then(task);
    // The failure is the caller's to see; the line goes on.
    this.line = done.catch(() => undefined);
    return done;
  }

  /** Resolves when the block under way, if any, is done. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.cancelWake();
    await this.line;
  }

  private get blockTimeNs(): number {
    return this.production.blockTimeMs * 1e6;
  }

  /** Blocks start `blockTime` apart; after one that took longer, the next starts at once. */
  private schedule(dueNs: number): void {
    if (this.stopped) return;
    const { clock } = this.parts;
    this.cancelWake = clock.wake(dueNs, () => {
      void this.mine().then(() => this.schedule(Math.max(dueNs + this.blockTimeNs, clock.nowNs())));
    });
  }

  private somethingWaits(): boolean {
    const { pool, engine } = this.parts;
    return new Picker(pool, engine.nextBaseFeeWei).best() !== null;
  }

  private async produce(): Promise<SealedBlock> {
    const { engine, pool, wallS, sealed } = this.parts;
    const builder = await engine.begin(wallS());
    const senders = [...(await this.fill(builder, new Picker(pool, engine.nextBaseFeeWei)))];
    const block = await builder.seal();
    sealed(block);
    const accounts = await engine.state.accounts(senders);
    for (const [index, sender] of senders.entries()) pool.settle(sender, accounts[index]!.nonce);
    return block;
  }

  /** Fills the block wave by wave; whose transactions went in. */
  private async fill(builder: BlockBuilder, picker: Picker): Promise<Set<Address>> {
    const { engine, clock } = this.parts;
    const senders = new Set<Address>();
    let sinceNs = clock.nowNs();
    while (builder.gasLeft >= LEAST_GAS) {
      const wave = nextWave(picker, builder, engine);
      if (wave.length === 0) break;
      const refusals = await builder.add(wave);
      const refused = new Set<Address>();
      wave.forEach((transaction, index) => {
        if (refusals[index] === null) senders.add(transaction.sender);
        else this.refuse(transaction, refused, picker);
      });
      if (clock.nowNs() - sinceNs < SLICE_NS) continue;
      await turn();
      sinceNs = clock.nowNs();
    }
    return senders;
  }

  /**
   * One that passed admission and cannot stand now: its sender's ether went elsewhere. What follows it in the wave is
   * refused because of it, and waits for another in its place.
   */
  private refuse(transaction: PooledTransaction, refused: Set<Address>, picker: Picker): void {
    if (refused.has(transaction.sender)) return;
    refused.add(transaction.sender);
    this.parts.pool.drop(transaction);
    picker.forget(transaction.sender);
  }
}

/** The best transactions that fit into the block together, one wave of the engine at most. */
function nextWave(picker: Picker, builder: BlockBuilder, engine: Engine): PooledTransaction[] {
  const wave: PooledTransaction[] = [];
  let { gasLeft, bytesLeft } = builder;
  while (wave.length < engine.wave && gasLeft >= LEAST_GAS) {
    const waiting = picker.best();
    if (waiting === null) break;
    const { transaction } = waiting;
    const { length } = engine.raw(transaction);
    if (transaction.gasLimit > gasLeft || length > bytesLeft) {
      // Gas comes back when those before it have been executed: with some ahead of it, it is asked again.
      if (wave.length > 0) break;
      picker.skip();
      continue;
    }
    gasLeft -= transaction.gasLimit;
    bytesLeft -= length;
    wave.push(transaction);
    picker.advance();
  }
  return wave;
}
