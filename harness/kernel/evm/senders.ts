/**
 * Who signed: fills in the senders of decoded transactions and the authorities of their authorisations (EIP-7702), in
 * batches. A thread has one of these, with a signing kernel on memory of its own; what the threads share is the records
 * and the directory of keys.
 *
 * A transaction with a hint whose key is known is verified together with the others of the kind; every other one, and
 * every one that turns out not to be of that key, has its sender recovered. Both find the same sender.
 */
import { NO_HINT } from '../../spec/engine.ts';
import { createKernel, type Kernel, SIGNATURE_BYTES } from '../kernel.ts';
import type { EvmInstance } from './instance.ts';
import type { SenderDirectory } from './sender-directory.ts';
import * as layout from './transaction-record.ts';

/** Fewer than this are recovered sooner than verified. */
const WORTH_VERIFYING = 20;
/** Signatures in one call of the kernel at most: what a call needs in memory grows with them. */
const AT_ONCE = 4096;
/**
 * A verification that fails is done again in halves: where most are wrong, that takes ten times what recovery does. So
 * hints are trusted for few at first and for twice as many each time, until one in so many of them is wrong; then for
 * many transactions none is tried.
 */
const TRUSTED_AT_FIRST = 256;
const WRONG_ONE_IN = 16;
const DISTRUSTED_FOR = 16_384;

/** Where a signature stands in memory, and whose it is. */
interface Claim {
  /** Index of the transaction; -1 for an authorisation. */
  readonly index: number;
  /** Addresses: of the hash, of r, s behind it, of the parity, of where the address goes. */
  readonly hash: number;
  readonly signature: number;
  readonly parity: number;
  readonly signer: number;
  readonly hint: number;
}

export class Senders {
  private readonly evm: EvmInstance;
  readonly directory: SenderDirectory;
  private readonly kernel: Kernel;
  private readonly hashes = new Uint8Array(32 * AT_ONCE);
  private readonly signatures = new Uint8Array(SIGNATURE_BYTES * AT_ONCE);
  private readonly signers = new Uint32Array(AT_ONCE);
  private readonly keys = new Int32Array(16 * AT_ONCE);
  /** How many are verified together now; how many transactions more have their hints ignored. */
  private trusted = TRUSTED_AT_FIRST;
  private distrusted = 0;
  private words: Int32Array = new Int32Array(0);

  /** `kernel` is to be this thread's alone while one of these runs. */
  constructor(
    evm: EvmInstance,
    directory: SenderDirectory,
    kernel: Kernel = createKernel({ windowBits: 10 }),
  ) {
    this.evm = evm;
    this.directory = directory;
    this.kernel = kernel;
  }

  /**
   * Fills in TX_SENDER of the records at these addresses.
   * Returns the indices, in order, of the transactions whose signature is of no key: `NO_SIGNER`. A spoiled signature
   * is mostly that of some other key, hence of a sender who is a stranger.
   */
  check(records: ArrayLike<number>, hints?: ArrayLike<number>): number[] {
    this.words = new Int32Array(this.evm.memory.buffer);
    const known: Claim[] = [];
    const unknown: Claim[] = [];
    for (let i = 0; i < records.length; i++) {
      const record = records[i]! >>> 0;
      const claim = claimOf(record, i, hints?.[i] ?? NO_HINT);
      (this.directory.knows(claim.hint) ? known : unknown).push(claim);
    }
    this.verifyTrusted(known, unknown);
    const refused: number[] = [];
    for (const some of pieces(unknown)) this.recover(some, refused);
    return refused.sort((a, b) => a - b);
  }

  /** Fills in the authority of every authorisation that has one. */
  authorise(records: ArrayLike<number>): void {
    this.words = new Int32Array(this.evm.memory.buffer);
    const claims: Claim[] = [];
    for (let i = 0; i < records.length; i++) this.pushAuthorisations(records[i]! >>> 0, claims);
    for (const some of pieces(claims)) this.recover(some, []);
  }

  /** Those that are not found right go on to `unknown`. */
  private verifyTrusted(known: readonly Claim[], unknown: Claim[]): void {
    let start = 0;
    while (this.distrusted <= 0 && known.length - start >= WORTH_VERIFYING) {
      const some = known.slice(start, start + this.trusted);
      start += some.length;
      const wrong = this.verify(some, unknown);
      if (wrong * WRONG_ONE_IN > some.length) {
        this.trusted = TRUSTED_AT_FIRST;
        this.distrusted = DISTRUSTED_FOR;
      } else this.trusted = Math.min(2 * this.trusted, AT_ONCE);
    }
    this.distrusted -= known.length - start;
    for (; start < known.length; start++) unknown.push(known[start]!);
  }

  private pushAuthorisations(record: number, claims: Claim[]): void {
    const count = this.words[(record + layout.RECORD_AUTHORISATIONS + 4) >>> 2]!;
    const first = this.words[(record + layout.RECORD_AUTHORISATIONS) >>> 2]! >>> 0;
    for (let i = 0; i < count; i++) {
      const at = first + layout.AUTHORISATION_BYTES * i;
      if (this.words[(at + layout.AUTHORISATION_FLAGS) >>> 2] !== 0) continue;
      claims.push({
        index: -1,
        hash: at + layout.AUTHORISATION_HASH,
        signature: at + layout.AUTHORISATION_R,
        parity: at + layout.AUTHORISATION_PARITY,
        signer: at + layout.AUTHORISATION_AUTHORITY,
        hint: NO_HINT,
      });
    }
  }

  /** Gathers hashes and signatures for the kernel. */
  private gather(claims: readonly Claim[]): { hashes: Uint8Array; signatures: Uint8Array } {
    const bytes = this.evm.view();
    for (const [i, { hash, signature, parity }] of claims.entries()) {
      this.hashes.set(bytes.subarray(hash, hash + 32), 32 * i);
      this.signatures.set(bytes.subarray(signature, signature + 64), SIGNATURE_BYTES * i);
      this.signatures[SIGNATURE_BYTES * i + 64] = bytes[parity]!;
    }
    return {
      hashes: this.hashes.subarray(0, 32 * claims.length),
      signatures: this.signatures.subarray(0, SIGNATURE_BYTES * claims.length),
    };
  }

  /** Those that are not of the key that their hint names go on to `unknown`; returns how many. */
  private verify(claims: readonly Claim[], unknown: Claim[]): number {
    const indices = new Map<number, number>();
    for (const [i, { hint }] of claims.entries()) {
      let index = indices.get(hint);
      if (index === undefined) {
        index = indices.size;
        indices.set(hint, index);
        this.directory.putKey(hint, this.keys, index);
      }
      this.signers[i] = index;
    }
    const { right, rightCount } = this.kernel.verifyBatch({
      ...this.gather(claims),
      signers: this.signers.subarray(0, claims.length),
      publicKeys: new Uint8Array(this.keys.buffer, 0, 64 * indices.size),
    });
    for (const [i, claim] of claims.entries()) {
      if (right[i] === 0) unknown.push(claim);
      else this.directory.putAddress(claim.hint, this.words, claim.signer >>> 2);
    }
    return claims.length - rightCount;
  }

  private recover(claims: readonly Claim[], refused: number[]): void {
    const { hashes, signatures } = this.gather(claims);
    const { publicKeys, found } = this.kernel.recover(hashes, signatures);
    const digests = this.kernel.keccak256Batch(
      publicKeys,
      this.signers.subarray(0, claims.length).map((_, i) => 64 * (i + 1)),
    );
    const bytes = this.evm.view();
    for (const [i, { index, signer, hint }] of claims.entries()) {
      if (found[i] === 0) {
        if (index >= 0) refused.push(index);
        continue;
      }
      const address = digests.subarray(32 * i + 12, 32 * i + 32);
      bytes.set(address, signer);
      if (index < 0) {
        this.words[(signer + layout.AUTHORISATION_FLAGS - layout.AUTHORISATION_AUTHORITY) >>> 2] =
          layout.AUTHORISATION_SIGNED;
      } else this.directory.learn(hint, publicKeys.subarray(64 * i, 64 * i + 64), address);
    }
  }
}

function claimOf(record: number, index: number, hint: number): Claim {
  return {
    index,
    hash: record + layout.RECORD_SIGNING_HASH,
    signature: record + layout.RECORD_R,
    parity: record + layout.RECORD_PARITY,
    signer: record + layout.RECORD_SENDER,
    hint,
  };
}

function* pieces(claims: readonly Claim[]): Generator<readonly Claim[]> {
  for (let start = 0; start < claims.length; start += AT_ONCE) yield claims.slice(start, start + AT_ONCE);
}
