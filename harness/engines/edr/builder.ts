/**
 * Owns a block under construction: transactions go into edr's pool, and it makes the block of them when that is sealed.
 *
 * What a transaction leaves of its gas limit is not known before, so it stays empty: `gasLeft` counts limits. And what
 * was taken stands in the block but for one case: another transaction of it took its sender's ether or nonce, by code
 * that this sender has delegated to (EIP-7702). edr then makes no block and does not say which it was; the block is
 * made of a part, and the rest stays with whoever keeps a pool outside.
 */
import type { BlockBuilder, PooledTransaction, SealedBlock } from '../../spec/engine.ts';
import type { Hex } from '../../spec/intent.ts';
import { assert } from '../../std/assert.ts';
import { LakhError } from '../../std/errors.ts';
import { quantity, toHex } from '../../std/hex.ts';
import type { Decoded } from '../parallel/decode.ts';
import { type Accounts, questions } from './accounts.ts';
import { Plan } from './plan.ts';
import type { Call, Rpc } from './rpc.ts';
import { type BlockJson, type ReceiptJson, sealedBlock } from './sealed-block.ts';

/** What a block needs from the engine around it. */
export interface Site {
  readonly rpc: Rpc;
  readonly accounts: Accounts;
  readonly number: number;
  readonly parentHash: Hex;
  readonly timestampS: number;
  readonly gasLimit: number;
  readonly baseFeeWei: bigint;
  /** Makes it the head. */
  settle(block: SealedBlock): void;
}

export class EdrBuilder implements BlockBuilder {
  private readonly site: Site;
  private readonly sent: PooledTransaction[] = [];
  private plan: Plan;

  constructor(site: Site) {
    this.site = site;
    this.plan = new Plan({
      gasLimit: site.gasLimit,
      baseFeeWei: site.baseFeeWei,
      accountOf: (sender) => site.accounts.known(sender),
    });
  }

  get gasLeft(): number {
    return this.plan.gasLeft;
  }

  get bytesLeft(): number {
    return this.plan.bytesLeft;
  }

  async add(transactions: readonly PooledTransaction[]): Promise<(string | null)[]> {
    await this.site.accounts.learn(transactions.map(({ sender }) => sender));
    const refusals: (string | null)[] = [];
    while (refusals.length < transactions.length) {
      refusals.push(...(await this.addUntilRefused(transactions.slice(refusals.length))));
    }
    return refusals;
  }

  /** Adds all, or those before one that edr refuses; what became of each, that one included. */
  private async addUntilRefused(transactions: readonly PooledTransaction[]): Promise<(string | null)[]> {
    const plan = this.plan.copy();
    const found = transactions.map((transaction) => plan.take(transaction));
    const wanted = transactions.filter((_, index) => found[index] === null);
    const refusal = await this.send(wanted);
    if (refusal === null) {
      this.plan = plan;
      this.sent.push(...wanted);
      return found;
    }
    this.sent.push(...wanted.slice(0, refusal.at));
    const before = transactions.slice(0, transactions.indexOf(wanted[refusal.at]!));
    return [...before.map((transaction) => this.plan.take(transaction)), refusal.reason];
  }

  /** Hands them to edr, which decodes them and checks signatures; which is the first that it refuses, and why. */
  private async send(
    transactions: readonly PooledTransaction[],
  ): Promise<{ readonly at: number; readonly reason: string } | null> {
    const { rpc } = this.site;
    try {
      await rpc.ask(
        transactions.map(({ decoded }): Call => ['eth_sendRawTransaction', toHex((decoded as Decoded).raw)]),
      );
      return null;
    } catch (error) {
      if (!(error instanceof LakhError)) throw error;
      const pooled = await rpc.ask(transactions.map(({ hash }): Call => ['eth_getTransactionByHash', hash]));
      const at = pooled.indexOf(null);
      assert(at >= 0, 'what is refused is not in the pool');
      return { at, reason: error.message };
    }
  }

  async seal(): Promise<SealedBlock> {
    while (!(await this.mine())) await this.drop(this.sent.splice(this.sent.length >> 1));
    const { rpc, accounts, number } = this.site;
    const { sent } = this;
    const senders = [...new Set(sent.map(({ sender }) => sender))];
    const [block, ...answers] = await rpc.ask([
      ['eth_getBlockByNumber', quantity(number), false],
      ...sent.map(({ hash }): Call => ['eth_getTransactionReceipt', hash]),
      ...questions(senders, number),
    ]);
    const sealed = this.sealed(block as BlockJson, answers.slice(0, sent.length) as ReceiptJson[]);
    accounts.follow(number, senders, answers.slice(sent.length));
    this.site.settle(sealed);
    return sealed;
  }

  /** Whether there is a block now. */
  private async mine(): Promise<boolean> {
    const { rpc, parentHash, timestampS } = this.site;
    try {
      await rpc.ask([
        // The same on every run of the same blocks.
        ['hardhat_setPrevRandao', parentHash],
        ['evm_mine', quantity(timestampS)],
      ]);
      return true;
    } catch (error) {
      if (!(error instanceof LakhError) || this.sent.length === 0) throw error;
      return false;
    }
  }

  private async drop(transactions: readonly PooledTransaction[]): Promise<void> {
    await this.site.rpc.ask(transactions.map(({ hash }): Call => ['hardhat_dropTransaction', hash]));
  }

  private sealed(block: BlockJson, receipts: readonly ReceiptJson[]): SealedBlock {
    const { sent } = this;
    assert(
      block.transactions.length === sent.length &&
        sent.every(({ hash }, index) => hash === block.transactions[index]),
      'the block holds what was sent, in that order',
    );
    return sealedBlock(block, { receipts, raws: sent.map(({ decoded }) => (decoded as Decoded).raw) });
  }
}
