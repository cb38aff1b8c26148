/** Owns what one thread does with signed bytes: decodes them into records, finds who signed. */
import {
  type EvmInstance,
  NO_SIGNER,
  record,
  type SenderDirectory,
  Senders,
} from '../../kernel/evm/index.ts';
import { shareOf } from './shares.ts';
import { SENDER_BYTES, type Staged } from './staging.ts';

/** Part of a batch: the first of it, and how many. */
export interface Part {
  readonly from: number;
  readonly length: number;
}

export class Reader {
  private readonly evm: EvmInstance;
  private readonly senders: Senders;

  constructor(evm: EvmInstance, directory: SenderDirectory) {
    this.evm = evm;
    this.senders = new Senders(evm, directory);
  }

  /** Forgets the lists of what it decoded before. */
  begin(): void {
    this.evm.call.resetDecoded();
  }

  /** With senders where these are known; for others, which nobody has looked at yet, the least gas is noted. */
  decode(staged: Staged, { from, length }: Part): void {
    const records = staged.records + record.RECORD_BYTES * from;
    const reasons = staged.reasons + 4 * from;
    this.evm.call.decodeTransactions(staged.spans + 8 * from, length, records, reasons);
    if (staged.senders === 0) this.evm.call.noteLeastGas(records, reasons, length);
    else this.putSenders(staged.senders + SENDER_BYTES * from, records, length);
  }

  private putSenders(senders: number, records: number, count: number): void {
    const bytes = this.evm.view();
    for (let at = 0; at < count; at++) {
      const sender = senders + SENDER_BYTES * at;
      const to = records + record.RECORD_BYTES * at + record.RECORD_SENDER;
      bytes.copyWithin(to, sender, sender + SENDER_BYTES);
    }
  }

  /** Fills in senders, of one share of all; a signature of no key is a reason like those of decoding. */
  check({ count, records, reasons, hints }: Staged, share = 0, shares = 1): void {
    const words = new Uint32Array(this.evm.memory.buffer);
    const own = shareOf(words.subarray(hints / 4, hints / 4 + count), share, shares);
    const wanted = own.filter((at) => words[reasons / 4 + at] === 0);
    const refused = this.senders.check(
      wanted.map((at) => records + record.RECORD_BYTES * at),
      wanted.map((at) => words[hints / 4 + at]!),
    );
    for (const at of refused) words[reasons / 4 + wanted[at]!] = NO_SIGNER;
  }

  /** Fills in the authorities of authorisations (EIP-7702). */
  authorise({ records, reasons }: Staged, { from, length }: Part): void {
    const words = new Uint32Array(this.evm.memory.buffer);
    const decoded: number[] = [];
    for (let at = from; at < from + length; at++) {
      if (words[reasons / 4 + at] === 0) decoded.push(records + record.RECORD_BYTES * at);
    }
    this.senders.authorise(decoded);
  }
}
