/**
 * keccak-256, secp256k1 and transaction signing in WebAssembly, in batches. Bytes go in and out in typed arrays; every
 * length and range is checked here, since nothing is checked inside.
 *
 * It is not constant in time: it signs for accounts that exist to make load, on machines that are the user's own.
 */
import { randomFillSync } from 'node:crypto';
import { LakhError } from '../std/errors.ts';
import { KernelInstance, wordsIn } from './instance.ts';
import { countOf, needIndices, needKeys, needLength, refuse } from './refusals.ts';
import { SignedTransactions } from './signed-transactions.ts';
import { RECORD, type TransactionBatch } from './transaction-batch.ts';

/**
 * How a nonce follows from key and message hash: `rfc6979` gives the signatures that every other signer gives, `keyed`
 * takes keccak-256 of a tag, the key and the hash, which is cheaper. Both give the same nonce for the same two and
 * never one for different ones.
 */
export type NonceMode = 'rfc6979' | 'keyed';

export interface KernelOptions {
  /**
   * Bits of a window of the generator's table, 4 to 16: the table has 2^(bits - 1) * ceil(256 / bits) points of 64
   * bytes, and a signature takes one addition a window. 8 bits take 256 KiB, 10 take 832 KiB, 12 take
   * 2.8 MiB, 16 take 32 MiB and are hardly faster: what additions they save goes into cache misses.
   */
  readonly windowBits?: number;
}

/** Bytes of a signature: r, s, recovery id. */
export const SIGNATURE_BYTES = 65;
const DEFAULT_WINDOW_BITS = 10;

export interface Recovered {
  /** 64 bytes each, x and y; zeros where there is none. */
  readonly publicKeys: Uint8Array;
  /** 1 where a key was recovered. */
  readonly found: Uint8Array;
}

export interface BatchToVerify {
  /** 32 bytes each. */
  readonly hashes: Uint8Array;
  /** 65 bytes each. */
  readonly signatures: Uint8Array;
  /** The index of each one's key among `publicKeys`. */
  readonly signers: Uint32Array;
  /** 64 bytes a key, x and y. */
  readonly publicKeys: Uint8Array;
}

export interface Verdicts {
  /** 1 where the signature is right for hash and key, with that recovery id and a low s. */
  readonly right: Uint8Array;
  readonly rightCount: number;
}

/** Keys inside the kernel, by index. There they stay until the kernel is closed. */
export interface KeyRing {
  readonly count: number;
  /**
   * Signs a hash of 32 bytes for each of `senders`, indices into the ring. Returns 65 bytes each.
   * Throws `kernel-refused` for wrong lengths and indices.
   */
  sign(senders: Uint32Array, hashes: Uint8Array, nonces?: NonceMode): Uint8Array;
  /**
   * Encodes, signs and hashes a batch for the chain; chain 0 leaves legacy transactions without replay protection and
   * is refused for every other type.
   */
  signTransactions(batch: TransactionBatch, chainId: number, nonces?: NonceMode): SignedTransactions;
}

export interface Kernel {
  keccak256(message: Uint8Array): Uint8Array;
  /** 32 bytes for each of the messages that lie one after the other and end at `ends`. */
  keccak256Batch(messages: Uint8Array, ends: Uint32Array): Uint8Array;
  /** x and y, 64 bytes for each secret key of 32. Throws `bad-key`. */
  publicKeys(keys: Uint8Array): Uint8Array;
  /** 20 bytes for each secret key of 32. Throws `bad-key`. */
  addresses(keys: Uint8Array): Uint8Array;
  /** Takes in secret keys of 32 bytes each. Throws `bad-key`. */
  ring(keys: Uint8Array): KeyRing;
  /** The keys that made the signatures, as EVM's ecrecover finds them: any s below the order is taken. */
  recover(hashes: Uint8Array, signatures: Uint8Array): Recovered;
  /** Whether r and s (64 bytes, or 65 with a recovery id that is not looked at) are right, s low (EIP-2). */
  verify(hash: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean;
  /** Verifies all at once, and finds those that are wrong. Throws `kernel-refused` for a key that is not on the curve. */
  verifyBatch(batch: BatchToVerify): Verdicts;
  /** Overwrites the kernel's memory, keys first of all. Any later call throws `kernel-refused`. */
  close(): void;
}

/**
 * Makes a kernel of this thread's own, in some 20 ms.
 *
 * @example
 * const kernel = createKernel();
 * const ring = kernel.ring(keys);
 * batch.push({ type: 'eip1559', from: 0, nonce: 7, to, valueWei: 1n, gasLimit: 21_000, maxFeeWei, tipWei, data: '0x' });
 * const { raw, hashes } = ring.signTransactions(batch, 31337);
 */
export function createKernel({ windowBits = DEFAULT_WINDOW_BITS }: KernelOptions = {}): Kernel {
  if (!Number.isInteger(windowBits) || windowBits < 4 || windowBits > 16) {
    refuse(`A window of the table has 4 to 16 bits, not ${windowBits}`);
  }
  return new WasmKernel(windowBits);
}

class WasmKernel implements Kernel {
  private instance: KernelInstance | null = new KernelInstance();

  constructor(windowBits: number) {
    if (!this.open().call.start(windowBits)) {
      throw new LakhError('kernel-refused', `There is no memory for a table of ${windowBits}-bit windows`, {
        hint: 'Take fewer bits a window',
      });
    }
  }

  private open(): KernelInstance {
    return this.instance ?? refuse('The kernel is closed');
  }

  keccak256(message: Uint8Array): Uint8Array {
    const kernel = this.open();
    const [out, at] = kernel.layOut(32, message.length);
    kernel.put(at, message);
    kernel.call.keccak256(out, at, message.length);
    return kernel.take(out, 32);
  }

  keccak256Batch(messages: Uint8Array, ends: Uint32Array): Uint8Array {
    needEnds(ends, messages.length);
    const kernel = this.open();
    const [out, spans, endsAt, at] = kernel.layOut(
      32 * ends.length,
      8 * ends.length,
      ends.byteLength,
      messages.length,
    );
    kernel.put(endsAt, ends);
    kernel.put(at, messages);
    kernel.call.keccak256Messages(out, at, endsAt, spans, ends.length);
    return kernel.take(out, 32 * ends.length);
  }

  publicKeys(keys: Uint8Array): Uint8Array {
    const count = needKeys(keys);
    const kernel = this.open();
    const [out, at] = kernel.layOut(64 * count, 32 * count);
    kernel.put(at, keys);
    kernel.call.publicKeys(out, at, count);
    const publicKeys = kernel.take(out, 64 * count);
    kernel.view().fill(0, at, at + 32 * count);
    return publicKeys;
  }

  addresses(keys: Uint8Array): Uint8Array {
    const publicKeys = this.publicKeys(keys);
    const count = publicKeys.length / 64;
    const hashes = this.keccak256Batch(
      publicKeys,
      Uint32Array.from({ length: count }, (_, i) => 64 * (i + 1)),
    );
    const addresses = new Uint8Array(20 * count);
    for (let i = 0; i < count; i++) addresses.set(hashes.subarray(32 * i + 12, 32 * i + 32), 20 * i);
    return addresses;
  }

  ring(keys: Uint8Array): KeyRing {
    const count = needKeys(keys);
    const kernel = this.open();
    const ring = kernel.call.takeRing(count) >>> 0;
    if (ring === 0) refuse(`There is no memory for ${count} keys`);
    kernel.put(kernel.call.secretOf(ring, 0), keys);
    kernel.call.prepareRing(ring);
    return new WasmKeyRing(count, ring, () => this.open());
  }

  recover(hashes: Uint8Array, signatures: Uint8Array): Recovered {
    const count = countOf('Message hashes', hashes, 32);
    needLength('Signatures', signatures, count, SIGNATURE_BYTES);
    const kernel = this.open();
    const [out, found, hashesAt, at] = kernel.layOut(64 * count, count, hashes.length, signatures.length);
    kernel.put(hashesAt, hashes);
    kernel.put(at, signatures);
    kernel.call.recoverAll(out, found, hashesAt, at, count);
    return { publicKeys: kernel.take(out, 64 * count), found: kernel.take(found, count) };
  }

  verify(hash: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean {
    needLength('A message hash', hash, 1, 32);
    if (signature.length !== 64) needLength('A signature', signature, 1, SIGNATURE_BYTES);
    needLength('A public key', publicKey, 1, 64);
    const kernel = this.open();
    const [hashAt, at, keyAt] = kernel.layOut(32, SIGNATURE_BYTES, 64);
    kernel.put(hashAt, hash);
    kernel.put(at, signature);
    kernel.put(keyAt, publicKey);
    return kernel.call.verify(hashAt, at, keyAt) !== 0;
  }

  verifyBatch({ hashes, signatures, signers, publicKeys }: BatchToVerify): Verdicts {
    const count = signers.length;
    const keys = countOf('Public keys', publicKeys, 64);
    needLength('Message hashes', hashes, count, 32);
    needLength('Signatures', signatures, count, SIGNATURE_BYTES);
    needIndices('The key of signature', signers, keys);
    const kernel = this.open();
    const { call } = kernel;
    const size = call.batchVerifySize(count, keys);
    const [verdicts, hashesAt, at, signersAt, keysAt, weights, arena] = kernel.layOut(
      count,
      hashes.length,
      signatures.length,
      signers.byteLength,
      publicKeys.length,
      16 * count,
      size,
    );
    kernel.put(hashesAt, hashes);
    kernel.put(at, signatures);
    kernel.put(signersAt, signers);
    kernel.put(keysAt, publicKeys);
    randomFillSync(kernel.view(), weights, 16 * count);
    const known = call.areOnCurve(keysAt, keys);
    if (known < keys) refuse(`Public key ${known} is not a point of secp256k1`);
    const rightCount =
      count > 0
        ? call.verifyBatch(verdicts, hashesAt, at, signersAt, count, keysAt, keys, weights, arena)
        : 0;
    return { right: kernel.take(verdicts, count), rightCount };
  }

  close(): void {
    this.instance?.wipe();
    this.instance = null;
  }
}

class WasmKeyRing implements KeyRing {
  readonly count: number;
  private readonly ring: number;
  private readonly open: () => KernelInstance;

  constructor(count: number, ring: number, open: () => KernelInstance) {
    this.count = count;
    this.ring = ring;
    this.open = open;
  }

  sign(senders: Uint32Array, hashes: Uint8Array, nonces: NonceMode = 'rfc6979'): Uint8Array {
    const count = senders.length;
    needLength('Message hashes', hashes, count, 32);
    needIndices('The key of signature', senders, this.count);
    const kernel = this.open();
    const [out, sendersAt, at] = kernel.layOut(SIGNATURE_BYTES * count, senders.byteLength, hashes.length);
    kernel.put(sendersAt, senders);
    kernel.put(at, hashes);
    kernel.call.sign(out, this.ring, sendersAt, at, count, isCompatible(nonces));
    return kernel.take(out, SIGNATURE_BYTES * count);
  }

  signTransactions(
    batch: TransactionBatch,
    chainId: number,
    nonces: NonceMode = 'rfc6979',
  ): SignedTransactions {
    const { count, records, payload, highestSender } = batch;
    if (!Number.isSafeInteger(chainId) || chainId < 0 || chainId > 2 ** 52) {
      refuse(`A chain id is a whole number from 0 to 2^52, not ${chainId}`);
    }
    if (chainId === 0 && batch.hasTyped) refuse('Only legacy transactions can do without a chain id');
    if (highestSender >= this.count) {
      refuse(`The sender of a transaction is ${highestSender}, and there are only ${this.count}`);
    }
    const kernel = this.open();
    const most = MOST_BYTES * count + 2 * payload.length;
    const [recordsAt, payloadAt, raw, ends, hashes, hex, room] = kernel.layOut(
      RECORD * count,
      payload.length,
      most,
      4 * count,
      32 * count,
      2 * most + 2 * count,
      most,
    );
    kernel.put(recordsAt, records);
    kernel.put(payloadAt, payload);
    const length = kernel.call.signTransactions(
      this.ring,
      recordsAt,
      payloadAt,
      count,
      BigInt(chainId),
      isCompatible(nonces),
      raw,
      ends,
      hashes,
      hex,
      room,
    );
    const taken = kernel.takeAll([
      [ends, 4 * count],
      [hashes, 32 * count],
      [raw, length],
      [hex, 2 * length + 2 * count],
    ]);
    return new SignedTransactions(taken[2]!, wordsIn(taken[0]!), taken[1]!, taken[3]!);
  }
}

/**
 * More bytes than a transaction has besides its payload: ten fields of at most 33 bytes and headers. The payload grows
 * by less than twice: 24 bytes of an access list's entry become 31, 125 of an authorization at most 158.
 */
const MOST_BYTES = 384;

function isCompatible(nonces: NonceMode): number {
  if (nonces !== 'rfc6979' && nonces !== 'keyed') refuse(`There are no nonces "${nonces}"`);
  return nonces === 'rfc6979' ? 1 : 0;
}

function needEnds(ends: Uint32Array, length: number): void {
  let before = 0;
  for (let i = 0; i < ends.length; i++) {
    if (ends[i]! < before) refuse(`Message ${i} ends at ${ends[i]}, before it begins at ${before}`);
    before = ends[i]!;
  }
  if (before !== length) refuse(`The messages end at ${before}, and there are ${length} bytes`);
}
