/** Owns what one thread does with signed bytes: decodes them into records, finds who signed. */
import {
  type EvmInstance,
  NO_SIGNER,
  record,
  type SenderDirectory,
  Senders,
} from '../../kernel/evm/index.ts';
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

  /** With senders, where these are known. */
  decode({ spans, records, reasons, senders }: Staged, { from, length }: Part): void {
    this.evm.call.decodeTransactions(
      spans + 8 * from,
      length,
      records + record.RECORD_BYTES * from,
      reasons + 4 * from,
    );
    if (senders === 0) return;
    const bytes = this.evm.view();
    for (let at = from; at < from + length; at++) {
      const sender = senders + SENDER_BYTES * at;
      bytes.copyWithin(
        records + record.RECORD_BYTES * at + record.RECORD_SENDER,
        sender,
        sender + SENDER_BYTES,
      );
    }
  }

  /** Fills in senders and the least gas of each; a signature of no key is a reason like those of decoding. */
  check({ records, reasons, hints }: Staged, { from, length }: Part): void {
    this.evm.call.noteLeastGas(records + record.RECORD_BYTES * from, reasons + 4 * from, length);
    const words = new Uint32Array(this.evm.memory.buffer);
    const wanted = decodedOf(words, reasons, { from, length });
    const refused = this.senders.check(
      wanted.map((at) => records + record.RECORD_BYTES * at),
      wanted.map((at) => words[hints / 4 + at]!),
    );
    for (const at of refused) words[reasons / 4 + wanted[at]!] = NO_SIGNER;
  }

  /** Fills in the authorities of authorisations (EIP-7702). */
  authorise({ records, reasons }: Staged, part: Part): void {
    const words = new Uint32Array(this.evm.memory.buffer);
    this.senders.authorise(decodedOf(words, reasons, part).map((at) => records + record.RECORD_BYTES * at));
  }
}

/** Which of them were decoded. */
function decodedOf(words: Uint32Array, reasons: number, { from, length }: Part): number[] {
  const decoded: number[] = [];
  for (let at = from; at < from + length; at++) if (words[reasons / 4 + at] === 0) decoded.push(at);
  return decoded;
}
