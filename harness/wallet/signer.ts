/** Signing: a small interface, so that faster signers slip in. Nonces are RFC 6979 in all of them but `keyed`. */
import { keccak_256 } from '@noble/hashes/sha3.js';
import { Transaction as EthersTransaction, SigningKey } from 'ethers';
import * as secp256k1 from 'tiny-secp256k1';
import { createKernel, type NonceMode, TransactionBatch, type TransactionFields } from '../kernel/index.ts';
import type { Transaction } from '../spec/intent.ts';
import { LakhError } from '../std/errors.ts';
import { fromHex, toHex } from '../std/hex.ts';
import { signedBytes, signingPayload, type UnsignedTransaction } from './encode.ts';

/** Signs for the accounts it was made with. Its bytes are the same each time, and whichever signer made them but `keyed`. */
export interface Signer {
  readonly name: string;
  /** As many as are worth signing together; 1 where each costs the same however many there are. */
  readonly atOnce: number;
  /** Signs each with the key of its `intent.from`, in order. */
  sign(transactions: readonly UnsignedTransaction[]): Transaction[];
  /** Overwrites the keys that it holds; those it was made with are the caller's. */
  close(): void;
}

const SIGNERS = {
  kernel: (keys: Uint8Array) => kernelSigner(keys, 'rfc6979'),
  keyed: (keys: Uint8Array) => kernelSigner(keys, 'keyed'),
  wasm: wasmSigner,
  ethers: ethersSigner,
} as const;
export type SignerName = keyof typeof SIGNERS;

/** `keys` holds 32 bytes an account. */
export function signerNamed(name: SignerName, keys: Uint8Array): Signer {
  return SIGNERS[name](keys);
}

/** Inversions are shared among so many; more would save little, and who waits for the first waits for all. */
const KERNEL_AT_ONCE = 128;
/** A table of 2.8 MiB, made in some 20 ms: 22 additions a signature where the usual one takes 26. */
export const SIGNING_WINDOW_BITS = 12;

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Puts transactions into a batch. Throws `kernel-refused` for one that does not encode. */
function packer(batch: TransactionBatch): (transaction: UnsignedTransaction) => void {
  // Filled anew for each: an object for every one of a hundred thousand a second is work for the collector.
  const fields: Writable<TransactionFields> = {
    type: 'legacy',
    from: 0,
    nonce: 0,
    to: null,
    valueWei: 0n,
    gasLimit: 0n,
    maxFeeWei: 0n,
    tipWei: 0n,
    data: '0x',
  };
  return ({ type, nonce, maxFeeWei, tipWei, intent }) => {
    fields.type = type;
    fields.from = intent.from;
    fields.nonce = nonce;
    fields.to = intent.to;
    fields.valueWei = intent.valueWei;
    fields.gasLimit = intent.gasLimit;
    fields.maxFeeWei = maxFeeWei;
    fields.tipWei = tipWei;
    fields.data = intent.data;
    batch.push(fields);
  };
}

/** The kernel of our own encodes, signs and hashes all of them in one call, for one chain. */
export function kernelSigner(keys: Uint8Array, nonces: NonceMode): Signer {
  const kernel = createKernel({ windowBits: SIGNING_WINDOW_BITS });
  const ring = kernel.ring(keys);
  const batch = new TransactionBatch();
  const push = packer(batch);
  return {
    name: nonces === 'keyed' ? 'keyed' : 'kernel',
    atOnce: KERNEL_AT_ONCE,
    sign(transactions) {
      const [first] = transactions;
      if (first === undefined) return [];
      batch.clear();
      for (const transaction of transactions) push(transaction);
      const signed = ring.signTransactions(batch, first.chainId, nonces);
      return transactions.map((_, i) => signed.transaction(i));
    },
    close: () => kernel.close(),
  };
}

/** Signs one by one, and refuses what the kernel refuses: libraries cut off or round what does not encode. */
function oneByOne(
  name: SignerName,
  keys: Uint8Array,
  sign: (tx: UnsignedTransaction) => Transaction,
): Omit<Signer, 'close'> {
  const count = keys.length / 32;
  const batch = new TransactionBatch();
  const push = packer(batch);
  function checked(tx: UnsignedTransaction): Transaction {
    batch.clear();
    push(tx);
    const { from } = tx.intent;
    if (from < count) return sign(tx);
    throw new LakhError('kernel-refused', `There is no sender ${from}, only ${count} keys`, {
      hint: 'This is a fault of the workload: an intent is of one of the accounts it was given',
    });
  }
  return { name, atOnce: 1, sign: (transactions) => transactions.map(checked) };
}

/** libsecp256k1 compiled to WebAssembly (tiny-secp256k1), with our own encoding. */
export function wasmSigner(given: Uint8Array): Signer {
  const keys = given.slice();
  function sign(tx: UnsignedTransaction): Transaction {
    const { from } = tx.intent;
    const digest = keccak_256(signingPayload(tx));
    const { signature, recoveryId } = secp256k1.signRecoverable(
      digest,
      keys.subarray(32 * from, 32 * from + 32),
    );
    const raw = signedBytes(tx, {
      r: signature.subarray(0, 32),
      s: signature.subarray(32),
      parity: (recoveryId & 1) as 0 | 1,
    });
    return { raw, hash: keccak_256(raw) };
  }
  return { ...oneByOne('wasm', keys, sign), close: () => void keys.fill(0) };
}

/** The reference: ethers encodes and signs. */
export function ethersSigner(given: Uint8Array): Signer {
  const keys = given.slice();
  const signingKeys = new Map<number, SigningKey>();
  function keyOf(account: number): SigningKey {
    let key = signingKeys.get(account);
    if (!key) {
      key = new SigningKey(toHex(keys.subarray(32 * account, 32 * account + 32)));
      signingKeys.set(account, key);
    }
    return key;
  }
  function sign({ type, chainId, nonce, maxFeeWei, tipWei, intent }: UnsignedTransaction): Transaction {
    const fees =
      type === 'legacy' ? { gasPrice: maxFeeWei } : { maxFeePerGas: maxFeeWei, maxPriorityFeePerGas: tipWei };
    const transaction = EthersTransaction.from({
      type: type === 'legacy' ? 0 : 2,
      chainId,
      nonce,
      ...fees,
      gasLimit: intent.gasLimit,
      to: intent.to,
      value: intent.valueWei,
      data: intent.data,
    });
    transaction.signature = keyOf(intent.from).sign(transaction.unsignedHash);
    const raw = fromHex(transaction.serialized);
    return { raw, hash: keccak_256(raw) };
  }
  return {
    ...oneByOne('ethers', keys, sign),
    close() {
      signingKeys.clear();
      keys.fill(0);
    },
  };
}
