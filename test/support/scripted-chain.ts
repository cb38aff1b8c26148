/** A chain that does what its script says, on any clock: known delays, so that what is measured can be checked. */

import type { BlockNews } from '../../harness/run/block-news.ts';
import type { Address, Answer, Session, Transaction } from '../../harness/spec/index.ts';
import type { Clock } from '../../harness/std/clock.ts';
import type { Signer } from '../../harness/wallet/index.ts';

export interface Script {
  /** From submission to the answer, for the n-th transaction submitted. */
  answerNs?(n: number): number;
  answer?(n: number): Answer;
  /** From submission to the block; `null` for never. */
  includeNs(n: number): number | null;
  reverts?(n: number): boolean;
}

export const GAS_USED = 21_000;
export const GAS_PRICE_WEI = 7n;

/** Each transaction stands in a block of its own. */
export class ScriptedChain {
  readonly submitted: Transaction[] = [];
  /** The size of each batch. */
  readonly batches: number[] = [];
  onBlock: (news: BlockNews) => void = () => {};
  pending = 0;
  private readonly clock: Clock;
  private readonly script: Script;
  private readonly keep: boolean;
  private height = 0;

  constructor(clock: Clock, script: Script, keep = true) {
    this.keep = keep;
    this.clock = clock;
    this.script = script;
  }

  private count = 0;

  session(): Session {
    return {
      submit: (batch) => {
        if (this.keep) this.batches.push(batch.length);
        return Promise.all(batch.map((transaction) => this.take(transaction)));
      },
      pendingNonce: async (_: Address) => this.pending,
      queued: () => 0,
      close: async () => {},
    };
  }

  private take(transaction: Transaction): Promise<Answer> {
    const n = this.count++;
    if (this.keep) this.submitted.push(transaction);
    const nowNs = this.clock.nowNs();
    const includeNs = this.script.includeNs(n);
    if (includeNs !== null) this.clock.wake(nowNs + includeNs, () => this.include(transaction, n));
    const answer = this.script.answer?.(n) ?? { outcome: 'accepted' };
    const answerNs = this.script.answerNs?.(n) ?? 0;
    if (answerNs === 0) return Promise.resolve(answer);
    return new Promise((resolve) => {
      this.clock.wake(nowNs + answerNs, () => resolve(answer));
    });
  }

  private include({ hash }: Transaction, n: number): void {
    const nowNs = this.clock.nowNs();
    this.onBlock({
      number: ++this.height,
      timestampS: Math.floor(nowNs / 1e9),
      seenNs: nowNs,
      headerNs: nowNs,
      baseFeeWei: 1n,
      hashes: hash,
      succeeded: Uint8Array.of(this.script.reverts?.(n) ? 0 : 1),
      gasUsedBy: Float64Array.of(GAS_USED),
      gasPriceWei: BigUint64Array.of(GAS_PRICE_WEI),
    });
  }
}

/** Signs nothing: bytes and a hash that are unique to sender and nonce, for tests of everything but signing. */
export const unsigned: Signer = {
  name: 'unsigned',
  atOnce: 8,
  close() {},
  sign: (transactions) =>
    transactions.map(({ nonce, intent }) => {
      const hash = new Uint8Array(32);
      const view = new DataView(hash.buffer);
      // Spread like a hash: the table of transactions in flight relies on it.
      view.setUint32(0, Math.imul(nonce + 1, 0x9e3779b1) ^ Math.imul(intent.from + 1, 0x85ebca77));
      view.setUint32(4, nonce);
      view.setUint32(8, intent.from);
      return { raw: hash, hash };
    }),
};

/** What `unsigned` put into the bytes. */
export function unsignedFields(raw: Uint8Array): { nonce: number; from: number } {
  const view = new DataView(raw.buffer);
  return { nonce: view.getUint32(4), from: view.getUint32(8) };
}
